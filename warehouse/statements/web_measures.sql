-- Standing measures of a pair that are open on a day, the oldest first.
select
    event.event_id,
    event.signal,
    event.measure,
    event.source,
    event.target,
    event.status,
    event.headline,
    state.counts_from as open_since,
    day.date - state.counts_from as days_open,
    state.points
from tension_index as day
inner join event_states as state
    on
        state.pair = day.pair
        and state.standing
        and state.points > 0
        and state.known_from < day.as_of
        and (state.known_to is null or state.known_to >= day.as_of)
        and state.counts_from <= day.date
        and (state.counts_to is null or state.counts_to > day.date)
        -- a measure that nobody confirms fades in the end, see web_standing
        and greatest(0, day.date - state.fades_from) < 10 * state.half_life_days
inner join events as event on event.pair = state.pair and event.event_id = state.event_id
where day.pair = $pair and day.date = $day
order by open_since, event.event_id;
