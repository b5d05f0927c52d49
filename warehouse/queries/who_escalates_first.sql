-- After two quiet weeks, which side made the first escalatory move, and how often?
with escalations as (
    select
        pair,
        event_id,
        source,
        signal,
        event_date,
        event_date - lag(event_date) over (partition by pair order by event_date, first_known_at) as quiet_days
    from tension_events
    where
        polarity = 'escalation'
        and status = 'reported'
        and source in (split_part(pair, '-', 1), split_part(pair, '-', 2))
)
select
    pair,
    source,
    count(*) as first_moves,
    count(*) filter (where signal = 'strike') as by_strike,
    min(event_date) as earliest,
    max(event_date) as latest
from escalations
where quiet_days is null or quiet_days > 14
group by pair, source
order by pair, first_moves desc;
