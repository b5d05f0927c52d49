"""`tension score` as a user pipes articles through it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import build_app
from tension.errors import InputError

KEYS = ["url", "relevant", "tone", "escalation", "deescalation", "signals"]
SIGNAL_KEYS = [
    "sentence_no",
    "sentence",
    "signal",
    "plover",
    "status",
    "probability",
    "source",
    "target",
    "killed",
    "wounded",
    "event_date",
    "points",
]
RECALL = {
    "url": "https://example.org/1",
    "title": "Pakistan recalls ambassador from Iran after missile strike",
    "text": "Pakistan recalled its ambassador from Tehran on Wednesday.",
    "published_at": "2024-01-17T12:00:00+05:00",
}
WEATHER = {"url": "", "title": "Rain in Lima", "text": "It rained.", "published_at": "2024-01-17"}


def run(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(build_app(), ["score", *arguments], input=stdin)


def lines(*records: object) -> str:
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)


def test_one_object_a_line_in_order_with_the_agreed_keys() -> None:
    result = run("-", stdin=lines(RECALL, WEATHER))
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert list(first) == KEYS
    assert list(first["signals"][0]) == SIGNAL_KEYS
    assert first["relevant"]
    assert first["escalation"] > 0
    assert second == {**second, "relevant": False, "escalation": 0.0, "deescalation": 0.0, "signals": []}


def test_bad_lines_are_told_with_number_and_remedy_and_the_rest_goes_through() -> None:
    text = lines("{broken", RECALL, "[1]", {"title": "x", "text": "y"}, WEATHER)
    result = run("-", stdin=text)
    assert result.exit_code == 1
    assert [json.loads(line)["url"] for line in result.stdout.splitlines()] == [RECALL["url"], ""]
    told = result.stderr.splitlines()
    assert ["stdin:1" in told[0], "stdin:3" in told[1], "stdin:4" in told[2]] == [True] * 3
    assert "write one JSON object a line" in told[0]
    assert "published_at" in told[2]


def test_a_line_that_is_not_utf8_is_told() -> None:
    result = run("-", stdin=b'{"title": "\xff"}\n' + lines(RECALL).encode())
    assert result.exit_code == 1
    assert "not UTF-8" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_a_file_gives_the_same_as_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "articles.jsonl"
    file.write_text(lines(RECALL), encoding="utf-8")
    assert run(str(file)).stdout == run("-", stdin=lines(RECALL)).stdout


def test_a_missing_file_fails(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.jsonl")).exit_code != 0


@pytest.mark.parametrize(("pair", "relevant"), [("PAK-IRN", True), ("IND-CHN", False), ("any", True)])
def test_the_pair_is_chosen(pair: str, relevant: bool) -> None:
    result = run("-", "--pair", pair, stdin=lines(RECALL))
    assert json.loads(result.stdout)["relevant"] is relevant


def test_a_sentence_in_quotes_is_scored_for_the_pair_that_it_is_about() -> None:
    told = json.loads(run("Pakistan condemns missile attack by Iran").stdout)
    assert ("strike", "IRN", "PAK") in {(s["signal"], s["source"], s["target"]) for s in told["signals"]}


def test_a_sentence_about_no_configured_pair_is_scored_for_any() -> None:
    told = json.loads(run("India recalled its envoy from Ottawa.").stdout)
    assert ("sanction", "IND", "CAN") in {(s["signal"], s["source"], s["target"]) for s in told["signals"]}
    assert not json.loads(run("India recalled its envoy from Ottawa.", "--pair", "PAK-IRN").stdout)[
        "relevant"
    ]


def test_a_file_name_with_blanks_is_no_sentence() -> None:
    result = run("no such file.jsonl")
    assert result.exit_code != 0
    assert not result.stdout


@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_is_refused_and_no_folder_is_read(nothing: str) -> None:
    result = run(nothing)
    assert isinstance(result.exception, InputError)
    assert not result.stdout


def test_explain_adds_words_and_their_weights() -> None:
    result = run("-", "--explain", stdin=lines(RECALL))
    signal = json.loads(result.stdout)["signals"][0]
    assert signal["why"]["words"]
    assert all(isinstance(weight, float) for _, weight in signal["why"]["features"])
    assert "measure" in signal


def test_output_holds_no_control_characters() -> None:
    """A headline may carry terminal escapes; the data on stdout must not."""
    hostile = {**RECALL, "title": "Pakistan recalls ambassador from Iran \x1b[31m \u202e"}
    result = run("-", stdin=lines(hostile))
    assert all(char.isprintable() and char.isascii() for char in result.stdout.replace("\n", ""))
