-- What was told of one alert, in order.
select
    title,
    body
from notices
where alert_id = $alert_id
order by as_of, for_date, notice_id;
