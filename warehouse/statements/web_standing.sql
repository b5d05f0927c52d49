-- Standing measures open on each pair's latest day, with what they add to it.
select * replace (left(headline, 1200) as headline)
from tension_standing
where (pair, date) in (select (pair, max(date)) from index_values group by pair)
order by pair, open_since, event_id;
