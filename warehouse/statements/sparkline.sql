-- The last days of a pair, oldest first, for small pictures.
with last_days as (
    select
        date,
        tension,
        tension_low,
        tension_high,
        band,
        coverage
    from tension_index
    where pair = $pair
    order by date desc
    limit $days
)

select *
from last_days
order by date;
