-- Let the next run compute every day of every pair again.
delete from log.index_inputs;
