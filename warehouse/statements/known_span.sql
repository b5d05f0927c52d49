-- The first and the last day on which an article became known, and the last day published of a pair.
select
    min(known_at)::date as first_day,
    max(known_at)::date as last_day,
    (select max(date) from index_values where pair = $pair) as last_published
from articles;
