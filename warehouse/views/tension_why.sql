-- The drivers of one day with every sentence behind them. It reads the tables at once, where joining
-- tension_drivers to tension_evidence would first put all sentences together; and it bounds the articles
-- by when their event was in the news, which lets DuckDB skip the rest of them.
create macro tension_why(of_pair, on_date) as table
with drivers as materialized (
    select
        driver.*,
        event.first_known_at,
        event.last_known_at
    from tension_drivers as driver
    inner join events as event using (pair, event_id)
    where driver.pair = of_pair and driver.date = on_date::date
)
select
    driver.pair,
    driver.date,
    driver.event_id,
    driver.signal,
    driver.source,
    driver.target,
    driver.event_date,
    driver.points,
    sentence.sentence,
    sentence.status,
    sentence.probability,
    article.outlet,
    article.url,
    article.published_at
from drivers as driver
inner join event_evidence as link using (pair, event_id)
inner join evidence as sentence using (pair, article_id, revision, evidence_no)
inner join articles as article
    on
        article.article_id = link.article_id
        and article.revision = link.revision
        and article.known_at >= driver.first_known_at
        and article.known_at <= driver.last_known_at
order by abs(driver.points) desc, driver.event_id, article.published_at, article.outlet;

comment on macro table tension_why is 'The drivers of a pair and day with every sentence behind them, strongest first. Example: from tension_why(''PAK-IRN'', ''2024-01-18'').';
