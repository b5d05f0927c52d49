-- What is remembered of sources between runs, the diary of requests, and GDELT's events, apart from ours.

create table log.source_state (
    source_id varchar primary key,
    kind varchar not null,
    outlet_country varchar,
    language varchar not null,
    enabled boolean not null,
    etag varchar not null,
    last_modified varchar not null,
    body_hash varchar not null,
    seen varchar not null,
    cursor_at timestamp,
    shift_minutes integer not null,
    last_attempt_at timestamp,
    last_success_at timestamp,
    last_article_at timestamp,
    failure_count integer not null,
    last_error varchar not null,
    not_before timestamp,
    item_count integer
);

create table log.fetches (
    source_id varchar not null,
    url varchar not null,
    started_at timestamp not null,
    seconds double not null,
    attempts integer not null,
    conditional boolean not null,
    status integer not null,
    byte_count bigint not null,
    outcome varchar not null,
    message varchar not null
);

create table log.source_visits (
    source_id varchar not null,
    visited_at timestamp not null,
    outcome varchar not null,
    message varchar not null,
    listed_count integer not null,
    record_count integer not null,
    new_count integer not null,
    changed_count integer not null,
    rejected_count integer not null,
    request_count integer not null,
    conditional_count integer not null,
    notes varchar not null,
    primary key (source_id, visited_at)
);

create table gdelt_events (
    pair varchar not null,
    global_event_id bigint not null,
    origin varchar not null check (origin = 'gdelt'),
    event_date date not null,
    added_at timestamp not null,
    source varchar not null,
    target varchar not null,
    source_name varchar not null,
    target_name varchar not null,
    cameo_code varchar not null,
    signal varchar,
    status varchar,
    quad_class integer not null,
    goldstein double,
    mention_count integer not null,
    source_count integer not null,
    article_count integer not null,
    tone double not null,
    is_root boolean not null,
    place varchar,
    place_country varchar,
    url varchar not null,
    file varchar not null,
    recorded_at timestamp not null,
    primary key (pair, global_event_id)
);

create table gdelt_mentions (
    global_event_id bigint not null,
    mentioned_at timestamp not null,
    outlet varchar not null,
    url varchar not null,
    sentence_no integer,
    confidence_percent integer,
    tone double,
    recorded_at timestamp not null,
    primary key (global_event_id, url)
);
