-- The days before and after a day that the index knows.
select
    max(date) filter (where date < $day) as before,
    min(date) filter (where date > $day) as after,
    min(date) as first,
    max(date) as last
from index_values
where pair = $pair;
