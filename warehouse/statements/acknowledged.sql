-- What people noted on some alerts, to be kept when an evaluation rewrites them.
select
    alert_id,
    acknowledged_at,
    acknowledged_note
from alerts
where list_contains($ids, alert_id);
