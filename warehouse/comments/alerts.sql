-- What the tables of alerts hold; applied again whenever this file changes.

comment on table alerts is 'Lines crossed: one row a raise, written in the transaction that writes the index; read tension_alerts.';
comment on column alerts.alert_id is '32 hex digits of pair, rule, day and close.';
comment on column alerts.pair is 'The two states, as PAK-IRN.';
comment on column alerts.rule is 'Name of the rule in tension.toml.';
comment on column alerts.class is 'tension (about the index) or operations (about the pipeline).';
comment on column alerts.kind is 'level, jump, fall, band, thin or stale.';
comment on column alerts.definition is 'Fingerprint of the rule as it stood.';
comment on column alerts.raised_for is 'First UTC day on which the rule held.';
comment on column alerts.raised_as_of is 'Close at which that was known (UTC).';
comment on column alerts.value is 'Tension of that day as known then; null for rules about missing days.';
comment on column alerts.value_low is 'Lower end of its 90 % interval.';
comment on column alerts.value_high is 'Upper end of its 90 % interval.';
comment on column alerts.told_value is 'Highest tension told so far.';
comment on column alerts.escalated_for is 'Last UTC day on which the open alert was said to have grown; null if never.';
comment on column alerts.cleared_for is 'First UTC day on which the rule no longer held; null while open.';
comment on column alerts.cleared_as_of is 'Close at which that was known (UTC).';
comment on column alerts.withdrawn_as_of is 'Close whose revision undid the raise (UTC); null otherwise.';
comment on column alerts.state is 'raised, cleared, withdrawn (a revision undid it) or retired (its rule is no more).';
comment on column alerts.acknowledged_at is 'When somebody took note (UTC clock); null before.';
comment on column alerts.acknowledged_note is 'What they noted.';
comment on column alerts.recorded_at is 'When the row was last written (UTC clock); takes no part in equality.';

comment on table notices is 'What there is to tell about alerts; the text is frozen when it is recorded.';
comment on column notices.notice_id is '32 hex digits of alert, event and day; the guard against telling twice.';
comment on column notices.alert_id is 'The alert.';
comment on column notices.event is 'raised, escalated, cleared or withdrawn.';
comment on column notices.for_date is 'The UTC day it is about.';
comment on column notices.as_of is 'Close at which it was known (UTC).';
comment on column notices.value is 'Tension of that day as known then; null for rules about missing days.';
comment on column notices.previous is 'Tension of the day before; null where unknown.';
comment on column notices.value_low is 'Lower end of the 90 % interval.';
comment on column notices.value_high is 'Upper end of the 90 % interval.';
comment on column notices.title is 'Subject line of the message.';
comment on column notices.body is 'Text of the message.';
comment on column notices.historical is 'True when it was older than alerts.historical_after_hours (48) as it was recorded; not sent unless asked.';
comment on column notices.recorded_at is 'When the row was last written (UTC clock); takes no part in equality.';

comment on table deliveries is 'The outbox: one row a notice and channel, delivered at least once.';
comment on column deliveries.delivery_id is 'Key against sending twice.';
comment on column deliveries.notice_id is 'The notice.';
comment on column deliveries.channel is 'Name of the channel; its address is in the environment, never here.';
comment on column deliveries.state is 'pending, sent or failed.';
comment on column deliveries.attempts is 'Tries so far.';
comment on column deliveries.next_attempt_at is 'When the next try is due (UTC clock).';
comment on column deliveries.last_error is 'What the last failed try met; null if none failed.';
comment on column deliveries.sent_at is 'When it was delivered (UTC clock); null before.';
comment on column deliveries.recorded_at is 'When the row was last written (UTC clock); takes no part in equality.';
