-- The weightiest events of a pair, one a day, to be marked on its curve.
with weightiest as (
    select
        event_id,
        points,
        counts_from
    from event_states
    where pair = $pair and known_to is null and points > 0
    qualify row_number() over (partition by counts_from order by row(-points, event_id)) = 1
    order by points desc, event_id
    limit $marks
)

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
from weightiest as state
-- As in tension_day_drivers: a plain equality would compare every id of the table.
inner join events as event on event.pair = $pair and event.event_id || '' = state.event_id
order by state.points desc, event.event_id;
