-- The drivers of one day with every sentence behind them. It reads the tables at once, where joining
-- tension_drivers to tension_evidence would first put all sentences together; and it bounds the articles
-- by when their event was in the news, which lets DuckDB skip the rest of them.
create macro tension_why(of_pair, on_date) as table
with drivers as materialized (
    from tension_day_drivers(of_pair, [on_date::date])
),
links as materialized (
    select
        driver.*,
        link.article_id,
        link.revision,
        link.evidence_no
    from drivers as driver
    inner join event_evidence as link on link.pair = of_pair and link.event_id = driver.event_id
)
select
    link.pair,
    link.date,
    link.event_id,
    link.signal,
    link.source,
    link.target,
    link.event_date,
    link.points,
    sentence.sentence,
    sentence.status,
    sentence.probability,
    article.outlet,
    article.url,
    article.published_at
from links as link
inner join evidence as sentence
    on
        sentence.pair = of_pair
        and sentence.article_id = link.article_id
        and sentence.revision = link.revision
        and sentence.evidence_no = link.evidence_no
inner join articles as article
    on
        article.article_id = link.article_id
        and article.revision = link.revision
        and article.known_at >= link.first_known_at
        and article.known_at <= link.last_known_at
order by abs(link.points) desc, link.event_id, article.published_at, article.outlet;

comment on macro table tension_why is 'The drivers of a pair and day with every sentence behind them, strongest first. Example: from tension_why(''PAK-IRN'', ''2024-01-18'').';
