-- What was read in the articles of one pair and makes its events, with who printed it, when it was known and until when
-- it spoke; texts only where they are looked into. The digest tells a row that changed. In any order: sorted here, the
-- rows of a million articles would need more memory than a run may use.
with told as (
    select
        evidence.article_id,
        evidence.revision,
        evidence.evidence_no,
        evidence.signal,
        evidence.status,
        evidence.probability,
        evidence.status_probability,
        evidence.source,
        evidence.target,
        evidence.measure,
        evidence.place,
        evidence.killed,
        evidence.wounded,
        evidence.event_date,
        evidence.tone,
        if(evidence.signal = 'restore' and evidence.measure is null, evidence.sentence, '') as sentence,
        if(coalesce(evidence.killed, evidence.wounded) is null, '', evidence.why) as why,
        articles.outlet,
        articles.title,
        articles.published_at,
        articles.known_at,
        articles.superseded_at,
        articles.story_id
    from evidence
    join articles using (article_id, revision)
    where evidence.pair = $pair
)

select
    *,
    hash(told) as digest
from told;
