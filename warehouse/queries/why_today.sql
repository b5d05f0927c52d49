-- Which events drive the latest day of each pair, and which headline or sentence told each first?
with latest_days as (
    select
        pair,
        max(date) as date
    from tension_index
    group by pair
),
top_drivers as (
    select driver.*
    from tension_drivers as driver
    inner join latest_days using (pair, date)
    qualify row_number() over (partition by driver.pair order by abs(driver.points) desc) <= 10
)
select
    driver.pair,
    driver.date,
    driver.signal,
    driver.source,
    driver.target,
    driver.event_date,
    driver.points,
    sentence.sentence,
    article.outlet,
    article.url
from top_drivers as driver
inner join event_evidence as link using (pair, event_id)
inner join evidence as sentence using (pair, article_id, revision, evidence_no)
inner join articles as article using (article_id, revision)
qualify
    row_number() over (
        partition by driver.pair, driver.event_id
        order by
            sentence.signal = driver.signal desc,
            link.role = 'report' desc,
            sentence.sentence_no,
            article.published_at,
            link.article_id
    ) = 1
order by driver.pair, abs(driver.points) desc;
