-- What the table of the index's inputs holds; applied again whenever this file changes.

comment on table log.index_inputs is 'From what a pair''s index was computed last; a run computes again from the first day that differs.';
comment on column log.index_inputs.pair is 'The two states, as PAK-IRN.';
comment on column log.index_inputs.known_date is 'UTC day on which articles became known.';
comment on column log.index_inputs.digest is 'Of all findings and counts of articles known that day, and of the method they are put into numbers by.';
