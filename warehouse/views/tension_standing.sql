-- Standing measures (recalled envoys, closed borders, suspended trade) on each day they are open.
create view tension_standing as
select
    day.pair,
    day.date,
    day.event_id,
    day.signal,
    day.source,
    day.target,
    day.measure,
    day.status,
    day.counts_from as open_since,
    day.date - day.counts_from as days_open,
    day.fades_from,
    day.faded_points as points,
    day.last_known_at,
    day.headline
from event_days as day
where day.standing;

comment on view tension_standing is 'Measures confirmed by two outlets that stand until they are undone, on each day they are open; their points are part of the day''s level.';
comment on column tension_standing.pair is 'The two states, as PAK-IRN.';
comment on column tension_standing.date is 'The UTC day of the index.';
comment on column tension_standing.event_id is 'The event, see tension_events.';
comment on column tension_standing.signal is 'sanction or coerce.';
comment on column tension_standing.source is 'Who took the measure.';
comment on column tension_standing.target is 'Against whom.';
comment on column tension_standing.measure is 'What it is about: envoy, border, trade, flights or visas.';
comment on column tension_standing.status is 'Status of the event.';
comment on column tension_standing.open_since is 'First UTC day it weighs on.';
comment on column tension_standing.days_open is 'Days since then.';
comment on column tension_standing.fades_from is 'UTC day from which it fades, 180 days after its last mention.';
comment on column tension_standing.points is 'What it adds to level_points that day.';
comment on column tension_standing.last_known_at is 'When an article last mentioned it (UTC).';
comment on column tension_standing.headline is 'Title of the first article that told it; text from outside.';
