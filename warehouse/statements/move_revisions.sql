-- Give the later readings of some articles, which were known from a moment on, the stories found for them.
update articles
set story_id = moved.story_id
from (select unnest($article_ids) as article_id, unnest($story_ids) as story_id) as moved
where articles.revision > 1 and articles.known_at >= $first and articles.article_id = moved.article_id;
