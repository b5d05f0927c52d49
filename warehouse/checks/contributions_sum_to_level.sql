-- the points of a day's drivers sum to its level
with driver_sums as (
    select
        pair,
        date,
        sum(points) as points
    from tension_drivers
    where date >= coalesce(getvariable('checked_from'), date '0001-01-01')
    group by pair, date
)
select
    day.pair,
    day.date,
    day.level_points,
    coalesce(driver.points, 0) as driver_points
from tension_index as day
left join driver_sums as driver using (pair, date)
where
    day.date >= coalesce(getvariable('checked_from'), date '0001-01-01')
    and abs(day.level_points - coalesce(driver.points, 0)) > 1e-9 * greatest(1, day.level_points);
