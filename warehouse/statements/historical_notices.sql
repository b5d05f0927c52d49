-- Notices of some alerts that were recorded as historical, for sending them on request.
select
    notice.* exclude (recorded_at),
    alert.rule
from notices as notice
inner join alerts as alert on alert.alert_id = notice.alert_id
where notice.historical and alert.pair = $pair
order by notice.as_of, notice.for_date, notice.notice_id;
