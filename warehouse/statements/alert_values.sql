-- Every published value of every closed day of a pair, all revisions: what the rules are replayed over.
select
    date,
    revision_no,
    tension,
    tension_low,
    tension_high,
    coverage,
    as_of,
    provisional
from index_values
where pair = $pair and not provisional
order by as_of, date, revision_no;
