-- The series of a pair, a row a day, as the overview draws it.
select
    date,
    tension,
    tension_low,
    tension_high,
    band,
    escalation_points,
    deescalation_points,
    standing_points,
    pressure_a_to_b,
    pressure_b_to_a,
    attention,
    tone,
    article_count,
    coverage,
    provisional
from tension_index
where pair = $pair
order by date;
