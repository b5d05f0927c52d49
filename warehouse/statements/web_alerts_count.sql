-- How many alerts the reader's conditions leave; the conditions are those of web_alerts.
select count(*) as found_count
from tension_alerts as alert
where
    ($pair is null or alert.pair = $pair)
    and ($rule is null or alert.rule = $rule)
    and ($state is null or alert.state = $state)
    and ($open is null or (alert.state in ('raised', 'acknowledged')) = $open);
