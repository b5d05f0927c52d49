"""`tension sources` tells what is configured and how it does; `check` tries it and stores nothing."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import build_app
from tension.config import InputSettings, load_settings
from tension.sources.collect import Collector
from tension.sources.store import load_states, store_disabled, store_result
from tension.warehouse import open_writer
from tests.sources import server
from tests.sources.feed_data import item, rss

NOW = datetime(2024, 1, 18, 12, tzinfo=UTC)
APP = build_app()


@pytest.fixture
def web() -> Iterator[server.Site]:
    """A running local server."""
    with server.site() as running:
        yield running


@pytest.fixture
def config(web: server.Site, tmp_path: Path) -> Path:
    """One feed that answers, one that does not, one switched off."""
    web.serve("/good", rss([item("Envoys \x1b[31mreturn", web.url("/1"))]))
    file = tmp_path / "tension.toml"
    file.write_text(
        f"""
        [warehouse]
        path = "{tmp_path}/t.duckdb"
        [fetch]
        private_networks = ["127.0.0.0/8"]
        attempts = 1
        pages = false
        host_delay_seconds = 0
        [[sources]]
        id = "good"
        url = "{web.url("/good")}"
        outlet_country = "PAK"
        tried = false
        [[sources]]
        id = "gone"
        url = "{web.url("/gone")}"
        [[sources]]
        id = "off"
        url = "{web.url("/good")}"
        enabled = false
        """,
        encoding="utf-8",
    )
    return file


def tension(*arguments: object) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    done = CliRunner().invoke(APP, [str(argument) for argument in arguments])
    return done.exit_code, done.stdout, done.stderr


def test_before_the_first_run_all_is_untried(config: Path) -> None:
    code, out, err = tension("sources", "--config", config)
    assert code == 0
    assert "untried" in out
    assert "tension sources check" in err


def test_after_a_run_each_source_tells_how_it_does(config: Path) -> None:
    settings = load_settings(config)
    with (
        open_writer(settings.warehouse.path, wait_seconds=5, recorded_at=NOW) as writer,
        Collector(settings.sources, settings.fetch, NOW) as collector,
    ):
        store_disabled(writer, settings.sources)
        for result in collector.collect_all(load_states(writer)):
            store_result(writer, result, InputSettings())
        writer.publish()
    code, out, _ = tension("sources", "--config", config, "--json")
    rows = {row["source_id"]: row for row in json.loads(out)}
    assert code == 0
    assert {name: row["state"] for name, row in rows.items()} == {
        "good": "ok",
        "gone": "failing",
        "off": "disabled",
    }
    assert rows["good"]["last_article_at"].startswith("2024-01-18T12:00")
    assert rows["gone"]["failure_count"] == 1
    assert "404" in rows["gone"]["reason"]


def test_check_tries_each_and_fails_if_one_does(config: Path, web: server.Site) -> None:
    code, out, _ = tension("sources", "check", "--config", config, "--json")
    rows = {row["source_id"]: row for row in json.loads(out)}
    assert code == 1
    assert rows["good"]["record_count"] == 1
    assert "404" in rows["gone"]["message"]
    assert web.hits == {"/good": 1, "/gone": 1}
    assert not (config.parent / "t.duckdb").exists()


def test_check_of_some_tries_those_even_if_off(config: Path) -> None:
    assert tension("sources", "check", "off", "--config", config)[0] == 0
    code, _, err = tension("sources", "check", "nope", "--config", config)
    assert code == 2
    assert "nope" in err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('url = "ftp://x.example/"', "not an http or https address"),
        ('url = "https://x.example/"\nkind = "telepathy"', "kind"),
        ('url = "https://x.example/"\noutlet_country = "Pakistan"', "outlet_country"),
        ('url = "https://x.example/"\ncolour = "red"', "colour"),
        ('kind = "archive"', "without a path"),
        ('kind = "gdelt_docs"\nurl = "https://x.example/"', "without a query"),
        ('url = "https://x.example/"\n[[sources]]\nid = "x"\nurl = "https://y.example/"', "two sources"),
    ],
)
def test_a_source_that_cannot_be_is_named_with_the_reason(tmp_path: Path, line: str, words: str) -> None:
    from tension.errors import ConfigError

    file = tmp_path / "tension.toml"
    file.write_text(f'[[sources]]\nid = "x"\n{line}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        load_settings(file)
