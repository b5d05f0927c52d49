-- What was read in the articles known on a day and moved nothing, by reason; a sentence printed by several outlets once.
with sentences as (
    select
        sentence.signal,
        sentence.source,
        sentence.target,
        sentence.status,
        sentence.sentence,
        sentence.probability,
        sentence.status_probability,
        sentence.event_date,
        sentence.why,
        article.outlet,
        article.url,
        article.published_at,
        case
            when sentence.status in ('background', 'denied', 'hypothetical') then sentence.status
            when json_exists(try_cast(sentence.why as json), '$.doubt') then 'doubtful'
            else 'third_party'
        end as reason
    from evidence as sentence
    inner join articles as article using (article_id, revision)
    where
        sentence.pair = $pair
        and article.known_at >= $day
        and article.known_at < $day + interval 1 day
        and (
            sentence.status in ('background', 'denied', 'hypothetical')
            -- a toll without points of its own belongs to the strike it is attached to
            or (sentence.points = 0 and sentence.signal <> 'casualties')
        )
),

told_once as (
    select
        *,
        count(*) over (partition by reason, sentence, signal, source, target) as printings
    from sentences
    qualify
        row_number() over (
            partition by reason, sentence, signal, source, target order by published_at, outlet
        ) = 1
)

select
    *,
    count(*) over (partition by reason) as of_reason
from told_once
qualify row_number() over (partition by reason order by probability desc, published_at, sentence, signal) <= $each
order by reason, probability desc, published_at, sentence, signal;
