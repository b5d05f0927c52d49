-- Where does each pair stand today?
select
    pair,
    date,
    tension,
    tension_low,
    tension_high,
    band,
    coverage,
    provisional
from tension_index
qualify row_number() over (partition by pair order by date desc) = 1
order by tension desc;
