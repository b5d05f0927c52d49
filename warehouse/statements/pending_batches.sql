-- Batches of articles that a pair's scorer has not read.
select distinct articles.batch_id
from articles
where not exists (
    select 1
    from scored_batches as scored
    where scored.pair = $pair and scored.scorer_hash = $scorer_hash and scored.batch_id = articles.batch_id
)
order by articles.batch_id;
