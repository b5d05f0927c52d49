"""The tables of models/README.md, written between marks so that prose around them stays."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tension.errors import ModelError

EVALUATION_FILE = "evaluation.json"
_MARK = "<!-- {edge}: {name} -->"


def save_evaluation(models: Path, results: Mapping[str, Any]) -> None:
    """Keep the numbers as data, and write the tables of the model card."""
    text = json.dumps(results, indent=1, default=float) + "\n"
    (models / EVALUATION_FILE).write_text(text, encoding="utf-8")
    write_tables(models / "README.md", tables(results))


def load_evaluation(models: Path) -> dict[str, Any]:
    """The numbers of the last evaluation.

    Raises:
        ModelError: there are none, or the file is damaged.
    """
    path = models / EVALUATION_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}", "run `tension evaluate --signals`") from error
    return dict(data)


def tables(results: Mapping[str, Any]) -> dict[str, str]:
    """Markdown of every table, by the name of its marks."""
    return {
        "headline": _headline(results),
        "signals": _per_signal(results["signals"]["per_signal"]),
        "news": _per_signal(results["news"]["per_signal"]),
        "ablations": _ablations(results),
        "more": _others(results),
    }


def write_tables(path: Path, found: Mapping[str, str]) -> None:
    """Replace what stands between each pair of marks.

    Raises:
        ModelError: the file lacks a pair of marks.
    """
    text = path.read_text(encoding="utf-8")
    for name, table in found.items():
        begin, end = _MARK.format(edge="begin", name=name), _MARK.format(edge="end", name=name)
        if not 0 <= text.find(begin) < text.find(end):
            raise ModelError(f"{path} has no {begin} ... {end}", "put both marks back, each on its own line")
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        text = f"{before}{begin}\n{table}\n{end}{after}"
    path.write_text(text, encoding="utf-8")


def grid(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; floats to three places."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines.extend("| " + " | ".join(_cell(value) for value in row) + " |" for row in rows)
    return "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) > 1 else f"{value:.3f}"
    return str(value)


_SCORES = (
    ("signals_micro_f1", "signals, micro-F1"),
    ("signals_macro_f1", "signals, macro-F1"),
    ("polarity_accuracy", "escalation against de-escalation, rows of one side"),
    ("four_way_macro_f1", "escalation, de-escalation, both, none: macro-F1"),
    ("calibration_error", "expected calibration error"),
)


def _headline(results: Mapping[str, Any]) -> str:
    scores, pairs = results["signals"], results["minimal_pairs"]
    columns = {
        "all rows": scores,
        "fifth unseen by the lexicon's writer": scores["lexicon_unseen"],
        "thresholds alone, sides not judged": scores["by_threshold_alone"],
        "sentences of real news, thresholds alone": results["news"],
    }
    rows: list[list[object]] = [[label, *(own[key] for own in columns.values())] for key, label in _SCORES]
    nothing = [""] * (len(columns) - 1)
    rows.append(["minimal pairs, all four answers right (95 % interval)", _interval(pairs), *nothing])
    stronger = "minimal pairs, stronger side of both right (95 % interval)"
    rows.append([stronger, _interval(pairs["stronger_side"]), *nothing])
    return grid(["score", *columns], rows)


def _interval(pairs: Mapping[str, float]) -> str:
    share = f"{pairs['share']:.3f} ({pairs['right']} of {pairs['pairs']}"
    return f"{share}, {pairs['low']:.2f} to {pairs['high']:.2f})"


def _per_signal(scores: Mapping[str, Mapping[str, float]]) -> str:
    rows = [
        [name, each["precision"], each["recall"], each["f1"], int(each["support"])]
        for name, each in scores.items()
    ]
    return grid(["signal", "precision", "recall", "F1", "texts"], rows)


def _ablations(results: Mapping[str, Any]) -> str:
    parts = {"everything": results["signals"], **results["ablations"]}
    rows = [[name.replace("_", " "), *(each[key] for key, _ in _SCORES)] for name, each in parts.items()]
    return grid(["features", *(label for _, label in _SCORES)], rows)


def _others(results: Mapping[str, Any]) -> str:
    rows: list[list[object]] = []
    for section in ("status", "direction", "casualties", "leak", "findings"):
        rows.extend([name, value] for name, value in _flat(section, results.get(section, {})))
    return grid(["score", "value"], rows)


def _flat(name: str, value: Any) -> list[tuple[str, object]]:
    """Nested numbers as dotted names; the long lists by signal stay in the data file."""
    if isinstance(value, Mapping):
        kept = [(key, each) for key, each in value.items() if key != "by_signal"]
        return [pair for key, each in kept for pair in _flat(f"{name}.{key}", each)]
    return [(name, value)] if isinstance(value, (int, float)) else []
