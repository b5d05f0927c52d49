-- Each event on each day it weighs on, with what is left of its points; what the level is made of.
create view event_days as
with latest_revisions as (
    select
        pair,
        date,
        max(as_of) as as_of,
        -- No event that faded from this day or before has anything left; it spares reading them.
        date - (select 1 + ceil(10 * max(half_life_days))::integer from event_states) as all_faded
    from index_values
    group by pair, date
)
select
    day.pair,
    day.date,
    day.as_of,
    state.event_id,
    event.signal,
    event.source,
    event.target,
    event.event_date,
    event.polarity,
    event.status,
    event.measure,
    event.last_known_at,
    event.headline,
    state.standing,
    state.counts_from,
    state.fades_from,
    greatest(0, day.date - state.fades_from) as age_days,
    state.points * pow(2.0, -greatest(0, day.date - state.fades_from) / state.half_life_days) as faded_points
from latest_revisions as day
inner join event_states as state
    on
        state.pair = day.pair
        and state.known_from < day.as_of
        and (state.known_to is null or state.known_to >= day.as_of)
        and day.date >= state.counts_from
        and state.fades_from > day.all_faded
        and (state.counts_to is null or day.date < state.counts_to)
        and greatest(0, day.date - state.fades_from) < 10 * state.half_life_days
inner join events as event
    on event.pair = state.pair and event.event_id = state.event_id
where state.points > 0;

comment on view event_days is 'Each event on each day it weighs on, with what is left of its points; tension_drivers and tension_by_origin add them up.';
comment on column event_days.pair is 'The two states, as PAK-IRN.';
comment on column event_days.date is 'The UTC day of the index.';
comment on column event_days.as_of is 'The close by which the day''s latest value is known; nothing known later counts.';
comment on column event_days.event_id is 'The event, see tension_events.';
comment on column event_days.signal is 'One of the twenty signals.';
comment on column event_days.source is 'Who did it.';
comment on column event_days.target is 'To whom.';
comment on column event_days.event_date is 'Calendar day at the reporting outlet''s own offset on which it happened or is to happen.';
comment on column event_days.polarity is 'escalation or deescalation.';
comment on column event_days.status is 'reported, planned, background, denied or hypothetical, as last known.';
comment on column event_days.measure is 'What a sanction, coercion or restoration is about: envoy, border, trade, flights, visas; null otherwise.';
comment on column event_days.last_known_at is 'When an article last mentioned it (UTC).';
comment on column event_days.headline is 'Title of the first article that told it; text from outside.';
comment on column event_days.standing is 'Whether it is a measure that stands unfaded that day.';
comment on column event_days.counts_from is 'First UTC day it weighs on.';
comment on column event_days.fades_from is 'UTC day from which it fades; for a standing measure, 180 days after its last mention.';
comment on column event_days.age_days is 'Days since it began to fade; 0 until then.';
comment on column event_days.faded_points is 'Its points that day, 2 ** (-age / half-life) of what it began with.';
