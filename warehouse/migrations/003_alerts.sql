-- What crossed a line, written in the transaction that writes the index; what there is to tell; and the outbox.
create table alerts (
    alert_id varchar primary key,
    pair varchar not null,
    rule varchar not null,
    class varchar not null check (class in ('tension', 'operations')),
    kind varchar not null,
    definition varchar not null,
    raised_for date not null,
    raised_as_of timestamp not null,
    value double,
    value_low double,
    value_high double,
    told_value double,
    escalated_for date,
    cleared_for date,
    cleared_as_of timestamp,
    withdrawn_as_of timestamp,
    state varchar not null check (state in ('raised', 'cleared', 'withdrawn', 'retired')),
    acknowledged_at timestamp,
    acknowledged_note varchar,
    recorded_at timestamp not null
);

create table notices (
    notice_id varchar primary key,
    alert_id varchar not null,
    event varchar not null check (event in ('raised', 'escalated', 'cleared', 'withdrawn')),
    for_date date not null,
    as_of timestamp not null,
    value double,
    previous double,
    value_low double,
    value_high double,
    title varchar not null,
    body varchar not null,
    historical boolean not null,
    recorded_at timestamp not null
);

create table deliveries (
    delivery_id varchar primary key,
    notice_id varchar not null,
    channel varchar not null,
    state varchar not null check (state in ('pending', 'sent', 'failed')),
    attempts integer not null,
    next_attempt_at timestamp not null,
    last_error varchar,
    sent_at timestamp,
    recorded_at timestamp not null
);
