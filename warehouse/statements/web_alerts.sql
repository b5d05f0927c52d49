-- A page of alerts, open ones first, with what was noted on them and what became of their letters.
with letters as (
    select
        notice.alert_id,
        count(*) filter (where delivery.state = 'sent') as sent_count,
        count(*) filter (where delivery.state = 'pending') as pending_count,
        count(*) filter (where delivery.state = 'failed') as failed_count
    from deliveries as delivery
    inner join notices as notice on notice.notice_id = delivery.notice_id
    group by notice.alert_id
)
select
    alert.alert_id,
    alert.pair,
    alert.rule,
    alert.class,
    stored.kind,
    alert.raised_for,
    stored.raised_as_of,
    alert.cleared_for,
    alert.value,
    stored.value_low,
    stored.value_high,
    stored.escalated_for,
    alert.state,
    alert.state in ('raised', 'acknowledged') as is_open,
    stored.acknowledged_at,
    left(stored.acknowledged_note, 2000) as acknowledged_note,
    coalesce(letters.sent_count, 0) as sent_count,
    coalesce(letters.pending_count, 0) as pending_count,
    coalesce(letters.failed_count, 0) as failed_count
from tension_alerts as alert
inner join alerts as stored using (alert_id)
left join letters on letters.alert_id = alert.alert_id
where
    ($pair is null or alert.pair = $pair)
    and ($rule is null or alert.rule = $rule)
    and ($state is null or alert.state = $state)
    and ($open is null or (alert.state in ('raised', 'acknowledged')) = $open)
order by alert.raised_for desc, stored.raised_as_of desc, alert.alert_id asc
limit $limit offset $offset;
