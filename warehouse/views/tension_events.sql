-- What happened, each event once over all stories that tell it.
create view tension_events as
select
    event_id,
    pair,
    signal,
    polarity,
    status,
    source,
    target,
    measure,
    event_date,
    killed,
    wounded,
    confidence,
    outlet_count,
    story_count,
    first_known_at,
    headline
from events;

comment on view tension_events is 'What happened: each event once, over all stories that tell it.';
comment on column tension_events.event_id is 'Key of the event, from pair, signal, source, target, day, and place or measure.';
comment on column tension_events.pair is 'The two states the event is read for, as PAK-IRN.';
comment on column tension_events.signal is 'One of the twenty signals, as strike, sanction, talks, restore.';
comment on column tension_events.polarity is 'escalation or deescalation.';
comment on column tension_events.status is 'reported, planned, background, denied or hypothetical, as last known.';
comment on column tension_events.source is 'Who did it: ISO 3166 alpha-3, NSA (non-state group), INT (international body), CIV (crowd), UNK.';
comment on column tension_events.target is 'To whom, in the same codes.';
comment on column tension_events.measure is 'What a sanction, coercion or restoration is about: envoy, border, trade, flights, visas; null otherwise.';
comment on column tension_events.event_date is 'Calendar day at the reporting outlet''s own offset on which it happened or is to happen.';
comment on column tension_events.killed is 'Deaths: the highest figure two outlets carry, else the latest; null when none is given.';
comment on column tension_events.wounded is 'Wounded, by the same rule.';
comment on column tension_events.confidence is '0 to 1, grows with the smaller of distinct stories and distinct outlets.';
comment on column tension_events.outlet_count is 'Distinct outlets that carry it.';
comment on column tension_events.story_count is 'Distinct stories that carry it.';
comment on column tension_events.first_known_at is 'When it first could be known (UTC).';
comment on column tension_events.headline is 'Title of the article that told it first; text from outside, escape it where you show it.';
