-- The curve of a pair up to a day, oldest first.
select
    date,
    tension,
    tension_low,
    tension_high,
    coverage
from tension_index
where pair = $pair and date > $day::date - $days::integer and date <= $day
order by date;
