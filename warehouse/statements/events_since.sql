-- Events of a pair of which anything became known on a day or later.
select event_id
from events
where pair = $pair and last_known_at >= $since
union
select event_id
from event_states
where pair = $pair and known_from >= $since;
