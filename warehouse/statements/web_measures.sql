-- Standing measures of a pair that are open on a day, the oldest first.
select *
from tension_standing
where pair = $pair and date = $day
order by open_since, event_id;
