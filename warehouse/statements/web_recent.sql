-- Some days of a pair, newest first.
select *
from tension_index
where pair = $pair and date between $first and $last
order by date desc;
