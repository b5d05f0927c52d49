"""The page of a run says first what failed, in words that cannot act."""

from flows.summary import as_markdown


def test_failures_of_source_channel_and_day_come_first() -> None:
    text = as_markdown(
        {
            "inputs": {"feed-a": {"read": 3, "new": 2, "changed": 0}},
            "pairs": {"PAK-IRN": {"days": 34, "alerts": 1}},
            "rejects": ["in.jsonl line 3: no date"],
            "failed": ["feed-b: failed, [click](http://evil.example)", "a channel did not take an alert"],
            "alerts": {"sent": 1, "pending": 1, "failed": 0},
        }
    )
    assert text.splitlines()[0] == "**Failed**"
    assert "- feed-a: 3 read, 2 new" in text
    assert "- 1 sent, 1 pending" in text
    assert "[click]" not in text
    assert "http://" not in text


def test_a_run_without_news_says_so() -> None:
    assert as_markdown({"inputs": {}, "pairs": {}, "rejects": [], "failed": []}) == "Nothing new."
