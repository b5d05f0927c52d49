-- How much the press of each side and the rest say a day: points found in their sentences, relief counted against.
select
    article.published_at::date as date,
    case
        when article.outlet_country = split_part($pair, '-', 1) then 'a'
        when article.outlet_country = split_part($pair, '-', 2) then 'b'
        else 'others'
    end as press,
    sum(case when event.polarity = 'escalation' then sentence.points else -sentence.points end) as points
from evidence as sentence
inner join articles as article using (article_id, revision)
inner join event_evidence as link using (pair, article_id, revision, evidence_no)
inner join events as event using (pair, event_id)
where sentence.pair = $pair
group by all
order by date, press;
