-- Sentences behind some events of a pair, surest first, each outlet once an event.
with events_asked as (
    select
        event_id,
        signal,
        first_known_at,
        last_known_at
    from events
    where pair = $pair and list_contains($event_ids, event_id)
),

bounds as (
    select
        min(first_known_at) as first_known_at,
        max(last_known_at) as last_known_at
    from events_asked
)

select
    link.event_id,
    link.role,
    sentence.sentence,
    sentence.sentence_no,
    sentence.status,
    sentence.probability,
    sentence.why,
    article.outlet,
    article.outlet_country,
    article.url,
    article.title,
    article.published_at
from events_asked as event
inner join event_evidence as link on link.pair = $pair and link.event_id = event.event_id
inner join evidence as sentence
    on
        sentence.pair = $pair
        and sentence.article_id = link.article_id
        and sentence.revision = link.revision
        and sentence.evidence_no = link.evidence_no
inner join articles as article
    on
        article.article_id = link.article_id
        and article.revision = link.revision
        and article.known_at >= (select first_known_at from bounds)
        and article.known_at <= (select last_known_at from bounds)
qualify
    row_number() over (
        partition by link.event_id, article.outlet
        order by
            link.role in ('report', 'announcement') desc,
            sentence.signal = event.signal desc,
            sentence.probability desc,
            sentence.sentence_no,
            article.published_at,
            article.article_id
    ) <= $each
order by link.event_id, article.published_at, article.outlet, sentence.sentence_no;
