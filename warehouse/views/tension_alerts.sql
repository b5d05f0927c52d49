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
    case when state = 'raised' and acknowledged_at is not null then 'acknowledged' else state end as state
from alerts;

comment on view tension_alerts is 'Lines crossed: one row a raise, see the rules in tension.toml.';
comment on column tension_alerts.alert_id is 'Key of the alert.';
comment on column tension_alerts.pair is 'The two states, as PAK-IRN.';
comment on column tension_alerts.rule is 'Name of the rule that raised it.';
comment on column tension_alerts.class is 'tension (about the index) or operations (about the pipeline: thin coverage, stale data).';
comment on column tension_alerts.raised_for is 'First closed UTC day on which the rule held.';
comment on column tension_alerts.cleared_for is 'First UTC day on which it no longer held; null while it is open.';
comment on column tension_alerts.value is 'Tension of the day it was raised for, as known then; null for rules about missing days.';
comment on column tension_alerts.state is 'raised, acknowledged (somebody took note), cleared, withdrawn (a revision undid it) or retired (its rule is no more).';
