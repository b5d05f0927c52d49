-- The days on which articles became known, from a moment on.
select distinct date_trunc('day', known_at)::timestamp as day
from articles
where revision = 1 and known_at >= $start
order by day;
