-- Each month of a pair, newest first: its mean, its highest day, and how many days were read too little.
select
    date_trunc('month', date)::date as month,
    avg(tension) as mean,
    max(tension) as highest,
    arg_max(band, tension) as band,
    arg_max(date, tension) as highest_on,
    count(*) as days,
    count(*) filter (where coverage <> 'ok') as unsure
from tension_index
where pair = $pair
group by month
order by month desc;
