-- an event is known from its first finding to its last, so no finding lies outside
select
    link.pair,
    link.event_id,
    article.article_id,
    article.known_at,
    event.first_known_at,
    event.last_known_at
from event_evidence as link
inner join articles as article using (article_id, revision)
inner join events as event on event.pair = link.pair and event.event_id = link.event_id
where article.known_at < event.first_known_at or article.known_at > event.last_known_at;
