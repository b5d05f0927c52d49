-- Standing measures (recalled envoys, closed borders, suspended trade) open on each pair's latest day, with what
-- they add to it. The points are those of tension_drivers, worked out for these few events alone.
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
    event.event_id,
    event.signal,
    event.polarity,
    event.status,
    event.source,
    event.target,
    event.measure,
    state.counts_from as open_since,
    day.date - state.counts_from as days_open,
    day.date,
    state.fades_from,
    state.points * pow(2.0, -greatest(0, day.date - state.fades_from) / state.half_life_days) as points,
    event.last_known_at,
    left(event.headline, 1200) as headline
from event_states as state
inner join latest_days as day
    on
        day.pair = state.pair
        and state.known_from < day.as_of
        and (state.known_to is null or state.known_to >= day.as_of)
        and state.counts_from <= day.date
        and (state.counts_to is null or state.counts_to > day.date)
        and greatest(0, day.date - state.fades_from) < 10 * state.half_life_days
inner join events as event on event.pair = state.pair and event.event_id = state.event_id
where state.standing and state.points > 0
order by state.pair, open_since, event.event_id;
