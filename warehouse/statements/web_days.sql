-- The days of a pair, oldest first.
select *
from tension_index
where pair = $pair
order by date;
