-- What ingesting processes append to, any number at once; a run takes it in. Only a lake has it.
create schema if not exists inbox;
create table if not exists inbox.articles (
    delivery_id varchar not null,
    article_id varchar not null,
    url varchar not null,
    outlet varchar not null,
    outlet_country varchar,
    source_id varchar not null,
    title varchar not null,
    text varchar not null,
    language varchar not null,
    published_at timestamp not null,
    published_confidence varchar not null,
    utc_offset_minutes integer not null,
    fetched_at timestamp not null,
    known_at timestamp not null,
    content_hash varchar not null
);
create table if not exists inbox.rejects (
    delivery_id varchar not null,
    reject_id varchar not null,
    source_id varchar not null,
    place varchar not null,
    reason varchar not null,
    value varchar not null,
    remedy varchar not null
);
