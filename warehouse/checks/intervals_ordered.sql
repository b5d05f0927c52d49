-- 0 <= low <= tension <= high <= 100, and no part of the level is below 0
select
    pair,
    date,
    revision_no,
    tension_low,
    tension,
    tension_high
from index_values
where
    not (tension_low >= 0 and tension_low <= tension and tension <= tension_high and tension_high <= 100)
    or isnan(tension)
    or least(
        level_points, escalation_points, deescalation_points, standing_points, pressure_a_to_b, pressure_b_to_a
    ) < 0;
