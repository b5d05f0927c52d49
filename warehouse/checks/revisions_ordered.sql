-- revisions are numbered from 0 without a gap, recorded in that order, and none was closed before its day began
with neighbours as (
    select
        pair,
        date,
        revision_no,
        as_of,
        recorded_at,
        row_number() over revisions - 1 as expected_no,
        lag(recorded_at) over revisions as previous_recorded_at
    from index_values
    window revisions as (partition by pair, date order by revision_no)
)
select
    pair,
    date,
    revision_no,
    as_of,
    recorded_at
from neighbours
where revision_no <> expected_no or as_of < date or recorded_at < previous_recorded_at;
