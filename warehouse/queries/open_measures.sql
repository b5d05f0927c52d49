-- Which standing measures (recalled envoys, closed borders, suspended trade) are open now?
with latest_days as (
    select
        pair,
        max_by(date, date) as date,
        max_by(as_of, date) as as_of
    from tension_index
    group by pair
)
select
    state.pair,
    event.measure,
    event.signal,
    event.source,
    event.target,
    state.counts_from as open_since,
    day.date - state.counts_from as days_open,
    driver.points,
    event.headline
from event_states as state
inner join latest_days as day
    on
        day.pair = state.pair
        and state.known_from < day.as_of
        and (state.known_to is null or state.known_to >= day.as_of)
        and state.counts_from <= day.date
        and (state.counts_to is null or state.counts_to > day.date)
inner join events as event on event.pair = state.pair and event.event_id = state.event_id
inner join tension_drivers as driver
    on driver.pair = state.pair and driver.date = day.date and driver.event_id = state.event_id
where state.standing
order by state.pair, open_since;
