-- The weightiest events of a pair, one a day, to be marked on its curve.
with latest_states as (
    select
        event_id,
        points,
        counts_from
    from event_states
    where pair = $pair and known_to is null and points > 0
),

ranked as (
    select
        state.counts_from as date,
        state.points,
        event.event_id,
        event.signal,
        event.source,
        event.target,
        event.measure,
        event.status,
        event.polarity,
        event.headline
    from latest_states as state
    inner join events as event on event.pair = $pair and event.event_id = state.event_id
    qualify row_number() over (partition by state.counts_from order by state.points desc, event.event_id) = 1
)

select *
from ranked
order by points desc, event_id
limit $marks;
