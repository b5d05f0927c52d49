-- The sentences behind one event, newest first. Articles are bounded by when the event was in the news, which
-- lets DuckDB skip the rest of them, as in tension_why.
select
    sentence.article_id,
    sentence.sentence_no,
    left(sentence.sentence, 4000) as sentence,
    sentence.signal,
    sentence.status,
    sentence.probability,
    left(article.outlet, 400) as outlet,
    left(article.url, 2001) as url,
    article.published_at
from event_evidence as link
inner join evidence as sentence using (pair, article_id, revision, evidence_no)
inner join articles as article
    on
        article.article_id = link.article_id
        and article.revision = link.revision
        and article.known_at >= $first_known_at
        and article.known_at <= $last_known_at
where link.pair = $pair and link.event_id = $event_id
order by article.published_at desc, article.article_id asc, sentence.sentence_no asc
limit $limit;
