-- How many sources could be relied on each day, as known at that day's end: what lowers the day's coverage.
create view source_days as
with visits as (
    select
        source_id,
        visited_at,
        visited_at::date as visited_on,
        outcome,
        record_count,
        max(visited_at) filter (where record_count > 0)
            over (partition by source_id order by visited_at) as last_brought_at,
        max(visited_at) filter (where record_count > 0) over (
            partition by source_id order by visited_at rows between unbounded preceding and 1 preceding
        ) as brought_before_at
    from log.source_visits
),
gaps as (
    select
        source_id,
        visited_on,
        max(date_diff('minute', brought_before_at, visited_at) / 60.0) filter (where record_count > 0)
            as gap_hours,
        max_by(outcome, visited_at) as last_outcome,
        date_diff('minute', max(last_brought_at), max(visited_at)) / 60.0 as silent_hours
    from visits
    group by source_id, visited_on
),
usual_gaps as (
    select
        *,
        median(gap_hours) over earlier_days as usual_gap_hours,
        count(gap_hours) over earlier_days as gap_count
    from gaps
    window
        earlier_days as (
            partition by source_id order by visited_on
            range between interval 28 day preceding and interval 1 day preceding
        )
),
judged as (
    select
        source_id,
        visited_on,
        last_outcome in ('failed', 'partial') as failing,
        gap_count >= 3 and silent_hours > 3 * usual_gap_hours as silent
    from usual_gaps
)
select
    visited_on as date,
    count(*) as source_count,
    count_if(failing) as failing_count,
    count_if(silent and not failing) as silent_count,
    count_if(failing or coalesce(silent, false)) / count(*) as unhealthy_share
from judged
group by visited_on;

comment on view source_days is 'One row a day on which sources were asked: how many of them could be relied on at its end.';
comment on column source_days.date is 'The UTC day.';
comment on column source_days.source_count is 'Sources asked that day.';
comment on column source_days.failing_count is 'Of them, those whose last answer failed or came cut short.';
comment on column source_days.silent_count is 'Of the rest, those silent for more than three times their usual gap.';
comment on column source_days.unhealthy_share is 'Share of failing and silent sources, 0 to 1; from a half on it lowers the coverage of the day.';
