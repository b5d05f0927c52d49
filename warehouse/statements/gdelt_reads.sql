-- Articles by which GDELT knew of events of a pair, by the day it knew and the outlet.
select
    added_at::date as date,
    added_at::date as known_date,
    lower(regexp_extract(url, '^https?://(?:www[.])?([^/:?#]+)', 1)) as outlet,
    count(distinct url) as article_count,
    count(distinct url) as story_count
from gdelt_events
where pair = $pair
group by all
order by all;
