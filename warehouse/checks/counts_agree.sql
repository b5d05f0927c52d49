-- stories and outlets do not outnumber articles, and a day counts at least the events that drive it
with driver_counts as (
    select
        pair,
        date,
        count(*) as drivers
    from tension_drivers
    where date >= coalesce(getvariable('checked_from'), date '0001-01-01')
    group by pair, date
)
select
    day.pair,
    day.date,
    day.article_count,
    day.story_count,
    day.outlet_count,
    day.event_count,
    driver.drivers
from tension_index as day
left join driver_counts as driver using (pair, date)
where
    day.date >= coalesce(getvariable('checked_from'), date '0001-01-01')
    and (
        day.story_count > day.article_count
        or day.outlet_count > day.article_count
        or coalesce(driver.drivers, 0) > day.event_count
    );
