-- Rules and pairs that ever raised something, for the form of the alerts' page.
select distinct
    pair,
    rule
from tension_alerts
order by pair, rule;
