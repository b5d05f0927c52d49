-- The days that a page of drivers lies in, a row a pair. The conditions and the order are put in by the API.
with days as (
    select
        pair,
        date,
        event_count,
        sum(event_count) over (order by pair asc, date asc) as until,
        first_value(event_count) over (order by pair asc, date asc) as first_count
    from tension_index
    where /* where */ true
)

select
    pair,
    min(date) as first,
    max(date) as last,
    min(until - event_count)::bigint as passed
from days
-- a page that goes on within a day has to read that day again
where until > $offset and until - event_count <= $offset + $limit + first_count
group by pair;
