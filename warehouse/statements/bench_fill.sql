-- A large warehouse of made-up rows for measuring; its size stands in the temporary table bench_size.
create temp table bench_pairs as
select
    pair_no,
    'A' || chr((65 + pair_no // 26)::integer) || chr((65 + pair_no % 26)::integer) || '-ZZZ' as pair
from range((select pairs from bench_size)) as numbers (pair_no);

create temp table bench_days as
select
    day_no,
    date '2014-01-01' + day_no::integer as date
from range((select days from bench_size)) as numbers (day_no);

insert into articles by name
select
    md5(article_no::varchar) as article_id,
    1 as revision,
    'https://outlet' || article_no % 40 || '.example/' || article_no as url,
    'outlet' || article_no % 40 as outlet,
    'bench' as source_id,
    'A title of about sixty characters for article number ' || article_no as title,
    repeat('Some text of the article. ', 4) as text,
    'en' as language,
    timestamp '2014-01-01' + to_minutes(((article_no * days * 1440) // articles)::integer) as published_at,
    'stated' as published_confidence,
    0 as utc_offset_minutes,
    published_at as fetched_at,
    published_at as known_at,
    article_id as content_hash,
    md5((article_no // 2)::varchar) as story_id,
    article_no // 5000 as batch_id,
    timestamp '2026-01-01' as recorded_at
from bench_size, range((select articles from bench_size)) as numbers (article_no);

insert into evidence by name
select
    pair,
    md5(article_no::varchar) as article_id,
    1 as revision,
    finding_no as evidence_no,
    finding_no as sentence_no,
    'Pakistan and Iran did something in sentence ' || finding_no || ' of article ' || article_no as sentence,
    'strike' as signal,
    'ASSAULT' as plover,
    'reported' as status,
    0.9 as probability,
    0.9 as status_probability,
    'PAK' as source,
    'IRN' as target,
    date '2014-01-01' + ((article_no * days) // articles)::integer as event_date,
    0.1 as tone,
    2.0 as points,
    'made up' as why,
    timestamp '2026-01-01' as recorded_at
from bench_size, range((select articles from bench_size)) as numbers (article_no), range(3) as findings (finding_no)
inner join bench_pairs on pair_no = article_no % (select pairs from bench_size)
where article_no * 3 + finding_no < bench_size.evidence;

insert into events by name
select
    pair,
    md5(pair || day_no || event_no) as event_id,
    'strike' as signal,
    'ASSAULT' as plover,
    case when event_no < 2 then 'escalation' else 'deescalation' end as polarity,
    'reported' as status,
    'PAK' as source,
    'IRN' as target,
    date as event_date,
    0.8 as confidence,
    2 as outlet_count,
    2 as story_count,
    date::timestamp as first_known_at,
    (date + 2)::timestamp as last_known_at,
    'A headline of about fifty characters' as headline,
    timestamp '2026-01-01' as recorded_at
from bench_pairs, bench_days, range(3) as events_a_day (event_no);

insert into event_states by name
select
    pair,
    event_id,
    first_known_at + to_hours((5 + state_no * 20)::integer) as known_from,
    case when state_no = 0 then first_known_at + to_hours(25) end as known_to,
    2.0 + state_no as points,
    'reported' as status,
    0.8 as confidence,
    event_date as counts_from,
    event_date as fades_from,
    case when polarity = 'escalation' then 9.0 else 6.0 end as half_life_days,
    false as standing,
    2.0 as pressure_a_to_b,
    0.0 as pressure_b_to_a,
    timestamp '2026-01-01' as recorded_at
from events, range(2) as states_an_event (state_no);

insert into event_evidence by name
select
    pair,
    md5(pair || (event_date - date '2014-01-01') || evidence_no) as event_id,
    article_id,
    revision,
    evidence_no,
    'report' as role
from evidence;

insert into index_values by name
select
    pair,
    date,
    revision_no,
    (date + 1 + revision_no::integer)::timestamp as as_of,
    50.0 + revision_no as tension,
    40.0 as tension_low,
    60.0 as tension_high,
    10.0 as level_points,
    10.0 as escalation_points,
    0.0 as deescalation_points,
    0.0 as standing_points,
    1.0 as pressure_a_to_b,
    1.0 as pressure_b_to_a,
    0.1 as tone,
    0.1 as attention,
    3 as article_count,
    2 as story_count,
    2 as outlet_count,
    3 as event_count,
    'ok' as coverage,
    false as provisional,
    timestamp '2026-01-01' as recorded_at
from bench_pairs, bench_days, range(3) as revisions (revision_no);
