-- Which published values were revised most after their day had closed?
select
    pair,
    date,
    revision_no,
    as_of,
    previous_tension,
    tension,
    tension_change
from tension_revisions
where tension_change is not null
order by abs(tension_change) desc, pair, date
limit 20;
