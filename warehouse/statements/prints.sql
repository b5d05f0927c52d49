-- First readings known on one day, in the order in which articles join stories.
select article_id, known_at, title || ' ' || text as words, story_id
from articles
where revision = 1 and known_at >= $start and known_at < $until
order by known_at, article_id;
