-- How do the press of the two states and the rest tell each day? Points found in their sentences, by day.
with sentences as (
    select
        sentence.pair,
        article.published_at::date as date,
        case
            when article.outlet_country = split_part(sentence.pair, '-', 1) then 'a'
            when article.outlet_country = split_part(sentence.pair, '-', 2) then 'b'
            else 'others'
        end as press,
        case when event.polarity = 'escalation' then sentence.points else -sentence.points end as points
    from evidence as sentence
    inner join articles as article using (article_id, revision)
    inner join event_evidence as link using (pair, article_id, revision, evidence_no)
    inner join events as event using (pair, event_id)
)
select
    sentences.pair,
    sentences.date,
    day.tension,
    sum(points) filter (where press = 'a') as points_press_a,
    sum(points) filter (where press = 'b') as points_press_b,
    sum(points) filter (where press = 'others') as points_press_others
from sentences
left join tension_index as day using (pair, date)
group by sentences.pair, sentences.date, day.tension
order by sentences.pair, sentences.date;
