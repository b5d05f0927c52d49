-- A day of a pair with the seven before it, newest first; without a day the newest.
select
    *,
    date - lag(date) over (order by date) as gap_days
from tension_index
where pair = $pair and ($day is null or date <= $day)
qualify row_number() over (order by date desc) <= 8
order by date desc;
