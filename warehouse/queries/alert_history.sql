-- Which lines were crossed, when, and for how long?
select
    pair,
    rule,
    class,
    raised_for,
    cleared_for,
    cleared_for - raised_for as days_open,
    value,
    state
from tension_alerts
order by raised_for desc, rule;
