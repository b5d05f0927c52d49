-- an alert is cleared after it is raised, and its state says so
select
    alert_id,
    rule,
    raised_for,
    cleared_for,
    state
from alerts
where cleared_for <= raised_for or (state = 'cleared') and cleared_for is null;
