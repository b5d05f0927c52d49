"""A made-up world whose events are known, read by a noisy classifier: do the intervals cover the truth?

Events happen at random; each is carried by a few of the outlets. The classifier gives each mention a
probability and is right that often on average, but not for each outlet alike: an outlet's style shifts its
error. Some mentions are misreadings of events that never were. The truth is the level of the true mentions,
each certain, under the same formula.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tension.validation.scenarios import START

A, B = "AAA", "BBB"
_SIGNALS: Final = {
    "strike": 0.04,
    "attack": 0.05,
    "mobilize": 0.05,
    "sanction": 0.05,
    "threaten": 0.14,
    "accuse": 0.20,
    "demand": 0.10,
    "visit": 0.07,
    "talks": 0.12,
    "support": 0.08,
    "agree": 0.06,
    "cooperate": 0.04,
}


@dataclass(frozen=True, slots=True)
class World:
    """How the simulated world is read.

    Attributes:
        days: length in days.
        events_per_day: mean number of candidate events (true or misread) a day.
        outlets: number of outlets.
        mentions: mean number of further outlets that carry an event.
        outlet_shift: standard deviation, on the logit scale, of an outlet's error.
    """

    days: int = 240
    events_per_day: float = 2.0
    outlets: int = 15
    mentions: float = 2.0
    outlet_shift: float = 0.5


@dataclass(frozen=True, slots=True)
class Simulated:
    """Evidence as read (`noisy`) and as it truly is (`true`), over the same days."""

    noisy: pd.DataFrame
    true: pd.DataFrame
    days: list[date]


def simulate(world: World, seed: int) -> Simulated:
    """Draw one world; the same seed gives the same world."""
    rng = np.random.default_rng(seed)
    shift = rng.normal(0.0, world.outlet_shift, world.outlets)
    count = rng.poisson(world.events_per_day * world.days)
    carried = 1 + np.minimum(rng.poisson(world.mentions, count), world.outlets - 1)
    event = np.repeat(np.arange(count), carried)
    outlet = np.concatenate([rng.choice(world.outlets, size, replace=False) for size in carried])
    chance = rng.beta(6.0, 1.5, len(event))
    truly = rng.random(len(event)) < _shifted(chance, shift[outlet])
    frame = _frame(world, rng, count, event, outlet).assign(probability=chance)
    days = [START + timedelta(days=day) for day in range(world.days)]
    return Simulated(frame, frame[truly].assign(probability=1.0), days)


def _shifted(chance: npt.NDArray[np.float64], shift: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The chance that a mention is true where its outlet reads easier or harder than most."""
    odds = np.log(chance) - np.log1p(-chance) + shift
    result: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
    return result


def _frame(
    world: World,
    rng: np.random.Generator,
    count: int,
    event: npt.NDArray[np.int64],
    outlet: npt.NDArray[np.int64],
) -> pd.DataFrame:
    names = list(_SIGNALS)
    signal = rng.choice(names, count, p=np.array(list(_SIGNALS.values())))
    day = np.sort(rng.integers(0, world.days, count))
    forward = rng.integers(0, 2, count) == 0
    source = np.where(signal == "attack", "NSA", np.where(forward, A, B))
    target = np.where(forward, B, A)
    happened = np.datetime64(START, "us") + day.astype("timedelta64[D]")
    minutes = rng.integers(360, 1200, len(event)).astype("timedelta64[m]")
    known = happened[event] + minutes
    article = [f"{number:06d}" for number in range(len(event))]
    frame = pd.DataFrame(
        {
            "article_id": article,
            "signal": signal[event],
            "source": source[event],
            "target": target[event],
            "outlet": [f"outlet-{number:02d}.example" for number in outlet],
            "story_id": article,
            "event_date": happened[event],
            "published_at": known,
            "known_at": known,
        }
    )
    for name, value in _CONSTANT.items():
        frame[name] = value
    return frame


_CONSTANT: Final[dict[str, Any]] = {
    "revision": 1,
    "evidence_no": 0,
    "sentence_no": 0,
    "sentence": "",
    "status": "reported",
    "status_probability": 1.0,
    "measure": None,
    "place": None,
    "killed": pd.NA,
    "wounded": pd.NA,
    "tone": 0.0,
    "points": 0.0,
    "why": "",
    "outlet_country": None,
    "url": "",
    "title": "",
    "superseded_at": pd.NaT,
}
