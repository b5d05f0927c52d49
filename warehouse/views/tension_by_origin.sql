-- The index as the press of each side tells it: the same formula over the events that its outlets carry.
create view tension_by_origin as
with origins as (
    select
        link.pair,
        link.event_id,
        case
            when contains(link.pair, article.outlet_country) then article.outlet_country
            else 'other'
        end as origin,
        min(article.known_at) as known_at
    from event_evidence as link
    inner join articles as article using (article_id, revision)
    group by all
),
sums as (
    select
        day.pair,
        day.date,
        origin.origin,
        coalesce(sum(faded_points) filter (where polarity = 'escalation' and not standing), 0) as escalation_points,
        coalesce(sum(faded_points) filter (where polarity = 'deescalation'), 0) as deescalation_points,
        coalesce(sum(faded_points) filter (where standing), 0) as standing_points,
        count(*) as event_count
    from event_days as day
    inner join origins as origin
        on origin.pair = day.pair and origin.event_id = day.event_id and origin.known_at < day.as_of
    group by all
),
levels as (
    select
        *,
        standing_points
        + escalation_points * (1 - 0.6 * deescalation_points / (deescalation_points + 30.0)) as level_points
    from sums
)
select
    pair,
    date,
    origin,
    100 * (1 - exp(-level_points / 25.0)) as tension,
    level_points,
    escalation_points,
    deescalation_points,
    standing_points,
    event_count
from levels;

comment on view tension_by_origin is 'The index as the press of each side tells it: the same formula over the events that at least one outlet of that origin carries. An event keeps the confidence that all outlets give it, so this compares what is told, not how widely.';
comment on column tension_by_origin.pair is 'The two states, as PAK-IRN.';
comment on column tension_by_origin.date is 'The UTC day of the index; days without any such event are left out.';
comment on column tension_by_origin.origin is 'Country of the outlets: either side''s ISO 3166 alpha-3, or other (third countries and unknown).';
comment on column tension_by_origin.tension is '0-100, of those events alone.';
comment on column tension_by_origin.level_points is 'The level in points, never saturating.';
comment on column tension_by_origin.escalation_points is 'Faded points of escalatory events that do not stand.';
comment on column tension_by_origin.deescalation_points is 'Faded points of de-escalatory events.';
comment on column tension_by_origin.standing_points is 'Points of measures that stand that day.';
comment on column tension_by_origin.event_count is 'Events of that origin that weigh on the day.';
