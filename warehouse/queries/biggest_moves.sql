-- On which days did tension move most, and which events made it?
with moves as (
    select
        pair,
        date,
        tension,
        tension - lag(tension) over (partition by pair order by date) as change
    from tension_index
),
biggest as (
    select *
    from moves
    where change is not null
    order by abs(change) desc
    limit 10
),
driver_moves as (
    select
        today.pair,
        today.date,
        today.event_id,
        sum(driver.points * case when driver.date = today.date then 1 else -1 end) as points_change
    from (
        select distinct
            biggest.pair,
            biggest.date,
            near.event_id
        from biggest
        inner join tension_drivers as near
            on near.pair = biggest.pair and near.date between biggest.date - 1 and biggest.date
    ) as today
    inner join tension_drivers as driver
        on
            driver.pair = today.pair
            and driver.event_id = today.event_id
            and driver.date between today.date - 1 and today.date
    group by today.pair, today.date, today.event_id
),
first_reasons as (
    select *
    from driver_moves
    qualify row_number() over (partition by pair, date order by abs(points_change) desc) = 1
)
select
    biggest.pair,
    biggest.date,
    biggest.tension,
    biggest.change,
    event.signal as main_signal,
    event.source,
    event.target,
    reason.points_change,
    event.headline
from biggest
left join first_reasons as reason using (pair, date)
left join tension_events as event using (pair, event_id)
order by abs(biggest.change) desc;
