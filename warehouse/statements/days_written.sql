-- The first day of a pair that was not over when it was written, and the last day written.
select
    min(date) filter (where provisional) as first_open,
    max(date) as last_day
from tension_index
where pair = $pair;
