-- One event of a pair.
select
    event_id,
    pair,
    signal,
    polarity,
    status,
    source,
    target,
    measure,
    place,
    event_date,
    killed,
    wounded,
    confidence,
    outlet_count,
    story_count,
    first_known_at,
    headline
from events
where pair = $pair and event_id = $event_id;
