-- every day between a pair's first and last has a value
select
    pair,
    min(date) as first_date,
    max(date) as last_date,
    count(*) as days
from tension_index
group by pair
having count(*) <> max(date) - min(date) + 1;
