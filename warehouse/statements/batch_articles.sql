-- The English articles of one batch, all revisions, in an order that does not depend on how they came.
select *
from articles
where batch_id = $batch_id and language = 'en'
order by known_at, article_id, revision;
