-- GDELT's root events of a pair as evidence: the article that told each first, and those that mention it since.
with root_events as (
    select
        *,
        lower(regexp_extract(url, '^https?://(?:www[.])?([^/:?#]+)', 1)) as first_outlet
    from gdelt_events
    where pair = $pair and is_root and signal is not null
),
tellings as (
    select
        global_event_id,
        first_outlet as outlet,
        url,
        added_at as known_at,
        1.0 as probability
    from root_events
    union
    select
        mention.global_event_id,
        lower(mention.outlet),
        mention.url,
        mention.mentioned_at,
        coalesce(mention.confidence_percent, 50) / 100.0
    from gdelt_mentions as mention
    inner join root_events as event on event.global_event_id = mention.global_event_id and event.url <> mention.url
)
select
    event.pair,
    md5(telling.url) as article_id,
    1 as revision,
    row_number() over (partition by telling.url order by event.global_event_id) as evidence_no,
    event.signal,
    event.status,
    telling.probability,
    1.0 as status_probability,
    event.source,
    event.target,
    null::varchar as measure,
    null::varchar as place,
    null::integer as killed,
    null::integer as wounded,
    event.event_date,
    '' as sentence,
    'CAMEO ' || event.cameo_code as why,
    telling.outlet,
    null::varchar as outlet_country,
    telling.url,
    '' as title,
    telling.known_at as published_at,
    telling.known_at,
    null::timestamp as superseded_at,
    telling.url as story_id,
    event.tone
from tellings as telling
inner join root_events as event using (global_event_id)
order by telling.known_at, article_id, evidence_no;
