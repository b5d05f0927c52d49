-- What moves several days of a pair, in the few columns that a reason is made of.
select
    driver.date,
    driver.event_id,
    driver.signal,
    driver.source,
    driver.target,
    driver.points,
    event.status,
    event.measure
from tension_drivers as driver
inner join events as event on event.pair = driver.pair and event.event_id = driver.event_id
where driver.pair = $pair and list_contains($days, driver.date);
