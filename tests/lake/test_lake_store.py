"""A lake whose data lies in an object store: a real S3 server over HTTP, which checks keys and signatures."""

import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("duckdb_extension_ducklake", reason="needs the extra: uv sync --extra ducklake")

from flows.cli import main
from tension.bench.articles import mixed
from tension.bench.stages import NOW, PAIR, articles_of
from tension.config import LakeSettings, Settings, load_settings
from tension.errors import ConfigError, WarehouseError
from tension.inbox import deliver, take_in
from tension.indexing import write_index
from tension.ingest import ingest
from tension.scoring import score_new
from tension.stories import place_stories
from tension.warehouse import Writer, open_inbox, open_reader, open_writer
from tension.warehouse.lake import connect_lake, is_busy
from tension.warehouse.lake_past import open_past
from tension.warehouse.lake_store import is_of_store, store_trouble
from tests.lake.places import BUCKET, object_store

VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_CA_BUNDLE",
    "HTTP_PROXY",
)
CONTENT = (
    "select * exclude (batch_id) from articles order by all",
    "select * from evidence order by all",
    "select * from event_evidence order by all",
    "select * from index_values order by all",
)


@pytest.fixture(scope="module")
def served() -> Iterator[dict[str, str]]:
    with object_store() as environment:
        yield environment


@pytest.fixture(autouse=True)
def environment(served: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the server, and nothing that the machine has."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in served.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def lake(tmp_path: Path) -> LakeSettings:
    return LakeSettings(catalog=str(tmp_path / "c.sqlite"), data_path=f"s3://{BUCKET}/{tmp_path.name}")


def test_what_is_published_from_a_bucket_is_what_is_published_from_a_file(
    lake: LakeSettings, tmp_path: Path
) -> None:
    """Brought to the lake by a delivery of many and one of few, and as it stood before."""
    articles = articles_of(mixed(50, 0.3, 5))
    with open_inbox(lake, NOW) as inbox:
        deliver(inbox, articles[:40])
        deliver(inbox, articles[40:])
    path, file, then = tmp_path / "lake.duckdb", tmp_path / "file.duckdb", tmp_path / "then.duckdb"
    with open_writer(path, wait_seconds=0, recorded_at=NOW, lake=lake, memory_mb=256) as writer:
        take_in(writer)
        _index(writer)
    with open_writer(file, wait_seconds=0, recorded_at=NOW) as writer:
        ingest(writer, articles)
        _index(writer)
    with open_past(lake, NOW) as past:
        past.write(past.snapshots()[-1].version, then)
    with open_reader(path) as ours, open_reader(file) as theirs, open_reader(then) as before:
        for query in CONTENT:
            assert ours.query_arrow(query).equals(theirs.query_arrow(query)), query
            assert before.query_arrow(query).equals(theirs.query_arrow(query)), query
            assert ours.query_arrow(query).num_rows, query
    connection = connect_lake(lake)
    stored = connection.execute("select file from glob(?)", [f"{lake.data_path}/**"]).fetchall()
    connection.close()
    assert stored
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        "c.sqlite",
        "c.sqlite.run",
        "c.sqlite.turn",
        "file.duckdb",
        "file.lock",
        "file.work.duckdb",
        "lake.duckdb",
        "lake.lock",
        "then.duckdb",
    ]


def test_several_who_bring_to_a_bucket_at_once_lose_nothing(lake: LakeSettings, tmp_path: Path) -> None:
    each, seeds = 2, (1, 2)
    command = [sys.executable, "-m", "tests.lake.bringing", lake.catalog, lake.data_path]
    bringing = [
        subprocess.Popen([*command, str(seed), str(each)], stdout=subprocess.DEVNULL) for seed in seeds
    ]
    assert [process.wait(timeout=120) for process in bringing] == [0, 0]
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
        assert take_in(writer)["read"] == each * len(seeds)
        found = writer.query_arrow("select distinct article_id from articles")["article_id"].to_pylist()
    expected = {item.article_id for seed in seeds for item in articles_of(mixed(each, 1.0, seed))}
    assert set(found) == expected


WRONG = {
    "a wrong secret": (
        {"AWS_SECRET_ACCESS_KEY": "alpha-bravo"},
        r"does not accept the key \(SignatureDoesNotMatch\); mend AWS_ACCESS_KEY_ID",
    ),
    "an unknown key": (
        {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "it's alpha-bravo"},
        r"does not accept the key \(InvalidAccessKeyId\); mend AWS_ACCESS_KEY_ID",
    ),
    "an address where nobody listens": (
        {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
        r"object store http://127\.0\.0\.1:9 cannot be reached; start it, .* AWS_ENDPOINT_URL",
    ),
    "a name that nobody has": (
        {"AWS_ENDPOINT_URL_S3": "http://store.invalid"},
        r"object store http://store\.invalid cannot be reached",
    ),
    "no key": (
        {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
        r"environment lacks AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; set ",
    ),
    "neither region nor address": (
        {"AWS_ENDPOINT_URL": "", "AWS_REGION": ""},
        r"neither AWS_REGION nor AWS_ENDPOINT_URL is set; set AWS_REGION to the bucket's region",
    ),
    "an address with a password": (
        {"AWS_ENDPOINT_URL": "https://anna:alpha-bravo@store:9000"},
        r"AWS_ENDPOINT_URL is no plain address of an object store; set it as https://host",
    ),
    "an address without a scheme": (
        {"AWS_ENDPOINT_URL_S3": "store:9000"},
        r"AWS_ENDPOINT_URL_S3 is no plain address",
    ),
    "an address with no number for a port": (
        {"AWS_ENDPOINT_URL": "http://store:port"},
        r"AWS_ENDPOINT_URL is no plain address",
    ),
    "authorities that are not there": (
        {"AWS_CA_BUNDLE": "/no/such.pem"},
        r"AWS_CA_BUNDLE is /no/such\.pem, no file; mend or unset it",
    ),
}


@pytest.mark.parametrize(("given", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_store_that_cannot_be_used_is_named_with_the_remedy(
    given: dict[str, str], said: str, lake: LakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a lake is begun, so that the right settings begin it; and no secret is told, in no traceback."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WarehouseError, match=said) as found, open_inbox(lake, NOW):
        pass
    assert "alpha" not in "".join(traceback.format_exception(found.value))
    assert not Path(lake.catalog).exists()


def test_a_bucket_that_is_not_there_is_named(lake: LakeSettings, tmp_path: Path) -> None:
    other = lake.model_copy(update={"data_path": "s3://no-such-bucket/lake"})
    with pytest.raises(
        WarehouseError, match=r"no bucket no-such-bucket at .*http://127.*mend warehouse\.lake"
    ):
        open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=NOW, lake=other).__enter__()


def test_a_store_that_never_answers_is_given_up(lake: LakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tension.warehouse.lake_store._PROBE", ("set http_timeout = 1", "set http_retries = 0")
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(WarehouseError, match="cannot be reached"), open_inbox(lake, NOW):
            pass


def test_a_key_that_is_taken_away_meanwhile_is_told_by_the_run(
    lake: LakeSettings, tmp_path: Path, served: dict[str, str]
) -> None:
    """What was committed stays, and the error is not taken for another writer's commit."""
    with open_inbox(lake, NOW) as inbox:
        deliver(inbox, articles_of(mixed(20, 1.0, 5)))
    address = served["AWS_ENDPOINT_URL"].removeprefix("http://")
    with ExitStack() as run:
        run.enter_context(
            pytest.raises(WarehouseError, match=r"cannot write to the lake .* not accept the key")
        )
        writer = run.enter_context(
            open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=NOW, lake=lake)
        )
        writer.execute(
            "create secret wrong (type s3, provider config, key_id 'nobody', secret 'alpha', url_style 'path', "
            f"endpoint '{address}', use_ssl false, scope '{lake.data_path}/main/')"
        )
        take_in(writer)
    with open_writer(tmp_path / "t.duckdb", wait_seconds=0, recorded_at=NOW, lake=lake) as writer:
        assert take_in(writer)["read"] == 20


def test_the_command_line_tells_no_key(
    lake: LakeSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tension.toml"
    file.write_text(
        f'[warehouse]\nstorage = "ducklake"\nlake.catalog = "{lake.catalog}"\nlake.data_path = "{lake.data_path}"\n',
        encoding="utf-8",
    )
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "alpha-bravo")
    monkeypatch.setattr(
        sys, "argv", ["tension", "lake", "add", str(tmp_path / "a.jsonl"), "--config", str(file)]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    out, err = capfd.readouterr()
    assert "does not accept the key" in " ".join(err.split())
    assert "alpha" not in out + err


@pytest.mark.parametrize(
    "data_path",
    [
        "gs://bucket/lake",
        "az://account/lake",
        "s3://",
        "s3://key:alpha-bravo@bucket/lake",
        "s3://bucket/lake?s3_secret_access_key=alpha-bravo",
        "s3://bucket/la*ke",
    ],
)
def test_another_address_is_refused_in_the_configuration(data_path: str, tmp_path: Path) -> None:
    file = tmp_path / "tension.toml"
    file.write_text(f'[warehouse.lake]\ndata_path = "{data_path}"\n', encoding="utf-8")
    with pytest.raises(
        ConfigError, match=r"warehouse\.lake\.data_path.*s3://bucket/prefix.*AWS_ENDPOINT_URL"
    ) as refused:
        load_settings(file)
    assert "alpha" not in "".join(traceback.format_exception(refused.value))
    assert ("= 'gs://bucket/lake'" in str(refused.value)) == (data_path == "gs://bucket/lake")


def test_without_its_wheel_a_bucket_names_it(lake: LakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tension.warehouse.lake.find_spec", _without_httpfs)
    with pytest.raises(
        WarehouseError, match="duckdb-extension-httpfs; install it with uv sync --extra ducklake"
    ):
        connect_lake(lake)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "HTTP Error: HTTP GET error reading 's3://b/x' (HTTP 403 Forbidden)\n\nAccessDenied: no",
            "refuses access to s3://",
        ),
        ("HTTP Error: HTTP GET error reading 's3://b/x' (HTTP 404 Not Found)", "an object of s3://"),
        (
            "HTTP Error: HTTP GET error reading 's3://b/x' (HTTP 301 Moved)",
            "in another region than eu-west-1",
        ),
        ("HTTP Error: HTTP PUT error (HTTP 503 Slow Down)", "failed (HTTP Error: HTTP PUT error"),
        ("IO Error: SSL peer certificate was not OK error for HTTP GET to 'https://s'", "is not trusted"),
    ],
)
def test_what_a_store_answers_is_told_in_our_words(said: str, told: str) -> None:
    """Those answers that the server of these tests does not give."""
    error = duckdb.IOException(said)
    assert is_of_store(error)
    assert told in store_trouble("s3://b/lake/", error)[0]
    assert not is_busy(duckdb.TransactionException(f"Failed to commit DuckLake transaction: {said}"))


def _without_httpfs(name: str) -> object:
    from importlib.util import find_spec

    return None if name.endswith("httpfs") else find_spec(name)


def _index(writer: Writer) -> None:
    settings = Settings()
    place_stories(writer, settings.stories)
    score_new(writer, PAIR, settings.models, settings.scoring)
    write_index(writer, PAIR, settings, now=NOW, live=False)
    writer.publish()
