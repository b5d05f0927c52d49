-- What were the longest runs of calm days with coverage?
with calm_days as (
    select
        pair,
        date,
        tension,
        date - row_number() over (partition by pair order by date)::integer as spell
    from tension_index
    where band = 'calm' and coverage = 'ok'
)
select
    pair,
    min(date) as first_day,
    max(date) as last_day,
    count(*) as days,
    max(tension) as highest_tension
from calm_days
group by pair, spell
order by days desc
limit 10;
