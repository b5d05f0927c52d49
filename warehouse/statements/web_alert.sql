-- Whether there is an alert of this very id, and whether it is open.
select
    alert_id,
    state in ('raised', 'acknowledged') as is_open
from tension_alerts
where alert_id = $alert_id;
