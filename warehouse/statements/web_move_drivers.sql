-- What moves several days of a pair, in the few columns that a reason is made of.
select
    date,
    event_id,
    signal,
    source,
    target,
    points,
    status,
    measure
from tension_day_drivers($pair, $days);
