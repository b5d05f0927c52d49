-- Whose articles the recent coverage is made of: the last days up to the newest article, current revisions only.
-- An article is about a pair when it was found relevant to it; only those are in scored_articles.
with newest as (
    select max(published_at) as newest_at
    from articles
),
recent_articles as (
    select
        article.article_id,
        article.revision,
        article.outlet,
        article.outlet_country
    from articles as article
    cross join newest
    where
        article.superseded_at is null
        and article.published_at > newest.newest_at - to_days($days::integer)
),
relevant_articles as (
    select distinct
        scored.article_id,
        scored.revision
    from scored_articles as scored
    where $pair is null or scored.pair = $pair
),
outlets as (
    select
        recent.outlet,
        any_value(recent.outlet_country) as outlet_country,
        count(*) as article_count,
        count(relevant.article_id) as relevant_count
    from recent_articles as recent
    left join relevant_articles as relevant
        on relevant.article_id = recent.article_id and relevant.revision = recent.revision
    group by recent.outlet
)
select
    left(outlets.outlet, 400) as outlet,
    outlets.outlet_country,
    outlets.article_count,
    outlets.relevant_count,
    outlets.article_count / sum(outlets.article_count) over () as article_share,
    case
        when sum(outlets.relevant_count) over () > 0
            then outlets.relevant_count / sum(outlets.relevant_count) over ()
        else 0.0
    end as relevant_share,
    count(*) over () as outlet_count,
    sum(outlets.article_count) over () as all_article_count,
    sum(outlets.relevant_count) over () as all_relevant_count,
    newest.newest_at
from outlets
cross join newest
order by relevant_share desc, article_share desc, outlets.outlet asc
limit 40;
