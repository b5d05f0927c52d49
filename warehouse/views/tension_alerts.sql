-- Lines crossed: one row a raise.
create view tension_alerts as
select
    alert_id,
    pair,
    rule,
    class,
    raised_for,
    cleared_for,
    value,
    state
from alerts;

comment on view tension_alerts is 'Lines crossed: one row a raise, see the rules in tension.toml.';
comment on column tension_alerts.alert_id is 'Key of the alert.';
comment on column tension_alerts.pair is 'The two states, as PAK-IRN.';
comment on column tension_alerts.rule is 'Name of the rule that raised it.';
comment on column tension_alerts.class is 'level (about the index) or operations (about the pipeline: thin coverage, stale data).';
comment on column tension_alerts.raised_for is 'The closed UTC day whose value crossed the line.';
comment on column tension_alerts.cleared_for is 'The UTC day whose value cleared it; null while it is open.';
comment on column tension_alerts.value is 'The value that crossed: tension, points moved, or hours.';
comment on column tension_alerts.state is 'raised, acknowledged, cleared, withdrawn (a revision undid the crossing) or historical (older than 48 hours at load, not sent).';
