-- Does the press of each country tell the same story? Points and tone by origin of the outlet.
select
    sentence.pair,
    coalesce(article.outlet_country, 'unknown') as press_of,
    count(distinct article.outlet) as outlets,
    count(distinct article.article_id) as articles,
    avg(sentence.tone) as mean_tone,
    sum(sentence.points) filter (where event.polarity = 'escalation') as escalation_points,
    sum(sentence.points) filter (where event.polarity = 'deescalation') as deescalation_points,
    avg(sentence.points) filter (where event.polarity = 'escalation') as escalation_points_a_sentence
from evidence as sentence
inner join articles as article using (article_id, revision)
inner join event_evidence as link using (pair, article_id, revision, evidence_no)
inner join events as event using (pair, event_id)
group by sentence.pair, press_of
order by articles desc;
