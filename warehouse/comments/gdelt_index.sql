-- What the tables of the GDELT index hold; applied again whenever this file changes.

comment on table log.gdelt_days is 'Days of GDELT''s past that were read whole, so that a history goes on where it stopped.';
comment on column log.gdelt_days.day is 'The UTC day of the files.';
comment on column log.gdelt_days.file_count is 'Files read.';
comment on column log.gdelt_days.missing_count is 'Files that GDELT does not have.';
comment on column log.gdelt_days.row_count is 'Rows in them, of all countries.';
comment on column log.gdelt_days.event_count is 'Events between the two states among them.';
comment on column log.gdelt_days.read_at is 'When (UTC clock).';

comment on table gdelt_index_values is 'The index from GDELT''s events alone; read gdelt_index.';
comment on column gdelt_index_values.pair is 'The two states, as PAK-IRN.';
comment on column gdelt_index_values.date is 'The UTC day.';
comment on column gdelt_index_values.as_of is 'Close at which the value was reckoned last (UTC).';
comment on column gdelt_index_values.tension is '0 to 100.';
comment on column gdelt_index_values.level_points is 'Level in points.';
comment on column gdelt_index_values.escalation_points is 'Faded points of escalatory events.';
comment on column gdelt_index_values.deescalation_points is 'Faded points of de-escalatory events.';
comment on column gdelt_index_values.pressure_a_to_b is 'Points of pressure of the first state on the second.';
comment on column gdelt_index_values.pressure_b_to_a is 'Points of pressure of the second state on the first.';
comment on column gdelt_index_values.event_count is 'Events that moved the day.';
comment on column gdelt_index_values.article_count is 'Articles by which GDELT knew of events of the pair that day.';
comment on column gdelt_index_values.recorded_at is 'When the row was last written (UTC clock).';
