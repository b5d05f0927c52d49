-- What was read of each outlet: articles and stories by the day they were published and the day they were known.
select
    published_at::date as date,
    known_at::date as known_date,
    outlet,
    count(*) as article_count,
    count(distinct story_id) as story_count
from articles
where revision = 1
group by all
order by all;
