-- Alerts with what became of their letters, newest first.
with letters as (
    select
        notice.alert_id,
        count(*) filter (where delivery.state = 'sent') as sent,
        count(*) filter (where delivery.state = 'pending') as pending,
        count(*) filter (where delivery.state = 'failed') as failed,
        max(delivery.last_error) filter (where delivery.state <> 'sent') as last_error
    from deliveries as delivery
    inner join notices as notice on notice.notice_id = delivery.notice_id
    group by notice.alert_id
)
select
    alert.alert_id,
    alert.pair,
    alert.rule,
    alert.class,
    alert.raised_for,
    alert.cleared_for,
    alert.value,
    alert.state,
    coalesce(letters.sent, 0) as sent,
    coalesce(letters.pending, 0) as pending,
    coalesce(letters.failed, 0) as failed,
    letters.last_error
from tension_alerts as alert
left join letters on letters.alert_id = alert.alert_id
where ($pair is null or alert.pair = $pair) and (not $only_open or alert.state in ('raised', 'acknowledged'))
order by alert.raised_for desc, alert.rule;
