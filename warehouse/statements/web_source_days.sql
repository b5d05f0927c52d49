-- How many sources could be relied on at the end of each of the last days on which sources were asked.
select
    date,
    source_count,
    failing_count,
    silent_count,
    unhealthy_share
from source_days
order by date desc
limit 14;
