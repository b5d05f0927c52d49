-- What was read of each outlet: articles and stories by the day they were published and the day they were known,
-- with the share of sources that could not be relied on that day. The digest tells a row that changed.
with counted as (
    select
        article.published_at::date as date,
        article.known_at::date as known_date,
        article.outlet,
        count(*) as article_count,
        count(distinct article.story_id) as story_count,
        coalesce(any_value(day.unhealthy_share), 0) as unhealthy_share
    from articles as article
    left join source_days as day on day.date = article.known_at::date
    where article.revision = 1
    group by article.published_at::date, article.known_at::date, article.outlet
)

select
    *,
    hash(counted) as digest
from counted
order by date, known_date, outlet;
