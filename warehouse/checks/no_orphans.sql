-- evidence has its article, links have both ends, events have evidence and states
select 'evidence without article' as what, pair, article_id as id
from evidence
anti join articles using (article_id, revision)
union all
select 'link without evidence', pair, event_id
from event_evidence
anti join evidence using (pair, article_id, revision, evidence_no)
union all
select 'link without event', pair, event_id
from event_evidence
anti join events using (pair, event_id)
union all
select 'state without event', pair, event_id
from event_states
anti join events using (pair, event_id)
union all
select 'event without evidence', pair, event_id
from events
anti join event_evidence using (pair, event_id)
union all
select 'event without state', pair, event_id
from events
anti join event_states using (pair, event_id)
union all
select 'notice without alert', null, notice_id
from notices
anti join alerts using (alert_id)
union all
select 'delivery without notice', null, delivery_id
from deliveries
anti join notices using (notice_id);
