"""How exactly the number grammar counts the dead and wounded of the labelled corpus."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from tension.signals.corpus import LabelledEvent, Row
from tension.signals.tolls.casualties import count_casualties

PARTS = ("developed", "looked_at", "read_last")
_QUARTERS = ("developed", "looked_at", "developed", "read_last")


def part_of(family: int) -> str:
    """Where a family stood while the grammar was written.

    Half of the families were developed on; errors of a quarter were looked at once. The last quarter was read
    only at the end: before that 73 % of its figures of killed were exact, which is the honest estimate for
    prose of this kind that nobody has looked at.
    """
    return _QUARTERS[int(hashlib.sha1(str(family).encode()).hexdigest(), 16) % 4]  # noqa: S324 - a split, no secret


def evaluate_casualties(rows: Iterable[Row]) -> dict[str, dict[str, float]]:
    """Exact counts over corpus rows.

    A row with one figure is right when the first figure read is that one; a row with several groups of
    victims is right when exactly those figures are read.

    Args:
        rows: rows of the corpus.

    Returns:
        For each part and for `all`: `killed` and `wounded` (share exact), their `_rows` (rows that give a
        figure), and `invented` (share of casualty rows without figures for which one was read).
    """
    counts = {part: dict.fromkeys(_NAMES, 0) for part in (*PARTS, "all")}
    for row in rows:
        events = [event for event in row.events if event.signal == "casualties"]
        if not events:
            continue
        outcome = _outcome(row.text, events)
        for part in (part_of(row.family), "all"):
            for name, value in outcome.items():
                counts[part][name] += value
    return {part: _shares(total) for part, total in counts.items()}


_NAMES = ("killed", "killed_rows", "wounded", "wounded_rows", "invented", "silent_rows")


def _outcome(text: str, events: Sequence[LabelledEvent]) -> dict[str, int]:
    found = count_casualties(text)
    outcome = dict.fromkeys(_NAMES, 0)
    for name in ("killed", "wounded"):
        gold = sorted(count for event in events if (count := getattr(event, name)) is not None)
        read = [getattr(toll, name) for toll in found.tolls if getattr(toll, name) is not None]
        if gold:
            right = read[:1] == gold if len(gold) == 1 else sorted(read) == gold
            outcome[f"{name}_rows"] = 1
            outcome[name] = int(right)
        elif name == "killed":
            outcome["silent_rows"] = 1
            outcome["invented"] = int(bool(read))
    return outcome


def _shares(total: Mapping[str, int]) -> dict[str, float]:
    def share(part: str, whole: str) -> float:
        return total[part] / total[whole] if total[whole] else 0.0

    return {
        "killed": share("killed", "killed_rows"),
        "killed_rows": total["killed_rows"],
        "wounded": share("wounded", "wounded_rows"),
        "wounded_rows": total["wounded_rows"],
        "invented": share("invented", "silent_rows"),
        "silent_rows": total["silent_rows"],
    }
