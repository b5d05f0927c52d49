-- Every value published for a day of a pair, oldest first.
select
    as_of,
    tension,
    tension_low,
    tension_high,
    provisional
from index_values
where pair = $pair and date = $day
order by as_of, revision_no;
