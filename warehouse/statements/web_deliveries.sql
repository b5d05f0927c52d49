-- What was said of some alerts, and to whom it went; a notice without deliveries had no channel, or is history.
select
    notice.alert_id,
    notice.event,
    notice.for_date,
    notice.as_of,
    notice.historical,
    left(notice.title, 1200) as title,
    delivery.channel,
    delivery.state,
    delivery.attempts,
    delivery.next_attempt_at,
    left(delivery.last_error, 2000) as last_error,
    delivery.sent_at
from notices as notice
left join deliveries as delivery on delivery.notice_id = notice.notice_id
where list_contains($ids, notice.alert_id)
order by notice.as_of, notice.for_date, notice.notice_id, delivery.channel;
