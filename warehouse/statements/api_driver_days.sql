-- The days that a page of drivers lies in, a row a pair. The conditions and the order are put in by the API.
-- tension_drivers has a row for every event that counts on a day, save where nothing faded raises the level:
-- goodwill then has nothing to relieve, and only the measures that stand have a row.
with asked as (
    select
        pair,
        date,
        event_count,
        escalation_points
    from tension_index
    where /* where */ true
),
standing as (
    select
        pair,
        date,
        count(*) as event_count
    from event_days
    where standing and polarity = 'escalation' and (/* where */ true)
    group by pair, date
),
counted as (
    select
        asked.pair,
        asked.date,
        case when asked.escalation_points > 0 then asked.event_count else coalesce(standing.event_count, 0) end
            as row_count
    from asked
    left join standing on standing.pair = asked.pair and standing.date = asked.date
),
days as (
    select
        pair,
        date,
        row_count,
        sum(row_count) over (order by pair asc, date asc) as until,
        first_value(row_count) over (order by pair asc, date asc) as first_count
    from counted
)
select
    pair,
    min(date) as first,
    max(date) as last,
    min(until - row_count)::bigint as passed
from days
-- a page that goes on within a day has to read that day again
where until > $offset and until - row_count <= $offset + $limit + first_count
group by pair;
