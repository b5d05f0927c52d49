-- How many events the reader's conditions leave; the conditions are those of web_events.
select count(*) as found_count
from tension_events
where
    ($pair is null or pair = $pair)
    and ($signal is null or signal = $signal)
    and ($status is null or status = $status)
    and ($actor is null or source = $actor or target = $actor)
    and ($first is null or event_date >= $first)
    and ($last is null or event_date <= $last)
    and (
        len($words::varchar[]) = 0
        or len(list_filter($words::varchar[], lambda word: not contains(lower(headline), word))) = 0
    );
