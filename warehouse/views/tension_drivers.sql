-- What each event adds to or takes from the level of each day; the points of a day sum to its level.
create view tension_drivers as
with day_sums as (
    select
        *,
        sum(faded_points) filter (where polarity = 'escalation' and not standing)
            over (partition by pair, date) as escalation_points,
        sum(faded_points) filter (where polarity = 'deescalation')
            over (partition by pair, date) as deescalation_points
    from event_days
),
contributions as (
    select
        *,
        driver_points(polarity, faded_points, escalation_points, deescalation_points) as points
    from day_sums
)
select
    pair,
    date,
    event_id,
    signal,
    source,
    target,
    event_date,
    points
from contributions
where points <> 0;

comment on view tension_drivers is 'What each event adds to the level of each day, or takes from it; the points of a pair and day sum to level_points of tension_index.';
comment on column tension_drivers.pair is 'The two states, as PAK-IRN.';
comment on column tension_drivers.date is 'The UTC day of the index.';
comment on column tension_drivers.event_id is 'The event, see tension_events; its sentences are in tension_evidence.';
comment on column tension_drivers.signal is 'One of the twenty signals, as strike, sanction, talks, restore.';
comment on column tension_drivers.source is 'Who did it: ISO 3166 alpha-3, NSA (non-state group), INT (international body), CIV (crowd), UNK.';
comment on column tension_drivers.target is 'To whom, in the same codes.';
comment on column tension_drivers.event_date is 'Calendar day at the reporting outlet''s own offset on which it happened or is to happen.';
comment on column tension_drivers.points is 'Contribution to level_points that day: above 0 raises the level, below 0 lowers it.';
