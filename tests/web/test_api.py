"""The API: its answers are those of the views, in every format, whole and once, and its errors say what to do."""

import csv
import io
import json
import math
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tension.warehouse import open_reader, open_writer
from tension.web.api.views import RESOURCES
from tension.web.security import Access
from tests import warehouse_data
from tests.api_data import HOSTILE, OTHER_PAIR, hostile_db
from tests.web_data import app_over

MOMENT = "2024-01-19T12:00:00"
NAMES = [item.name for item in RESOURCES]
SOURCES = {item.name: item.row.view for item in RESOURCES} | {"as_of": f"tension_as_of(timestamp '{MOMENT}')"}
DAYS = {item.name: item.day for item in RESOURCES}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_db(tmp_path_factory.mktemp("api") / "tension.duckdb")


@pytest.fixture(scope="module")
def api(path: Path) -> Iterator[TestClient]:
    with TestClient(app_over(path), base_url="http://localhost") as client:
        yield client


def ask(client: TestClient, name: str, **question: Any) -> httpx.Response:
    given_moment = {"moment": MOMENT} if name == "as_of" else {}
    answer: httpx.Response = client.get(f"/api/{name}", params={**given_moment, **question})
    return answer


def walk(client: TestClient, name: str, **question: Any) -> list[dict[str, Any]]:
    """Every row, page by page, by the Link headers."""
    rows: list[dict[str, Any]] = []
    answer = ask(client, name, **question)
    while True:
        assert answer.status_code == 200, answer.text
        assert len(answer.json()) <= question.get("limit", 1000)
        rows += answer.json()
        if "next" not in answer.links:
            return rows
        assert answer.json(), "a page before the last is never empty"
        answer = client.get(answer.links["next"]["url"])


def plain(value: Any) -> Any:
    """A value of the database as JSON has it; moments are UTC."""
    if isinstance(value, datetime):
        return f"{value.isoformat()}+00:00"
    return value.isoformat() if isinstance(value, date) else value


def sql(path: Path, name: str, where: str = "true") -> list[dict[str, Any]]:
    with open_reader(path) as reader:
        rows = reader.query_arrow(f"select * from {SOURCES[name]} where {where}").to_pylist()
    return [{column: plain(value) for column, value in row.items()} for row in rows]


def place(row: dict[str, Any]) -> str:
    """Rows in an order that the last digits of a number do not decide."""
    return repr(sorted(row.items(), key=lambda item: isinstance(item[1], float)))


def alike(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> bool:
    """Whether rows are equal, to twelve digits: in which order DuckDB adds up is its own affair."""

    def equal(one: Any, other: Any) -> bool:
        return math.isclose(one, other, rel_tol=1e-12) if isinstance(one, float) else bool(one == other)

    return [list(row) for row in some] == [list(row) for row in others] and all(
        equal(value, other[name])
        for row, other in zip(some, others, strict=True)
        for name, value in row.items()
    )


def same(some: list[dict[str, Any]], others: list[dict[str, Any]]) -> bool:
    return alike(sorted(some, key=place), sorted(others, key=place))


@pytest.mark.parametrize("name", NAMES)
def test_answers_equal_the_sql(path: Path, api: TestClient, name: str) -> None:
    found = ask(api, name, limit=10_000).json()
    assert found
    assert same(found, sql(path, name))


@pytest.mark.parametrize("name", NAMES)
def test_answers_over_a_real_month_equal_the_sql(db: Path, client: TestClient, name: str) -> None:
    found = ask(client, name, limit=10_000).json()
    assert same(found, sql(db, name))
    assert found or name == "sources"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sources"])
def test_filters_are_those_of_the_sql(db: Path, client: TestClient, name: str) -> None:
    found = ask(
        client, name, pair="PAK-IRN", limit=10_000, **{"from": "2024-01-17", "to": "2024-01-19"}
    ).json()
    where = f"{DAYS[name]}::date between '2024-01-17' and '2024-01-19'"
    assert found
    assert same(found, sql(db, name, where))


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("drivers", "event_id", "event-1-PAK-IRN"),
        ("events", "event_id", "event-2-PAK-IRN"),
        ("events", "signal", "strike"),
        ("events", "status", "planned"),
        ("evidence", "event_id", "event-1-PAK-IRN"),
        ("alerts", "state", "raised"),
        ("drivers", "event_id", "nothing"),
        ("evidence", "event_id", "nothing"),
    ],
)
def test_other_filters_are_those_of_the_sql(
    path: Path, api: TestClient, name: str, column: str, value: str
) -> None:
    found = ask(api, name, **{column: value}).json()
    assert same(found, sql(path, name, f"{column} = '{value}'"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "sources"])
def test_the_other_pair_is_apart(path: Path, api: TestClient, name: str) -> None:
    of_pair = f"event_id like '%{OTHER_PAIR}'" if name == "evidence" else f"pair = '{OTHER_PAIR}'"
    assert same(ask(api, name, pair=OTHER_PAIR).json(), sql(path, name, of_pair))


@pytest.mark.parametrize("name", NAMES)
def test_every_format_holds_the_same_rows(api: TestClient, name: str) -> None:
    rows = ask(api, name).json()
    table = pyarrow.parquet.read_table(io.BytesIO(ask(api, name, format="parquet").content))
    lines = list(csv.DictReader(io.StringIO(ask(api, name, format="csv").text)))
    assert len(lines) == len(rows) == table.num_rows
    assert list(lines[0]) == list(rows[0]) == table.column_names
    moments = [column.type.tz for column in table.schema if pyarrow.types.is_timestamp(column.type)]
    assert set(moments) <= {"UTC"}
    for row, other in zip(rows, table.to_pylist(), strict=True):
        assert row == {
            key: value.isoformat() if isinstance(value, date) else value for key, value in other.items()
        }


questions = st.fixed_dictionaries(
    {"limit": st.integers(2, 25), "order": st.sampled_from(["asc", "desc"])},
    optional={
        "pair": st.sampled_from(["PAK-IRN", OTHER_PAIR]),
        "from": st.dates(date(2024, 1, 9), date(2024, 1, 15)).map(str),
        "to": st.dates(date(2024, 1, 15), date(2024, 1, 22)).map(str),
        "offset": st.integers(0, 30),
    },
)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from([name for name in NAMES if name != "sources"]), question=questions)
def test_walking_the_pages_gives_every_row_once(api: TestClient, name: str, question: dict[str, Any]) -> None:
    asked = {key: value for key, value in question.items() if key not in ("limit", "offset")}
    whole = ask(api, name, limit=10_000, **asked).json()
    walked = walk(api, name, **question)
    assert alike(walked, whole[question.get("offset", 0) :])


@pytest.mark.parametrize("name", ["evidence", "alerts"])
@pytest.mark.parametrize("start", [{}, {"offset": 1}])
def test_rows_one_by_one(api: TestClient, name: str, start: dict[str, int]) -> None:
    whole = ask(api, name).json()
    assert walk(api, name, limit=1, **start) == whole[start.get("offset", 0) :]


@pytest.mark.parametrize("standing", [False, True])
def test_days_of_goodwill_alone_are_walked_over(tmp_path: Path, standing: bool) -> None:
    db = tmp_path / "tension.duckdb"
    with open_writer(db, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT) as writer:
        warehouse_data.write(writer, days=16)
        goodwill = f"event-2-{warehouse_data.PAIR}"
        first, later = (f"event-{number}-{warehouse_data.PAIR}" for number in (0, 3))
        writer.execute(
            "update event_states set counts_to = date '2024-01-15' where event_id not in (?, ?)",
            [goodwill, later],
        )
        writer.execute("update event_states set counts_from = date '2024-01-20' where event_id = ?", [later])
        if standing:
            writer.execute(
                "update event_states set standing = true, counts_to = null where event_id = ?", [first]
            )
        writer.execute(
            "update index_values set event_count = told.events, escalation_points = told.faded "
            "from (select date, count(*) as events, "
            "coalesce(sum(faded_points) filter (where polarity = 'escalation' and not standing), 0) as faded "
            "from event_days group by date) as told where told.date = index_values.date"
        )
        writer.publish(check=False)
    with TestClient(app_over(db), base_url="http://localhost") as client:
        whole = ask(client, "drivers", limit=10_000).json()
        assert len(whole) == len(sql(db, "drivers"))
        assert len(sql(db, "index", f"event_count > {1 + standing}")) < 16
        for limit, offset, order in ((5, 0, "asc"), (4, 9, "asc"), (7, 0, "desc")):
            walked = walk(client, "drivers", limit=limit, offset=offset, order=order)
            assert alike(walked, (whole if order == "asc" else whole[::-1])[offset:])


@pytest.mark.parametrize("name", NAMES)
def test_the_order_turns_round(api: TestClient, name: str) -> None:
    key = next(list(item.key) for item in RESOURCES if item.name == name)
    up = [tuple(row[column] for column in key) for row in ask(api, name).json()]
    down = [tuple(row[column] for column in key) for row in ask(api, name, order="desc").json()]
    assert up == sorted(up)
    assert down == sorted(down, reverse=True)


def test_a_walk_goes_on_over_a_publish(tmp_path: Path) -> None:
    db = hostile_db(tmp_path / "tension.duckdb")
    with TestClient(app_over(db), base_url="http://localhost") as client:
        first = ask(client, "index", pair="PAK-IRN", limit=5)
        with open_writer(db, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT) as writer:
            warehouse_data.write(writer, days=14)
            writer.publish(check=False)
        rest = client.get(first.links["next"]["url"], params={"limit": 100})
        days = [row["date"] for row in first.json() + walk(client, "index", pair="PAK-IRN", limit=5)[5:]]
    assert rest.status_code == 200
    assert len(days) == len(set(days)) == 14


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_is_sent_once(api: TestClient, name: str) -> None:
    first = ask(api, name)
    tag = first.headers["etag"]
    again = api.get(first.request.url, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    for other in (ask(api, name, limit=2), ask(api, name, format="csv"), ask(api, name, order="desc")):
        assert other.headers["etag"] != tag
    assert api.get(first.request.url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_publish_changes_the_tag(tmp_path: Path) -> None:
    db = hostile_db(tmp_path / "tension.duckdb")
    with TestClient(app_over(db), base_url="http://localhost") as client:
        tag = ask(client, "index").headers["etag"]
        with open_writer(db, wait_seconds=0, recorded_at=warehouse_data.RECORDED_AT) as writer:
            writer.publish(check=False)
        assert ask(client, "index").headers["etag"] != tag


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/*", "text/csv; charset=utf-8; header=present"),
        ("application/json;q=0.5, text/csv;q=0.9", "text/csv; charset=utf-8; header=present"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("application/json;q=0, */*", "text/csv; charset=utf-8; header=present"),
        ("text/html, application/*;q=0.1", "application/json"),
    ],
)
def test_the_accept_header_chooses(api: TestClient, accept: str, media: str) -> None:
    answer = api.get("/api/index", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)
    assert answer.headers["vary"].startswith("Accept")


@pytest.mark.parametrize("accept", ["text/html", "image/*", "application/json;q=0", "nonsense", ";;q=x"])
def test_what_cannot_be_given_is_said(api: TestClient, accept: str) -> None:
    answer = api.get("/api/index", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert "text/csv" in answer.json()["remedy"]
    assert api.get("/api/index?format=csv", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/api/index?limit=10001", 422, "limit = '10001'"),
        ("/api/index?limit=0", 422, "limit = '0'"),
        ("/api/index?from=2024", 422, "from = '2024'"),
        ("/api/index?from=2024-02-31", 422, "from = '2024-02-31'"),
        ("/api/index?from=2024-01-20&to=2024-01-10", 422, "swap them"),
        ("/api/index?form=2024-01-20", 422, "form = '2024-01-20'"),
        ("/api/index?pair=pakistan", 422, "pair = 'pakistan'"),
        ("/api/index?pair=FRA-DEU", 404, "pair = 'FRA-DEU'"),
        ("/api/index?cursor=nonsense", 422, "cursor = 'nonsense'"),
        ("/api/index?cursor=WyJldmVudHMiLCJhc2MiLDFd", 422, "cursor ="),
        ("/api/index?cursor=x&offset=3", 422, "give one"),
        ("/api/index?format=xml", 422, "format = 'xml'"),
        ("/api/as_of", 422, "moment is missing"),
        ("/api/as_of?moment=yesterday", 422, "moment = 'yesterday'"),
        ("/api/as_of?moment=0001-01-01T00:00%2B14:00", 422, "outside the calendar"),
        ("/api/nothing", 404, "/api/nothing"),
        ("/api", 404, "/api"),
    ],
)
def test_errors_name_the_value_and_the_remedy(api: TestClient, address: str, status: int, said: str) -> None:
    answer = api.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert said in problem["detail"]
    assert problem["remedy"]


def test_nothing_can_be_written(api: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = api.request(method, "/api/index", headers={"Origin": "http://localhost"})
        assert answer.status_code == 405


def test_without_a_snapshot_it_says_what_to_run(tmp_path: Path) -> None:
    with TestClient(app_over(tmp_path / "none.duckdb"), base_url="http://localhost") as client:
        answer = client.get("/api/index")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "tension run" in answer.json()["remedy"]


def test_an_empty_database_gives_no_rows(empty_client: TestClient) -> None:
    for name in NAMES:
        assert ask(empty_client, name).json() == []
        assert len(ask(empty_client, name, format="csv").text.splitlines()) == 1


def test_a_closed_server_wants_the_token(path: Path) -> None:
    access = Access(token="secret", read_needs_token=True)  # noqa: S106 -- opens nothing
    with TestClient(app_over(path, access), base_url="http://localhost") as client:
        assert client.get("/api/index").status_code == 401
        assert client.get("/api/index", headers={"Authorization": "Bearer secret"}).status_code == 200


def test_hostile_text_is_harmless_in_every_format(api: TestClient) -> None:
    text = api.get("/api/events?format=json").text
    assert not {unicodedata.category(char) for char in text.rstrip("\n")} & {"Cc", "Cf"}
    assert json.loads(text)[0]["headline"] == HOSTILE
    for name, columns in (
        ("events", ["headline"]),
        ("evidence", ["sentence", "outlet"]),
        ("sources", ["reason"]),
    ):
        answer = ask(api, name, format="csv")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "\x1b" not in answer.text
        assert "\u202e" not in answer.text
        for row in csv.DictReader(io.StringIO(answer.text)):
            assert all(not row[column].startswith(("=", "+", "-", "@")) for column in columns)
    assert api.get("/api/events").headers["x-content-type-options"] == "nosniff"


def test_the_description_knows_every_column(path: Path, api: TestClient) -> None:
    schemas = api.get("/api/openapi.json").json()["components"]["schemas"]
    with open_reader(path) as reader:
        relations = {item.name: item for item in reader.describe()}
    for resource in RESOURCES:
        view = relations["tension_index" if resource.name == "as_of" else resource.row.view]
        described = schemas[resource.row.__name__]["properties"]
        assert {column.name: column.comment for column in view.columns} == {
            name: field["description"] for name, field in described.items()
        }


def test_every_endpoint_is_described(api: TestClient) -> None:
    paths = api.get("/api/openapi.json").json()["paths"]
    assert {f"/api/{name}" for name in NAMES} <= set(paths)
    for name in NAMES:
        responses = paths[f"/api/{name}"]["get"]["responses"]
        assert {"200", "304", "401", "404", "406", "422", "503"} <= set(responses)
        assert list(responses["200"]["content"]) == [
            "application/json",
            "text/csv",
            "application/vnd.apache.parquet",
        ]
        assert list(responses["422"]["content"]) == ["application/problem+json"]
