-- Everything read in the articles of one pair, with who printed it, when it was known and until when it spoke.
select
    evidence.* exclude (recorded_at),
    articles.outlet,
    articles.outlet_country,
    articles.url,
    articles.title,
    articles.published_at,
    articles.known_at,
    articles.superseded_at,
    articles.story_id
from evidence
join articles using (article_id, revision)
where evidence.pair = $pair
order by articles.known_at, evidence.article_id, evidence.revision, evidence.evidence_no;
