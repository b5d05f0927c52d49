-- The hours in which articles became known, from a moment on, and how many in each.
select
    date_trunc('hour', known_at)::timestamp as hour,
    count(*) as articles
from articles
where revision = 1 and known_at >= $start and known_at < coalesce($until, timestamp 'infinity')
group by all
order by all;
