-- Articles as they were read, what was found in them, and what it adds up to.
-- Every timestamp is UTC. Schema main is content: the same input leaves the same rows. Schema log is the diary of runs.
create schema if not exists log;

create table articles (
    article_id varchar not null,
    revision integer not null,
    url varchar not null,
    outlet varchar not null,
    outlet_country varchar,
    source_id varchar not null,
    title varchar not null,
    text varchar not null,
    language varchar not null,
    published_at timestamp not null,
    published_confidence varchar not null check (published_confidence in ('stated', 'inferred', 'fetched')),
    utc_offset_minutes integer not null,
    fetched_at timestamp not null,
    known_at timestamp not null,
    superseded_at timestamp,
    content_hash varchar not null,
    story_id varchar not null,
    batch_id bigint not null,
    recorded_at timestamp not null,
    primary key (article_id, revision)
);

create table rejects (
    reject_id varchar primary key,
    source_id varchar not null,
    place varchar not null,
    reason varchar not null,
    value varchar not null,
    remedy varchar not null,
    recorded_at timestamp not null
);

create table scored_batches (
    pair varchar not null,
    scorer_hash varchar not null,
    batch_id bigint not null,
    recorded_at timestamp not null,
    primary key (pair, scorer_hash, batch_id)
);

create table scored_articles (
    pair varchar not null,
    article_id varchar not null,
    revision integer not null,
    reason varchar not null,
    sentence_count integer not null,
    tone double not null,
    escalation double not null,
    deescalation double not null,
    recorded_at timestamp not null,
    primary key (pair, article_id, revision)
);

create table evidence (
    pair varchar not null,
    article_id varchar not null,
    revision integer not null,
    evidence_no integer not null,
    sentence_no integer not null,
    sentence varchar not null,
    signal varchar not null,
    plover varchar not null,
    status varchar not null check (status in ('reported', 'planned', 'background', 'denied', 'hypothetical')),
    probability double not null,
    status_probability double not null,
    source varchar not null,
    target varchar not null,
    measure varchar,
    place varchar,
    killed integer,
    wounded integer,
    event_date date not null,
    tone double not null,
    points double not null,
    why varchar not null,
    recorded_at timestamp not null,
    primary key (pair, article_id, revision, evidence_no)
);

create table events (
    pair varchar not null,
    event_id varchar not null,
    signal varchar not null,
    plover varchar not null,
    polarity varchar not null check (polarity in ('escalation', 'deescalation')),
    status varchar not null,
    source varchar not null,
    target varchar not null,
    measure varchar,
    place varchar,
    event_date date not null,
    killed integer,
    wounded integer,
    confidence double not null,
    outlet_count integer not null,
    story_count integer not null,
    first_known_at timestamp not null,
    last_known_at timestamp not null,
    headline varchar not null,
    recorded_at timestamp not null,
    primary key (pair, event_id)
);

create table event_states (
    pair varchar not null,
    event_id varchar not null,
    known_from timestamp not null,
    known_to timestamp,
    points double not null,
    status varchar not null,
    killed integer,
    wounded integer,
    confidence double not null,
    counts_from date not null,
    counts_to date,
    fades_from date not null,
    half_life_days double not null,
    standing boolean not null,
    pressure_a_to_b double not null,
    pressure_b_to_a double not null,
    recorded_at timestamp not null,
    primary key (pair, event_id, known_from)
);

create table event_evidence (
    pair varchar not null,
    event_id varchar not null,
    article_id varchar not null,
    revision integer not null,
    evidence_no integer not null,
    role varchar not null,
    primary key (pair, event_id, article_id, revision, evidence_no)
);

create table index_values (
    pair varchar not null,
    date date not null,
    revision_no integer not null,
    as_of timestamp not null,
    tension double not null,
    tension_low double not null,
    tension_high double not null,
    level_points double not null,
    escalation_points double not null,
    deescalation_points double not null,
    standing_points double not null,
    pressure_a_to_b double not null,
    pressure_b_to_a double not null,
    tone double,
    attention double,
    article_count integer not null,
    story_count integer not null,
    outlet_count integer not null,
    event_count integer not null,
    coverage varchar not null check (coverage in ('ok', 'thin', 'none')),
    provisional boolean not null,
    recorded_at timestamp not null,
    primary key (pair, date, revision_no)
);

create table log.runs (
    run_id varchar primary key,
    kind varchar not null,
    started_at timestamp not null,
    finished_at timestamp,
    state varchar not null,
    inputs varchar not null,
    counts varchar not null,
    message varchar not null
);
