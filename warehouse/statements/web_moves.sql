-- The days on which a pair's tension moved most, by half a point at least.
with moves as (
    select
        date,
        tension,
        band,
        tension - lag(tension) over (order by date) as change,
        lag(date) over (order by date) as before
    from tension_index
    where pair = $pair
)

select *
from moves
where abs(change) >= 0.5
order by abs(change) desc, date desc
limit $moves;
