-- The newest alerts with all that was told of each, for the feed.
with letters as (
    select
        alert_id,
        max(as_of) as told_as_of,
        list({event: event, title: title, body: body} order by as_of, for_date, notice_id) as notices
    from notices
    group by alert_id
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
    alert.raised_as_of as published_at,
    greatest(
        alert.raised_as_of, alert.cleared_as_of, alert.withdrawn_as_of, letters.told_as_of
    ) as updated_at,
    letters.notices
from alerts as alert
left join letters on letters.alert_id = alert.alert_id
where $pair is null or alert.pair = $pair
order by updated_at desc, alert.alert_id
limit $entries;
