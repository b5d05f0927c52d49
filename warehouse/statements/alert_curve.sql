-- The curve up to a day, for the chart that goes with its alert.
select
    date,
    tension,
    tension_low,
    tension_high
from tension_index
where pair = $pair and date <= $day and date > $day - 60
order by date;
