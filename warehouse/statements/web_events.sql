-- A page of events as the reader filtered and sorted them. Counted apart (web_events_count), which costs less
-- than a window over all that is found; both keep the same conditions.
select
    pair,
    event_id,
    signal,
    polarity,
    status,
    source,
    target,
    measure,
    event_date,
    killed,
    wounded,
    confidence,
    outlet_count,
    story_count,
    left(headline, 1200) as headline
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
    )
order by
    case when $sort = 'date' and $down then event_date end desc nulls last,
    case when $sort = 'date' and not $down then event_date end asc nulls last,
    case when $sort = 'toll' and $down then coalesce(killed, wounded) end desc nulls last,
    case when $sort = 'toll' and not $down then coalesce(killed, wounded) end asc nulls last,
    case when $sort = 'confidence' and $down then confidence end desc nulls last,
    case when $sort = 'confidence' and not $down then confidence end asc nulls last,
    case when $sort = 'outlets' and $down then outlet_count end desc nulls last,
    case when $sort = 'outlets' and not $down then outlet_count end asc nulls last,
    case when $sort = 'signal' and $down then signal end desc nulls last,
    case when $sort = 'signal' and not $down then signal end asc nulls last,
    case when $sort = 'status' and $down then status end desc nulls last,
    case when $sort = 'status' and not $down then status end asc nulls last,
    event_date desc,
    pair asc,
    event_id asc
limit $limit offset $offset;
