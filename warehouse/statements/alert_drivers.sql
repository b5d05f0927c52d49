-- What carries the level of some days, with where to read it first: the reasons given in messages.
with first_reports as (
    select
        evidence.pair,
        evidence.event_id,
        arg_min(article.outlet, (article.known_at, article.article_id)) as outlet,
        arg_min(article.url, (article.known_at, article.article_id)) as url
    from event_evidence as evidence
    inner join articles as article
        on article.article_id = evidence.article_id and article.revision = evidence.revision
    where evidence.pair = $pair
    group by evidence.pair, evidence.event_id
),
reasons as (
    select
        driver.date,
        driver.points,
        event.event_id,
        event.headline,
        report.outlet,
        report.url
    from tension_drivers as driver
    inner join events as event
        on event.pair = driver.pair and event.event_id = driver.event_id
    left join first_reports as report
        on report.pair = driver.pair and report.event_id = driver.event_id
    where driver.pair = $pair and list_contains($days, driver.date)
    -- one headline may tell of several events; the strongest speaks for it
    qualify row_number() over (
        partition by driver.date, event.headline order by abs(driver.points) desc, driver.event_id
    ) = 1
)
select
    date,
    points,
    headline,
    outlet,
    url
from reasons
qualify row_number() over (partition by date order by abs(points) desc, event_id) <= 3
order by date, abs(points) desc, event_id;
