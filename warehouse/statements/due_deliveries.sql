-- What waits to be sent now, oldest news first.
select
    delivery.delivery_id,
    delivery.notice_id,
    delivery.channel,
    delivery.state,
    delivery.attempts,
    delivery.next_attempt_at,
    delivery.last_error,
    delivery.sent_at,
    notice.title,
    notice.body,
    notice.event,
    notice.for_date,
    alert.pair
from deliveries as delivery
inner join notices as notice on notice.notice_id = delivery.notice_id
inner join alerts as alert on alert.alert_id = notice.alert_id
where delivery.state = 'pending' and delivery.next_attempt_at <= $now
order by notice.as_of, notice.for_date, delivery.delivery_id;
