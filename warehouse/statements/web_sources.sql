-- Every source with its health, troubled ones first.
select
    left(source_id, 400) as source_id,
    kind,
    outlet_country,
    state,
    left(reason, 2000) as reason,
    last_attempt_at,
    last_success_at,
    last_article_at,
    failure_count,
    articles_a_day,
    usual_gap_hours,
    silent_hours
from source_health
order by
    case state
        when 'failing' then 0
        when 'silent' then 1
        when 'shrinking' then 2
        when 'ok' then 3
        when 'untried' then 4
        else 5
    end,
    source_id;
