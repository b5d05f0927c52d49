-- Where each pair stands on its newest day.
select
    pair,
    max(date) as date,
    arg_max(tension, date) as tension,
    arg_max(band, date) as band,
    count(*) as days
from tension_index
group by pair
order by pair;
