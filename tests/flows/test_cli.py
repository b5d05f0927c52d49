"""The command line as a person meets it: real processes, a real database, exit codes 0, 1 and 2."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_URL
from typer.testing import CliRunner

from flows.cli import build_app
from flows.daily import daily

SAMPLE = Path("warehouse/samples/january-2024.jsonl.gz")
README = Path("README.md").read_text(encoding="utf-8")


def tension(*words: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows", *words],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "PREFECT_API_URL": PREFECT_API_URL.value()},
    )


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "tension.duckdb"
    daily(inputs=[str(SAMPLE)], db=str(path))
    return path


def commands() -> list[str]:
    app = build_app()
    return [str(item.name) for item in app.registered_commands] + [
        str(item.name) for item in app.registered_groups
    ]


@pytest.mark.parametrize("command", commands())
def test_every_command_helps_and_stands_in_the_readme(command: str) -> None:
    assert f"tension {command}" in README
    asked = CliRunner().invoke(build_app(), [command, "--help"])
    assert asked.exit_code == 0
    assert "Usage" in asked.stdout


@pytest.mark.parametrize(
    ("words", "exit_code", "says"),
    [
        (["index", "--nonsense"], 2, "No such option"),
        (["conjure"], 2, "No such command"),
        (["explain"], 2, "Missing argument"),
        (["explain", "2024-01-18", "2024-01-22"], 2, "--change"),
        (["index", "--db", "absent.duckdb"], 1, "no database at absent.duckdb"),
        (["run", "--input", "absent.jsonl"], 1, "no such input: absent.jsonl"),
        (["run", "--input", ""], 2, "the path is empty"),
        (["index", "--config", "absent.toml"], 1, "no configuration at absent.toml"),
        (["index", "--from", "yesterday"], 1, "write it as 2024-01-18"),
        (["index", "--pair", "Pakistan"], 1, "as PAK-IRN"),
    ],
)
def test_a_wrong_call_says_what_and_what_to_do(
    words: list[str], exit_code: int, says: str, tmp_path: Path
) -> None:
    asked = tension(*words, cwd=tmp_path)
    assert asked.returncode == exit_code, asked.stderr
    assert says in asked.stderr
    assert asked.stdout == ""
    assert "Traceback" not in asked.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "tension.toml").write_text("[index]\nrevision_days = -1\n")
    asked = tension("index", cwd=tmp_path)
    assert asked.returncode == 1
    assert "index.revision_days = -1" in asked.stderr


def test_index_as_json_is_the_view(db: Path) -> None:
    days = json.loads(
        tension("index", "--from", "2024-01-16", "--to", "2024-01-18", "--db", str(db), "--json").stdout
    )
    assert [day["date"] for day in days] == ["2024-01-16", "2024-01-17", "2024-01-18"]
    assert all(day["tension_low"] <= day["tension"] <= day["tension_high"] for day in days)


def test_the_index_as_of_a_moment_knows_nothing_later(db: Path) -> None:
    days = json.loads(tension("index", "--as-of", "2024-01-18T00:00", "--db", str(db), "--json").stdout)
    assert max(day["date"] for day in days) == "2024-01-17"
    assert all(day["as_of"] <= "2024-01-18T00:00:00" for day in days)


def test_explained_parts_sum_to_the_level(db: Path) -> None:
    found = json.loads(tension("explain", "2024-01-18", "--limit", "3", "--db", str(db), "--json").stdout)
    assert found["total_points"] == pytest.approx(found["days"][0]["level_points"], abs=1e-9)
    shown = sum(driver["points"] for driver in found["drivers"])
    assert shown + found["other_points"] == pytest.approx(found["total_points"], abs=1e-9)
    assert found["drivers"][0]["quotes"][0]["url"].startswith("https://")


def test_an_explained_change_is_the_difference_of_two_days(db: Path) -> None:
    found = json.loads(
        tension("explain", "--change", "2024-01-18", "2024-01-22", "--db", str(db), "--json").stdout
    )
    before, after = found["days"]
    assert found["total_points"] == pytest.approx(after["level_points"] - before["level_points"], abs=1e-9)


def test_doctor_finds_nothing_failed(db: Path) -> None:
    asked = tension("doctor", "--db", str(db), "--json")
    assert asked.returncode == 0, asked.stdout
    findings = {item["subject"]: item for item in json.loads(asked.stdout)}
    assert findings["checks"]["state"] == "ok"
    assert findings["model"]["state"] == "ok"
    assert findings["last alert"]["detail"].startswith("fall for PAK-IRN")
    assert findings["channels"]["state"] == "warning"


def test_bad_input_is_told_line_by_line_and_the_rest_goes_through(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tension.duckdb"
    shutil.copy(db, copy)
    bad = tmp_path / "bad.jsonl"
    good = {
        "title": "Envoys of Pakistan and Iran meet",
        "text": "They met.",
        "published_at": "2024-01-20",
        "url": "https://a.example/1",
    }
    lines = [
        "{oops",
        json.dumps({**good, "published_at": "1024-01-01"}),
        json.dumps({**good, "text": "", "title": ""}),
        json.dumps(good),
    ]
    bad.write_text("\n".join(lines) + "\n")
    asked = tension("run", "--input", str(bad), "--db", str(copy), "--json")
    assert asked.returncode == 0, asked.stderr
    counts = json.loads(asked.stdout)["inputs"][str(bad)]
    assert (counts["read"], counts["new"], counts["rejected"]) == (4, 1, 3)
    listed = tension(
        "sql", "select place, reason, remedy from rejects order by place", "--db", str(copy), "--json"
    )
    assert [row["place"] for row in json.loads(listed.stdout)] == [f"{bad}:{line}" for line in (1, 2, 3)]


def test_an_input_without_any_article_fails_and_says_why(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tension.duckdb"
    shutil.copy(db, copy)
    (tmp_path / "empty.jsonl").write_text("")
    asked = tension("run", "--input", str(tmp_path / "empty.jsonl"), "--db", str(copy))
    assert asked.returncode == 1
    assert "no articles" in asked.stderr
