-- Which standing measures (recalled envoys, closed borders, suspended trade) are open now?
select
    pair,
    measure,
    signal,
    source,
    target,
    open_since,
    days_open,
    points,
    last_known_at,
    headline
from tension_standing
where (pair, date) in (select (pair, max(date)) from tension_index group by pair)
order by pair, open_since;
