-- Which days are quiet because nothing happened, and which because little was read?
select
    pair,
    date_trunc('month', date)::date as month,
    count(*) filter (where coverage = 'ok') as days_ok,
    count(*) filter (where coverage = 'thin') as days_thin,
    count(*) filter (where coverage = 'none') as days_none,
    avg(tension) as mean_tension,
    avg(tension_high - tension_low) as mean_interval_width
from tension_index
group by pair, month
order by pair, month;
