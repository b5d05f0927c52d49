-- The first and the last day on which an article became known.
select min(known_at)::date as first_day, max(known_at)::date as last_day
from articles;
