-- What moves some days of a pair, with what is known of each event: the parts of a day sum to its level.
select
    driver.date,
    driver.event_id,
    driver.signal,
    driver.source,
    driver.target,
    driver.event_date,
    driver.points,
    event.polarity,
    event.status,
    event.measure,
    event.place,
    event.killed,
    event.wounded,
    event.confidence,
    event.outlet_count,
    event.story_count,
    event.first_known_at,
    event.last_known_at,
    event.headline
from tension_drivers as driver
inner join events as event on event.pair = driver.pair and event.event_id = driver.event_id
where driver.pair = $pair and list_contains($days, driver.date)
order by abs(driver.points) desc, driver.event_id;
