-- Attention on a scale of its own: 100 is the mean of the year up to the day, as news-count indices are scaled.
create view tension_attention as
with based as (
    select
        pair,
        date,
        attention,
        avg(attention) over year_so_far as base_share,
        count(attention) over year_so_far as base_days
    from tension_index
    window year_so_far as (
        partition by pair
        order by date
        range between interval 364 days preceding and current row
    )
)
select
    pair,
    date,
    attention,
    100 * attention / nullif(base_share, 0) as attention_index,
    base_days
from based;

comment on view tension_attention is 'Attention scaled so that 100 is its mean over the 365 days that end with the day; days without reading take no part.';
comment on column tension_attention.pair is 'The two states, as PAK-IRN.';
comment on column tension_attention.date is 'The UTC day.';
comment on column tension_attention.attention is 'Share of all stories read that day that concern the pair, 0 to 1; null when nothing was read.';
comment on column tension_attention.attention_index is '100 * attention / its mean over the base; null while nothing about the pair was read.';
comment on column tension_attention.base_days is 'Days with reading in the base; the scale means little while there are few.';
