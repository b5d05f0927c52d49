-- The pair of an event and the days in which it can count: a contribution is 0 after ten half-lives.
select
    min(pair) as least_pair,
    max(pair) as greatest_pair,
    min(counts_from) as life_first,
    max(fades_from + ceil(10 * half_life_days)::integer) as life_last
from event_states
where event_id = $event_id;
