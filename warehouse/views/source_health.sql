-- Which sources can be relied on today: silent, failing and shrinking ones stand out with the reason.
-- The present is the latest visit to any source, so that a reader of an old snapshot sees what was true then.
create view source_health as
with present as (
    select max(visited_at) as present_at
    from log.source_visits
),
bringing_visits as (
    select
        source_id,
        visited_at,
        record_count,
        date_diff('minute', lag(visited_at) over (partition by source_id order by visited_at), visited_at) / 60.0
            as gap_hours
    from log.source_visits
    where record_count > 0
),
longest_gaps as (
    select
        source_id,
        visited_at::date as visited_on,
        max(gap_hours) as gap_hours
    from bringing_visits
    cross join present
    where gap_hours is not null and visited_at > present_at - interval 28 day
    group by source_id, visited_at::date
),
usual_gaps as (
    select
        source_id,
        median(gap_hours) as usual_gap_hours
    from longest_gaps
    group by source_id
    having count(*) >= 3
),
last_bringing as (
    select
        source_id,
        max(visited_at) as last_brought_at
    from bringing_visits
    group by source_id
),
listings as (
    select
        source_id,
        listed_count,
        row_number() over (partition by source_id order by visited_at desc) as back
    from log.source_visits
    where outcome in ('ok', 'partial')
),
usual_listings as (
    select
        source_id,
        max(listed_count) filter (where back = 1) as last_listed_count,
        median(listed_count) filter (where back > 1 and back <= 30) as usual_listed_count
    from listings
    group by source_id
    having count(*) >= 5
),
daily_records as (
    select
        visit.source_id,
        date_diff('day', visit.visited_at, present.present_at) as days_back,
        sum(visit.record_count) as record_count
    from log.source_visits as visit
    cross join present
    where visit.visited_at > present.present_at - interval 28 day
    group by visit.source_id, days_back
),
usual_days as (
    select
        source_id,
        coalesce(sum(record_count) filter (where days_back < 2), 0) as recent_record_count,
        2 * median(record_count) filter (where days_back >= 2) as expected_record_count,
        sum(record_count) / greatest(1, max(days_back) + 1) as articles_a_day
    from daily_records
    group by source_id
    having max(days_back) >= 0
),
measured as (
    select
        remembered.*,
        gaps.usual_gap_hours,
        date_diff('minute', last_bringing.last_brought_at, present.present_at) / 60.0 as silent_hours,
        listed.last_listed_count,
        listed.usual_listed_count,
        days.recent_record_count,
        days.expected_record_count,
        coalesce(days.articles_a_day, 0) as articles_a_day
    from log.source_state as remembered
    cross join present
    left join usual_gaps as gaps on gaps.source_id = remembered.source_id
    left join last_bringing on last_bringing.source_id = remembered.source_id
    left join usual_listings as listed on listed.source_id = remembered.source_id
    left join usual_days as days on days.source_id = remembered.source_id
)
select
    source_id,
    kind,
    outlet_country,
    case
        when not enabled then 'disabled'
        when last_attempt_at is null then 'untried'
        when failure_count >= 2 or (failure_count = 1 and last_success_at is null) then 'failing'
        when silent_hours > 3 * usual_gap_hours then 'silent'
        when last_listed_count * 3 < usual_listed_count and usual_listed_count >= 6 then 'shrinking'
        when recent_record_count * 4 < expected_record_count and expected_record_count >= 8 then 'shrinking'
        else 'ok'
    end as state,
    case state
        when 'disabled' then 'switched off in the configuration'
        when 'untried' then 'never asked'
        when 'failing' then format('{} failures in a row: {}', failure_count, last_error)
        when 'silent' then format(
            'nothing for {:.0f} h, usually no longer than {:.0f} h', silent_hours, usual_gap_hours
        )
        when 'shrinking' then
            case
                when last_listed_count * 3 < usual_listed_count and usual_listed_count >= 6
                    then format('lists {}, usually {:.0f}', last_listed_count, usual_listed_count)
                else format(
                    'brought {} in two days, usually {:.0f}', recent_record_count::bigint, expected_record_count
                )
            end
        else last_error
    end as reason,
    last_attempt_at,
    last_success_at,
    last_article_at,
    failure_count,
    articles_a_day,
    usual_gap_hours,
    silent_hours
from measured;

comment on view source_health is 'One row a configured source: whether it can be relied on, and why not.';
comment on column source_health.source_id is 'Name of the source in tension.toml.';
comment on column source_health.kind is 'feed, gdelt_docs, gdelt_events or archive.';
comment on column source_health.outlet_country is 'ISO 3166 alpha-3 of the outlet; null where items come from many countries.';
comment on column source_health.state is 'ok, failing, silent (three times its usual gap), shrinking (a third of its usual list, or a quarter of its usual two days), disabled or untried.';
comment on column source_health.reason is 'What is wrong, or the last passing trouble; empty where all is well. Holds text from outside.';
comment on column source_health.last_attempt_at is 'When it was last asked (UTC).';
comment on column source_health.last_success_at is 'When it last answered (UTC).';
comment on column source_health.last_article_at is 'When it last brought something new (UTC).';
comment on column source_health.failure_count is 'Failures since the last success.';
comment on column source_health.articles_a_day is 'Records brought a day over the last 28 days, or since it is known if shorter.';
comment on column source_health.usual_gap_hours is 'Median over days of the longest pause between visits that brought something; null before three such days.';
comment on column source_health.silent_hours is 'Hours since a visit brought something, up to the latest visit to any source.';
