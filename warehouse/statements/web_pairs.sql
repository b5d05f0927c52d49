-- The pairs that have days.
select distinct pair
from index_values
order by pair;
