-- The index as it would be from GDELT's machine-coded events alone, for years of which no article was read.
-- Same formula, other evidence: compare its course with tension_index, not its height.
create view gdelt_index as
select
    pair,
    date,
    'gdelt' as origin,
    tension,
    tension_band(tension) as band,
    level_points,
    escalation_points,
    deescalation_points,
    pressure_a_to_b,
    pressure_b_to_a,
    event_count,
    article_count,
    as_of
from gdelt_index_values;

comment on view gdelt_index is 'One row a pair and day: the index from GDELT''s events alone, kept apart from tension_index.';
comment on column gdelt_index.pair is 'The two states, as PAK-IRN.';
comment on column gdelt_index.date is 'The UTC day.';
comment on column gdelt_index.origin is 'Always gdelt: the evidence was coded by GDELT''s machines, not read from articles by us.';
comment on column gdelt_index.tension is '0 to 100, by the curve of tension_index; not calibrated for GDELT''s volume of events.';
comment on column gdelt_index.band is 'calm, guarded, elevated, high or severe.';
comment on column gdelt_index.level_points is 'Level in points, by the formula of tension_index.';
comment on column gdelt_index.escalation_points is 'Faded points of escalatory events.';
comment on column gdelt_index.deescalation_points is 'Faded points of de-escalatory events.';
comment on column gdelt_index.pressure_a_to_b is 'Points of pressure of the first state on the second.';
comment on column gdelt_index.pressure_b_to_a is 'Points of pressure of the second state on the first.';
comment on column gdelt_index.event_count is 'Events that moved the day.';
comment on column gdelt_index.article_count is 'Articles by which GDELT knew of events of the pair that day.';
comment on column gdelt_index.as_of is 'Close at which the value was reckoned last (UTC).';
