-- What moves some days of a pair, with what is known of each event: the parts of a day sum to its level.
select
    date,
    event_id,
    signal,
    source,
    target,
    event_date,
    points,
    standing,
    counts_from,
    fades_from,
    polarity,
    status,
    measure,
    place,
    killed,
    wounded,
    confidence,
    outlet_count,
    story_count,
    first_known_at,
    last_known_at,
    headline
from tension_day_drivers($pair, $days)
order by abs(points) desc, event_id;
