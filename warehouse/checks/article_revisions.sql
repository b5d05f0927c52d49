-- an article's revisions are numbered without a gap and only the last is in force
with neighbours as (
    select
        article_id,
        revision,
        superseded_at,
        row_number() over revisions as expected_no,
        lead(revision) over revisions as next_revision
    from articles
    window revisions as (partition by article_id order by revision)
)
select
    article_id,
    revision,
    superseded_at
from neighbours
where revision <> expected_no or (superseded_at is null) <> (next_revision is null);
