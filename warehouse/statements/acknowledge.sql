-- Somebody took note of an alert; a second note replaces the first.
update alerts
set acknowledged_at = $now, acknowledged_note = $note, recorded_at = $now
where alert_id = $alert_id;
