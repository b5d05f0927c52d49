-- From what a pair's days were computed, so that a run computes again from the first day that differs.
create table log.index_inputs (
    pair varchar not null,
    known_date date not null,
    digest bigint not null,
    primary key (pair, known_date)
);
