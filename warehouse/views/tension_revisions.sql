-- Every value ever published, and how far each moved from the one before it.
create view tension_revisions as
with moves as (
    select
        *,
        lag(tension) over (partition by pair, date order by as_of, revision_no) as previous_tension
    from index_values
)
select
    pair,
    date,
    revision_no,
    as_of,
    tension,
    tension_low,
    tension_high,
    previous_tension,
    tension - previous_tension as tension_change,
    level_points,
    event_count,
    provisional,
    recorded_at
from moves;

comment on view tension_revisions is 'Every published value: revisions are rows, never overwrites. The last by as_of, then revision_no, is the one in tension_index.';
comment on column tension_revisions.pair is 'The two states, as PAK-IRN.';
comment on column tension_revisions.date is 'The UTC day the value is for.';
comment on column tension_revisions.revision_no is 'Counts the values written for this pair and day, from 0, in the order they were recorded.';
comment on column tension_revisions.as_of is 'The value uses nothing known after this moment (UTC).';
comment on column tension_revisions.tension is 'Tension, 0 to 100, as published then.';
comment on column tension_revisions.tension_low is 'Lower end of its 90 % interval.';
comment on column tension_revisions.tension_high is 'Upper end of its 90 % interval.';
comment on column tension_revisions.previous_tension is 'Tension of the revision before it; null for the first.';
comment on column tension_revisions.tension_change is 'Tension minus previous_tension; null for the first.';
comment on column tension_revisions.level_points is 'Level in points behind the value.';
comment on column tension_revisions.event_count is 'Events that contributed to it.';
comment on column tension_revisions.provisional is 'True when it was published before the day closed.';
comment on column tension_revisions.recorded_at is 'When the row was written (UTC clock).';
