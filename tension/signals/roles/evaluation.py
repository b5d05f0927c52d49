"""How often source and target are right on labelled rows; the corpus is synthetic, so are its scores."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tension.gazetteer import Gazetteer
from tension.pairs import Pair
from tension.signals.corpus import LabelledEvent, Row
from tension.signals.estimators import Split
from tension.signals.roles.model import Roles, RolesModel, Telling, assign_roles


def evaluate_roles(
    rows: Sequence[Row], gazetteer: Gazetteer, splits: Sequence[Split], models: Sequence[RolesModel]
) -> dict[str, Any]:
    """Roles by the model that did not learn from the row, with the rules on the same rows beside.

    Signals are taken as labelled, so that an error here is an error of direction alone.

    Returns:
        `model` and `rules`, each with the fields of `role_scores`, and `folds`.
    """
    predicted: list[list[Roles]] = [[] for _ in rows]
    for (_, test), model in zip(splits, models, strict=True):
        for number in test.tolist():
            predicted[number] = predict_row(rows[number], gazetteer, model)
    ruled = [predict_row(row, gazetteer, None) for row in rows]
    return {"folds": len(models), "model": role_scores(rows, predicted), "rules": role_scores(rows, ruled)}


def predict_row(row: Row, gazetteer: Gazetteer, model: RolesModel | None) -> list[Roles]:
    """Roles of the labelled signals of one row, its dyad given as the pair."""
    pair = None if row.dyad == "NONE" else Pair.parse(row.dyad)
    signals = [event.signal for event in row.events]
    return assign_roles([Telling(row.text, signals, gazetteer.find(row.text))], pair, model)[0]


def role_scores(rows: Sequence[Row], predicted: Sequence[Sequence[Roles]]) -> dict[str, Any]:
    """Shares of events whose roles are right.

    Of two events of one signal in one row, the answers may come in either order.

    Args:
        rows: labelled rows.
        predicted: for each row the roles of its events, aligned.

    Returns:
        `pair_right`: both right, over events between the row's two states (the headline number);
        `pair_swapped`: turned round, over the same; `pair_events`: how many they are;
        `all_right`, `source_right`, `target_right` over all `events`; `by_signal`: pair_right by signal.
    """
    counts: Counter[str] = Counter()
    by_signal: dict[str, Counter[str]] = defaultdict(Counter)
    for row, roles in zip(rows, predicted, strict=True):
        sides = set(row.dyad.split("-"))
        for event, answer in _matched(row.events, roles):
            right = answer == (event.source, event.target)
            counts.update(_marks(event, answer, right))
            if {event.source, event.target} == sides:
                swapped = answer == (event.target, event.source)
                counts.update({"pair_events": 1, "pair_right": right, "pair_swapped": swapped})
                by_signal[event.signal].update({"events": 1, "right": right})
    return _shares(counts, by_signal)


def _marks(event: LabelledEvent, answer: Roles, right: bool) -> dict[str, int]:
    return {
        "events": 1,
        "all_right": right,
        "source_right": answer[0] == event.source,
        "target_right": answer[1] == event.target,
    }


def _matched(
    events: Iterable[LabelledEvent], roles: Sequence[Roles]
) -> Iterator[tuple[LabelledEvent, Roles]]:
    """Each event with its answer; equal ones of the same signal find each other first."""
    waiting: dict[str, list[Roles]] = defaultdict(list)
    events = list(events)
    for event, answer in zip(events, roles, strict=True):
        waiting[event.signal].append(answer)
    rest = []
    for event in events:
        label = (event.source, event.target)
        if label in waiting[event.signal]:
            waiting[event.signal].remove(label)
            yield event, label
        else:
            rest.append(event)
    for event in rest:
        yield event, waiting[event.signal].pop(0)


def _shares(counts: Counter[str], by_signal: dict[str, Counter[str]]) -> dict[str, Any]:
    def share(name: str, of: str) -> float:
        return counts[name] / counts[of] if counts[of] else 0.0

    return {
        "events": counts["events"],
        "all_right": share("all_right", "events"),
        "source_right": share("source_right", "events"),
        "target_right": share("target_right", "events"),
        "pair_events": counts["pair_events"],
        "pair_right": share("pair_right", "pair_events"),
        "pair_swapped": share("pair_swapped", "pair_events"),
        "by_signal": {name: found["right"] / found["events"] for name, found in sorted(by_signal.items())},
    }
