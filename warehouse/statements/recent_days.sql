-- The last days of a pair with the drivers of each, for a run's artifact.
with days as (
    select date, tension, tension_low, tension_high, band, coverage, provisional
    from tension_index
    where pair = $pair
    order by date desc
    limit $days
),

drivers as (
    select date, signal || ' ' || source || '→' || target || ' ' || round(points, 1) as driver
    from tension_drivers
    where pair = $pair and date in (select date from days)
    qualify row_number() over (partition by date order by abs(points) desc, event_id) <= 3
)

select
    days.date::varchar as date,
    round(days.tension, 1) as tension,
    round(days.tension_low, 1) as low,
    round(days.tension_high, 1) as high,
    days.band,
    days.coverage,
    days.provisional,
    coalesce(string_agg(drivers.driver, '; '), '') as drivers
from days
left join drivers using (date)
group by all
order by date desc;
