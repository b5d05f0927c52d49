-- An index of GDELT's events alone, and which of its days have been read for it. Nothing here enters ours.
create table log.gdelt_days (
    day date primary key,
    file_count integer not null,
    missing_count integer not null,
    row_count bigint not null,
    event_count integer not null,
    read_at timestamp not null
);

create table gdelt_index_values (
    pair varchar not null,
    date date not null,
    as_of timestamp not null,
    tension double not null,
    level_points double not null,
    escalation_points double not null,
    deescalation_points double not null,
    pressure_a_to_b double not null,
    pressure_b_to_a double not null,
    event_count integer not null,
    article_count integer not null,
    recorded_at timestamp not null,
    primary key (pair, date)
);
