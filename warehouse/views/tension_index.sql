-- The index: one row a pair and day, the latest revision of each.
create view tension_index as
with latest_revisions as (
    select *
    from index_values
    -- One key to order by lets DuckDB keep the greatest of each day instead of sorting all.
    qualify row_number() over (partition by pair, date order by row(as_of, revision_no) desc) = 1
)
select
    pair,
    date,
    tension,
    tension_low,
    tension_high,
    tension_band(tension) as band,
    level_points,
    escalation_points,
    deescalation_points,
    standing_points,
    pressure_a_to_b,
    pressure_b_to_a,
    tone,
    attention,
    article_count,
    story_count,
    outlet_count,
    event_count,
    coverage,
    provisional,
    as_of,
    recorded_at
from latest_revisions;

comment on view tension_index is 'The index: one row a pair and day, the latest revision of each value.';
comment on column tension_index.pair is 'The two states, ISO 3166 alpha-3 in the configured order, as PAK-IRN; the first is a, the second b.';
comment on column tension_index.date is 'The UTC day the value is for.';
comment on column tension_index.tension is 'How tense relations are, 0 to 100: level_points on the published curve.';
comment on column tension_index.tension_low is 'Lower end of the 90 % interval of tension.';
comment on column tension_index.tension_high is 'Upper end of the 90 % interval of tension.';
comment on column tension_index.band is 'calm, guarded, elevated, high or severe: tension in a word.';
comment on column tension_index.level_points is 'Level in points before the curve: standing measures plus faded escalation, damped by de-escalation; never saturates. The points of tension_drivers sum to it.';
comment on column tension_index.escalation_points is 'Faded sum of escalatory event points in force that day, standing measures apart.';
comment on column tension_index.deescalation_points is 'Faded sum of de-escalatory event points in force that day.';
comment on column tension_index.standing_points is 'Points of standing measures (recalled envoys, closed borders, suspended trade) open that day.';
comment on column tension_index.pressure_a_to_b is 'Faded escalatory points directed by state a at state b.';
comment on column tension_index.pressure_b_to_a is 'Faded escalatory points directed by state b at state a.';
comment on column tension_index.tone is 'Mean VADER tone of the day''s relevant articles, -1 to 1; null without articles.';
comment on column tension_index.attention is 'Share of all stories read that day that concern the pair, scaled so that its mean over the 90 days up to the day is 100; null when nothing was read.';
comment on column tension_index.article_count is 'Relevant articles that became known that day.';
comment on column tension_index.story_count is 'Distinct stories among them; syndicated copies are one story.';
comment on column tension_index.outlet_count is 'Distinct outlets among them.';
comment on column tension_index.event_count is 'Events that contribute to the level that day.';
comment on column tension_index.coverage is 'ok, thin or none: whether enough was read that day to trust a quiet value.';
comment on column tension_index.provisional is 'True while the day has not closed; provisional values raise no alerts.';
comment on column tension_index.as_of is 'The value uses nothing known after this moment (UTC).';
comment on column tension_index.recorded_at is 'When the row was written (UTC clock); takes no part in the index.';
