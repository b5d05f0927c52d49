-- Give articles (all their revisions) the stories found for them.
update articles
set story_id = moved.story_id
from (select unnest($article_ids) as article_id, unnest($story_ids) as story_id) as moved
where articles.article_id = moved.article_id;
