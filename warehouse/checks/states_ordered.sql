-- an event has one state at a time, and only the last is open
with neighbours as (
    select
        pair,
        event_id,
        known_from,
        known_to,
        lead(known_from) over (partition by pair, event_id order by known_from) as next_from
    from event_states
)
select
    pair,
    event_id,
    known_from,
    known_to,
    next_from
from neighbours
where known_to <= known_from or (next_from is not null and (known_to is null or known_to > next_from));
