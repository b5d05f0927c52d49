"""Publication dates: believed, mended or doubted, always with the reason."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.sources.dates import clock_shift_minutes, settle_date

NOW = datetime(2024, 1, 18, 12, tzinfo=UTC)
PAKISTAN = 300


def settle(
    stated: str, moment: datetime | None, url: str = "", offset: int = PAKISTAN, shift: int = 0
) -> tuple[str, str]:
    dated = settle_date(stated, moment, url, offset=offset, shift=shift, now=NOW)
    return dated.at.isoformat(), dated.confidence


def utc(hour: int, day: int = 18) -> datetime:
    return datetime(2024, 1, day, hour, tzinfo=UTC)


def test_a_stated_date_is_told_on_the_outlets_clock() -> None:
    assert settle("Thu, 18 Jan 2024 08:00:00 GMT", utc(8)) == ("2024-01-18T13:00:00+05:00", "stated")
    assert settle("2024-01-18T13:00:00+05:00", utc(8)) == ("2024-01-18T13:00:00+05:00", "stated")


def test_a_zone_the_parser_does_not_know_is_heeded() -> None:
    assert settle("Thu, 18 Jan 2024 13:00:00 PKT", utc(13)) == ("2024-01-18T13:00:00+05:00", "stated")


def test_a_date_without_zone_is_the_outlets_own() -> None:
    assert settle("2024-01-18 13:00:00", utc(13)) == ("2024-01-18T13:00:00+05:00", "inferred")
    assert settle("18 Jan 2024", utc(0)) == ("2024-01-18T12:00:00+05:00", "inferred")


@pytest.mark.parametrize("moment", [datetime(2099, 1, 1, tzinfo=UTC), datetime(1024, 1, 1, tzinfo=UTC), None])
def test_an_impossible_date_gives_way_to_the_address_or_the_fetching(moment: datetime | None) -> None:
    assert settle("odd", moment, "https://o.example/2024/01/17/a") == (
        "2024-01-17T12:00:00+05:00",
        "inferred",
    )
    assert settle("odd", moment, "https://o.example/a") == ("2024-01-18T17:00:00+05:00", "fetched")


def test_an_address_that_names_no_day_of_the_calendar_is_no_date() -> None:
    assert settle("", None, "https://o.example/2024/02/31/a")[1] == "fetched"


def test_a_little_ahead_is_now() -> None:
    assert settle("Thu, 18 Jan 2024 12:05:00 GMT", NOW + timedelta(minutes=5)) == (
        "2024-01-18T17:00:00+05:00",
        "stated",
    )
    assert settle("Thu, 18 Jan 2024 14:00:00 GMT", utc(14)) == ("2024-01-18T17:00:00+05:00", "inferred")


def test_a_feed_that_writes_local_time_as_utc_is_found_out() -> None:
    moments = [("x GMT", NOW + timedelta(hours=hours)) for hours in (4.5, 3, 1, -2, -30)]
    assert clock_shift_minutes(moments, PAKISTAN, NOW) == -300
    assert settle("Thu, 18 Jan 2024 16:30:00 GMT", utc(16), shift=-300) == (
        "2024-01-18T16:00:00+05:00",
        "inferred",
    )


@pytest.mark.parametrize(
    ("hours", "offset"), [((4.5, -1), 300), ((9, 8), 300), ((-1, -2), 300), ((4, 3), 0), ((4, 3), -300)]
)
def test_one_slip_or_a_far_future_shifts_no_feed(hours: tuple[float, ...], offset: int) -> None:
    moments = [("x GMT", NOW + timedelta(hours=hour)) for hour in hours]
    assert clock_shift_minutes(moments, offset, NOW) == 0


@given(
    st.text(max_size=40),
    st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
    st.text(max_size=40),
    st.integers(-720, 840),
)
def test_a_date_is_never_after_its_fetching(
    stated: str, moment: datetime | None, url: str, offset: int
) -> None:
    aware = moment.replace(tzinfo=UTC) if moment else None
    dated = settle_date(stated, aware, url, offset=offset, shift=0, now=NOW)
    assert datetime(1989, 12, 30, tzinfo=UTC) <= dated.at <= NOW
