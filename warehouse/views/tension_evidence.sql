-- The sentences behind each event, with outlet and link.
create view tension_evidence as
select
    link.event_id,
    link.article_id,
    sentence.sentence_no,
    sentence.sentence,
    sentence.signal,
    sentence.status,
    sentence.probability,
    article.outlet,
    article.url,
    article.published_at
from event_evidence as link
inner join evidence as sentence using (pair, article_id, revision, evidence_no)
inner join articles as article using (article_id, revision);

comment on view tension_evidence is 'The sentences behind each event, with outlet and link.';
comment on column tension_evidence.event_id is 'The event the sentence tells of, see tension_events.';
comment on column tension_evidence.article_id is 'The article it stands in.';
comment on column tension_evidence.sentence_no is 'Position in the article; 0 is the title.';
comment on column tension_evidence.sentence is 'The sentence as printed; text from outside, escape it where you show it.';
comment on column tension_evidence.signal is 'Signal the classifier found in it.';
comment on column tension_evidence.status is 'reported, planned, background, denied or hypothetical, in this sentence.';
comment on column tension_evidence.probability is 'Calibrated probability of the signal, 0 to 1.';
comment on column tension_evidence.outlet is 'Who printed it.';
comment on column tension_evidence.url is 'Canonical address of the article; empty where the input had none.';
comment on column tension_evidence.published_at is 'When the outlet published it (UTC).';
