-- From what the index of a pair was computed last, by the day it became known.
select
    known_date,
    digest
from log.index_inputs
where pair = $pair
order by known_date;
