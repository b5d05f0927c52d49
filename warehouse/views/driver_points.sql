-- What one event adds to the level of a day, or takes from it, beside the sums of that day.
-- The formula is that of tension/index/compute.py: level = S + E * (1 - r), r = 0.6 * D / (D + 30 points).
create macro driver_points(polarity, faded_points, escalation_points, deescalation_points) as
case
    when polarity = 'escalation' then faded_points
    else -coalesce(escalation_points, 0) * 0.6 * faded_points / (deescalation_points + 30.0)
end;

comment on macro driver_points is 'What one event adds to level_points of a day, or takes from it: its faded points, and the sums of all that fade of escalation and of all de-escalation that day.';
