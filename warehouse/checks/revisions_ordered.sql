-- revisions are numbered from 0 without a gap, and none was closed before its day began
with numbered as (
    select
        pair,
        date,
        revision_no,
        as_of,
        row_number() over (partition by pair, date order by revision_no) - 1 as expected_no
    from index_values
)
select
    pair,
    date,
    revision_no,
    as_of
from numbered
where revision_no <> expected_no or as_of < date;
