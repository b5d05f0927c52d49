-- What tension_drivers says of some days of a pair, with what is known of each event. The same numbers, found
-- by reading no more than those days: the view has to put all states beside all days first.
create macro tension_day_drivers(of_pair, on_days) as table
with days as materialized (
    select
        date,
        max(as_of) as as_of,
        -- No event that faded from this day or before has anything left.
        date - (select 1 + ceil(10 * max(half_life_days))::integer from event_states) as all_faded
    from index_values
    where pair = of_pair and list_contains(on_days, date)
    group by date
),
parts as materialized (
    select
        day.date,
        state.event_id,
        state.standing,
        state.counts_from,
        state.fades_from,
        state.points * pow(2.0, -greatest(0, day.date - state.fades_from) / state.half_life_days) as faded_points
    from days as day
    inner join event_states as state
        on
            state.known_from < day.as_of
            and (state.known_to is null or state.known_to >= day.as_of)
            and day.date >= state.counts_from
            and state.fades_from > day.all_faded
            and (state.counts_to is null or day.date < state.counts_to)
            and greatest(0, day.date - state.fades_from) < 10 * state.half_life_days
    where state.pair = of_pair and state.points > 0
),
day_sums as (
    select
        part.*,
        event.* exclude (pair, event_id, plover, recorded_at),
        sum(faded_points) filter (where polarity = 'escalation' and not standing)
            over (partition by date) as escalation_points,
        sum(faded_points) filter (where polarity = 'deescalation')
            over (partition by date) as deescalation_points
    from parts as part
    -- A plain equality would have DuckDB compare every id of the table with the least and the greatest of the
    -- few ids here, which costs more than reading the pair's.
    inner join events as event on event.pair = of_pair and event.event_id || '' = part.event_id
),
contributions as (
    select
        * exclude (escalation_points, deescalation_points, faded_points),
        driver_points(polarity, faded_points, escalation_points, deescalation_points) as points
    from day_sums
)
select
    of_pair as pair,
    *
from contributions
where points <> 0;

comment on macro table tension_day_drivers is 'The drivers of some days of a pair with all that is known of each event, found by reading those days alone. Example: from tension_day_drivers(''PAK-IRN'', [date ''2024-01-18'']).';
