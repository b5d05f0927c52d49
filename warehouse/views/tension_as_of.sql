-- The index as it stood at a moment: one row a pair and day, from what was known by then.
create macro tension_as_of(moment) as table
with latest_revisions as (
    select *
    from index_values
    where as_of <= moment::timestamp
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

comment on macro table tension_as_of is 'The index as it stood at a UTC moment: columns of tension_index, one row a pair and day, from what was known by then. Example: from tension_as_of(timestamp ''2024-01-17 00:00:00'').';
