-- GDELT's events of the pair by day and signal, apart from the events read from articles; never part of the index.
create view gdelt_daily as
select
    pair,
    event_date as date,
    signal,
    source,
    target,
    count(*) as event_count,
    sum(mention_count) as mention_count,
    sum(article_count) as article_count,
    sum(goldstein * mention_count) / nullif(sum(mention_count) filter (where goldstein is not null), 0)
        as goldstein,
    sum(tone * article_count) / nullif(sum(article_count), 0) as tone,
    max(added_at) as last_added_at
from gdelt_events
where is_root
group by pair, event_date, signal, source, target;

comment on view gdelt_daily is 'GDELT root events of the pair by day, signal and direction; machine-coded, kept apart from tension_events.';
comment on column gdelt_daily.pair is 'The two states, as PAK-IRN.';
comment on column gdelt_daily.date is 'Day of the event as GDELT has it.';
comment on column gdelt_daily.signal is 'Our signal for its CAMEO code (models/cameo.toml); null where none fits.';
comment on column gdelt_daily.source is 'Who did it, CAMEO country code.';
comment on column gdelt_daily.target is 'To whom, CAMEO country code.';
comment on column gdelt_daily.event_count is 'Events.';
comment on column gdelt_daily.mention_count is 'Mentions in the first 15 minutes, as GDELT counts them.';
comment on column gdelt_daily.article_count is 'Articles in the first 15 minutes, as GDELT counts them.';
comment on column gdelt_daily.goldstein is 'Goldstein scale, -10 conflict to 10 cooperation, mean over mentions.';
comment on column gdelt_daily.tone is 'GDELT tone of the articles, mean over articles; not VADER.';
comment on column gdelt_daily.last_added_at is 'When GDELT added the last of them (UTC).';
