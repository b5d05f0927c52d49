-- Alerts of a pair that were open at the end of a day.
select
    rule,
    class,
    raised_for,
    value,
    state
from tension_alerts
where
    pair = $pair
    and raised_for <= $day
    and (cleared_for is null or cleared_for > $day)
    and state in ('raised', 'acknowledged', 'cleared')
order by raised_for, rule;
