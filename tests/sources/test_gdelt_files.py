"""GDELT files in their documented format, malformed rows among them, give the pair's events."""

import pytest

from tension.pairs import Pair
from tension.sources.gdelt_codes import load_cameo
from tension.sources.gdelt_columns import EVENT_COLUMNS, MENTION_COLUMNS
from tension.sources.gdelt_files import GdeltFile, read_events, read_mentions
from tests.sources.gdelt_data import event_line, mention_line, zipped

PAIRS = (Pair("PAK", "IRN"),)
CODES = load_cameo()


def read(*lines: str | bytes) -> GdeltFile:
    return read_events(zipped(lines), "20240118043000.export.CSV.zip", PAIRS, CODES, "gdelt")


def test_the_format_has_61_and_16_columns() -> None:
    assert len(EVENT_COLUMNS) == 61
    assert len(MENTION_COLUMNS) == 16


def test_an_event_of_the_pair_is_read_whole() -> None:
    (row,) = read(event_line()).rows
    assert row["pair"] == "PAK-IRN"
    assert (row["source"], row["target"], row["signal"], row["status"]) == (
        "PAK",
        "IRN",
        "strike",
        "reported",
    )
    assert row["event_date"].isoformat() == "2024-01-18"
    assert row["added_at"].isoformat() == "2024-01-18T04:30:00+00:00"
    assert (row["goldstein"], row["tone"], row["mention_count"], row["is_root"]) == (-10.0, -6.5, 10, True)
    assert row["origin"] == "gdelt"


def test_both_directions_belong_to_the_pair_and_no_other_does() -> None:
    found = read(
        event_line(),
        event_line(GLOBALEVENTID="2", Actor1CountryCode="IRN", Actor2CountryCode="PAK"),
        event_line(GLOBALEVENTID="3", Actor2CountryCode="IND"),
        event_line(GLOBALEVENTID="4", Actor1CountryCode="IRN"),
        event_line(GLOBALEVENTID="5", Actor1CountryCode="", Actor2CountryCode=""),
    )
    assert [row["global_event_id"] for row in found.rows] == [1150000001, 2]
    assert found.row_count == 5


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SQLDATE": "20241399"}, "20241399"),
        ({"DATEADDED": "yesterday"}, "yesterday"),
        ({"EventCode": "---"}, "event code"),
        ({"QuadClass": "9"}, "quad class"),
        ({"GLOBALEVENTID": "x1"}, "x1"),
        ({"AvgTone": "sad"}, "sad"),
        ({"SQLDATE": "20250118"}, "added on"),
    ],
)
def test_a_malformed_event_is_told_and_the_rest_goes_on(changes: dict[str, str], reason: str) -> None:
    found = read(event_line(**changes), event_line())
    assert len(found.rows) == 1
    (reject,) = found.rejects
    assert reason in reject.value


def test_rows_of_a_wrong_width_are_told_and_the_rest_goes_on() -> None:
    found = read(
        "only\tthree\tcolumns", event_line(), event_line() + "\textra", "", event_line(GLOBALEVENTID="7")
    )
    assert [row["global_event_id"] for row in found.rows] == [1150000001, 7]
    assert [reject.reason for reject in found.rejects].count("malformed row") >= 2


def test_bytes_that_are_not_utf8_and_quotes_do_no_harm() -> None:
    line = event_line(ActionGeo_FullName='"Quetta').encode().replace(b"Quetta", b"Qu\xe9tta")
    found = read(event_line(GLOBALEVENTID="1"), line)
    assert [row["place"] for row in found.rows][1].startswith('"Qu')


@pytest.mark.parametrize("data", [b"", b"not a zip", zipped([]), zipped([event_line()])[:-30]])
def test_a_broken_or_empty_file_is_no_error_of_the_run(data: bytes) -> None:
    found = read_events(data, "f.zip", PAIRS, CODES, "gdelt")
    assert not found.rows
    assert all(reject.reason == "broken file" for reject in found.rejects)


@pytest.mark.parametrize(
    ("code", "actor", "signal", "status"),
    [
        ("190", "MIL", "strike", "reported"),
        ("190", "REB", "attack", "reported"),
        ("183", "", "attack", "reported"),
        ("183", "GOV", "strike", "reported"),
        ("191", "GOV", "coerce", "reported"),
        ("042", "GOV", "visit", "reported"),
        ("046", "GOV", "talks", "reported"),
        ("036", "GOV", "talks", "planned"),
        ("0311", "GOV", "agree", "reported"),
        ("161", "GOV", "sanction", "reported"),
        ("0871", "GOV", "concede", "reported"),
        ("0872", "GOV", "restore", "reported"),
        ("1122", "GOV", "accuse", "reported"),
    ],
)
def test_cameo_codes_become_signals(code: str, actor: str, signal: str, status: str) -> None:
    coded = CODES.coded(code, actor)
    assert coded
    assert (coded.signal, coded.status) == (signal, status)


def test_codes_without_a_signal_are_kept_without_one() -> None:
    (row,) = read(event_line(EventCode="090")).rows
    assert row["signal"] is None


def test_mentions_of_wanted_events_only() -> None:
    data = zipped(
        [mention_line(), mention_line(GLOBALEVENTID="9"), mention_line(MentionTimeDate="x"), "a\tb"]
    )
    found = read_mentions(data, "m.zip", [1150000001], "gdelt")
    (row,) = found.rows
    assert (row["outlet"], row["sentence_no"], row["confidence_percent"]) == ("outlet.example", 3, 60)
    assert len(found.rejects) == 2
