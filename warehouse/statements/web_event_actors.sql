-- Everybody who did or suffered something in an event, those named most first.
with actors as (
    select source as actor
    from tension_events
    union all
    select target as actor
    from tension_events
)
select
    actor,
    count(*) as event_count
from actors
group by actor
order by event_count desc, actor asc;
