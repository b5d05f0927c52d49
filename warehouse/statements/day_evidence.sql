-- The sentences behind the drivers of some days of a pair, as the view tension_evidence has them.
select
    link.event_id,
    sentence.sentence,
    sentence.status,
    article.outlet,
    article.url,
    article.published_at
from event_evidence as link
inner join evidence as sentence using (pair, article_id, revision, evidence_no)
inner join articles as article using (article_id, revision)
where
    link.pair = $pair
    and link.event_id in (select unnest($event_ids))
order by article.published_at, sentence.sentence;
