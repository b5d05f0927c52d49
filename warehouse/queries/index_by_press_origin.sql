-- How do the press of the two states and the rest tell each day? The index over the events that each carries.
select
    told.pair,
    told.date,
    day.tension,
    max(told.tension) filter (where told.origin = split_part(told.pair, '-', 1)) as tension_press_a,
    max(told.tension) filter (where told.origin = split_part(told.pair, '-', 2)) as tension_press_b,
    max(told.tension) filter (where told.origin = 'other') as tension_press_others
from tension_by_origin as told
inner join tension_index as day using (pair, date)
group by told.pair, told.date, day.tension
order by told.pair, told.date;
