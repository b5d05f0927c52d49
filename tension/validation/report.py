"""Is the index right? The replay against its gold, baselines, ablations, placebo pairs, a second crisis.

Run by `tension evaluate --index`. The articles of the replay are synthetic prose written for this project
about public facts, and the replay is also what the method was developed on; the second crisis was not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from tension.config import Settings
from tension.index.compute import compute_pair
from tension.pairs import Pair
from tension.signals.evaluation.replay import evaluate_replay
from tension.signals.evaluation.wires import WIRES, evaluate_wires
from tension.signals.score import Scorer
from tension.signals.table import SignalRow
from tension.validation import crisis_2019
from tension.validation.baselines import baselines, rank_correlations
from tension.validation.replay import (
    Replay,
    gold_evidence,
    read_replay,
    replay_reads,
    score_replay,
    scored_evidence,
)
from tension.validation.scenarios import SCENARIOS, evidence_of, readings_of, reads_of
from tension.validation.simulation import World, simulate

REPLAY_PAIR: Final = Pair("PAK", "IRN")
PLACEBOS: Final = (Pair("IND", "IRN"), Pair("PAK", "TUR"))
"""Pairs of which the replay's articles speak and which had no crisis that month."""
ONSET_TENSION: Final = 20.0
"""A crisis has set in when tension leaves `calm`."""
SEED: Final = 20240118
_SIMULATED: Final = Pair("AAA", "BBB")


@dataclass(frozen=True, slots=True)
class NoRevisions:
    """Index settings of validation: each day at its own close."""

    revision_days: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Evidence and reads of one set for one pair."""

    evidence: pd.DataFrame
    reads: pd.DataFrame
    pair: Pair


def tension_by_day(reading: Reading, table: Mapping[str, SignalRow], days: Sequence[date]) -> pd.DataFrame:
    """The index of each day at its own close, by day."""
    result = compute_pair(reading.evidence, reading.reads, reading.pair, table, days, NoRevisions(), SEED)
    frame: pd.DataFrame = getattr(result, "values")  # noqa: B009 - a field, not pandas' attribute
    return frame.set_index("date")


def judge_days(tension: pd.Series, expected: pd.Series, onset: str) -> dict[str, Any]:
    """How a series of days compares with the expected ones.

    Args:
        tension: 0-100 by day.
        expected: ordinal judgement of the same days.
        onset: ISO day on which the crisis set in.

    Returns:
        spearman, peak (ISO day), peak_tension, onset_delay_days (to the first day from then on that is not
        calm, None if none is) and fall_half_life_days (days from the peak to half of it, None if never).
    """
    peak, begun = pd.Timestamp(str(tension.idxmax())), pd.Timestamp(onset)
    highest = float(tension.max())
    by_day = [(pd.Timestamp(str(day)), float(value)) for day, value in tension.items()]
    risen = [day for day, value in by_day if day >= begun and value >= ONSET_TENSION]
    fallen = [day for day, value in by_day if day > peak and value < highest / 2]
    return {
        "spearman": float(tension.corr(expected, method="spearman")),
        "peak": str(peak.date()),
        "peak_tension": highest,
        "onset_delay_days": (risen[0] - begun).days if risen else None,
        "fall_half_life_days": (fallen[0] - peak).days if fallen else None,
    }


def gold_reading(replay: Replay) -> Reading:
    """The replay as its gold labels say."""
    relevant = [bool(gold["relevant"]) for gold in replay.golds]
    return Reading(gold_evidence(replay), replay_reads(replay, relevant, [0.0] * len(relevant)), REPLAY_PAIR)


def model_reading(replay: Replay, pair: Pair, scorer: Scorer) -> tuple[Reading, list[bool], list[float]]:
    """The replay as the trained model reads it for a pair, with relevance and tone of each article."""
    scored = score_replay(replay, pair, scorer)
    relevant, tones = [item.relevant for item in scored], [item.tone for item in scored]
    return (
        Reading(scored_evidence(replay, scored), replay_reads(replay, relevant, tones), pair),
        relevant,
        tones,
    )


def validate_replay(
    replay: Replay, expected: pd.Series, scorer: Scorer, table: Mapping[str, SignalRow]
) -> dict[str, Any]:
    """The replay with gold events and with the model's, its baselines, ablations and placebo pairs."""
    days = [moment.date() for moment in expected.index]
    gold = gold_reading(replay)
    model, relevant, tones = model_reading(replay, REPLAY_PAIR, scorer)
    series = baselines(replay.articles, relevant, tones, model.evidence, table, days)
    onset = "2024-01-16"
    return {
        "days": {
            name: tension_by_day(reading, table, days)["tension"].round(1).tolist()
            for name, reading in (("gold", gold), ("model", model))
        },
        "gold": judge_days(tension_by_day(gold, table, days)["tension"], expected, onset),
        "model": judge_days(tension_by_day(model, table, days)["tension"], expected, onset),
        "baselines": rank_correlations(series, expected),
        "ablations_gold": ablations(gold, table, expected),
        "ablations_model": ablations(model, table, expected),
        "outlet_removed": largest_outlet_effect(model, table, days),
        "placebos": {
            pair.key: float(
                tension_by_day(model_reading(replay, pair, scorer)[0], table, days)["tension"].max()
            )
            for pair in PLACEBOS
        },
    }


def ablations(
    reading: Reading, table: Mapping[str, SignalRow], expected: pd.Series
) -> dict[str, dict[str, Any]]:
    """What becomes of the days when one part of the method is taken away."""
    days = [moment.date() for moment in expected.index]
    fading = {name: row.model_copy(update={"standing": False}) for name, row in table.items()}
    evidence = reading.evidence
    retold = evidence.assign(
        status=evidence["status"].where(evidence["status"] != "background", "reported"),
        event_date=evidence["event_date"].where(
            evidence["status"] != "background", evidence["known_at"].dt.normalize()
        ),
    )
    unfolded = evidence.assign(story_id=evidence["article_id"])
    one_voice = evidence.assign(outlet=evidence["article_id"], story_id=evidence["article_id"])
    variants = {
        "whole method": (reading, table),
        "without rejection of background": (replace(reading, evidence=retold), table),
        "without folding of stories": (replace(reading, evidence=unfolded), table),
        "without outlets (every article a voice)": (replace(reading, evidence=one_voice), table),
        "without standing measures": (reading, fading),
    }
    return {
        name: judge_days(tension_by_day(variant, rows, days)["tension"], expected, "2024-01-16")
        for name, (variant, rows) in variants.items()
    }


def largest_outlet_effect(
    reading: Reading, table: Mapping[str, SignalRow], days: Sequence[date]
) -> dict[str, float]:
    """For each outlet, the largest change of any day's tension when it is left out."""
    whole = tension_by_day(reading, table, days)["tension"]
    result = {}
    for outlet in sorted(reading.evidence["outlet"].unique()):
        kept = replace(reading, evidence=reading.evidence[reading.evidence["outlet"] != outlet])
        result[str(outlet)] = float((tension_by_day(kept, table, days)["tension"] - whole).abs().max())
    return result


def validate_second_crisis(table: Mapping[str, SignalRow]) -> dict[str, Any]:
    """India and Pakistan in 2019, from dated public facts, against days judged before the first run."""
    expected = crisis_2019.expected_days()
    days = [moment.date() for moment in expected.index]
    evidence = evidence_of(crisis_2019.DEEDS, crisis_2019.FIRST_DAY, chance=0.9)
    reading = Reading(evidence, reads_of(days), crisis_2019.PAIR)
    tension = tension_by_day(reading, table, days)["tension"]
    return judge_days(tension, expected, "2019-02-14") | {"days": tension.round(1).tolist()}


def interval_coverage(
    world: World, seeds: Sequence[int], table: Mapping[str, SignalRow], warm_up_days: int = 20
) -> dict[str, float]:
    """The share of simulated days on which the 90 % interval covers the truth, and its mean width."""
    covered, width, bias = [], [], []
    for seed in seeds:
        made = simulate(world, seed)
        reads = reads_of(made.days)
        noisy = tension_by_day(Reading(made.noisy, reads, _SIMULATED), table, made.days).iloc[warm_up_days:]
        truth = tension_by_day(Reading(made.true, reads, _SIMULATED), table, made.days).iloc[warm_up_days:]
        inside = truth["tension"].between(noisy["tension_low"] - 1e-9, noisy["tension_high"] + 1e-9)
        covered.append(inside.mean())
        width.append((noisy["tension_high"] - noisy["tension_low"]).mean())
        bias.append((noisy["tension"] - truth["tension"]).mean())
    return {
        "coverage": float(np.mean(covered)),
        "width": float(np.mean(width)),
        "bias": float(np.mean(bias)),
    }


def validate_index(
    settings: Settings,
    scorer: Scorer,
    articles_file: Path = Path("warehouse/samples/january-2024.jsonl.gz"),
    gold_folder: Path = Path("tests/data"),
) -> dict[str, Any]:
    """Everything `tension evaluate --index` reports, as plain numbers.

    Args:
        settings: of input and stories, as a run would use.
        scorer: the trained model.
        articles_file: the replay.
        gold_folder: its `january-2024-gold.jsonl` and `january-2024-daily.csv`, and `wires-*.jsonl`.

    Raises:
        InputError: a file cannot be read, or an article has no gold.
    """
    daily = pd.read_csv(gold_folder / "january-2024-daily.csv", parse_dates=["date"])
    replay = read_replay(articles_file, gold_folder / "january-2024-gold.jsonl", settings)
    return {
        "articles": evaluate_replay(replay.articles, replay.golds, REPLAY_PAIR, scorer),
        "wires": {
            part: evaluate_wires(gold_folder / f"wires-{part}.jsonl", REPLAY_PAIR, scorer) for part in WIRES
        },
        "replay": validate_replay(replay, daily.set_index("date")["expected"], scorer, scorer.table),
        "second_crisis": validate_second_crisis(scorer.table),
        "interval_coverage": interval_coverage(World(), (100, 101, 102), scorer.table),
        "scenarios": scenario_scores(scorer.table),
    }


def scenario_scores(table: Mapping[str, SignalRow]) -> dict[str, float]:
    """The worked scenarios and the tension each reads as."""
    return {
        scenario.name: float(tension_by_day(_scenario(evidence, days), table, days)["tension"].iloc[-1])
        for scenario in SCENARIOS
        for evidence, days in (readings_of(scenario),)
    }


def _scenario(evidence: pd.DataFrame, days: Sequence[date]) -> Reading:
    return Reading(evidence, reads_of(days), _SIMULATED)
