-- What was read in the articles known on a day and did not move it: history, denials, guesses, others' acts.
select
    sentence.signal,
    sentence.source,
    sentence.target,
    sentence.status,
    sentence.sentence,
    article.outlet,
    article.url
from evidence as sentence
inner join articles as article using (article_id, revision)
where
    sentence.pair = $pair
    and article.known_at >= $day
    and article.known_at < $day + interval 1 day
    and (sentence.status in ('background', 'denied', 'hypothetical') or sentence.points = 0)
order by sentence.status, sentence.probability desc, article.known_at, article.article_id, sentence.evidence_no
limit $rows;
