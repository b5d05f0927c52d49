-- When the last sentence of a page was published. The conditions and the order are put in by the API.
select published_at
from event_evidence as link
inner join articles as article using (article_id, revision)
where /* where */ true
order by published_at asc, event_id asc, article_id asc
limit 1 offset $rows;
