"""The tables of docs/scale.md, with their arithmetic, made of what `tension.bench.costs` measured."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tension.bench.pages import table, write_between
from tension.config import StorySettings

BEGIN, END = "<!-- costs: begin -->", "<!-- costs: end -->"
MILLION = 1_000_000
_TIMES = "\u00d7"
A_DAY = 300_000
"""All that GDELT lists."""
PAIRS, SHARES = (1, 20, 200), (0.02, 0.002)
OF_A_PAIR = ("score", "index")
"""Stages that each pair has for itself, and that take longer the more articles are about it."""
Model = Mapping[str, Mapping[str, float]]


def write_costs(page: Path, found: Mapping[str, Any], command: str) -> None:
    """Put the tables between the page's markers.

    Raises:
        InputError: the page has no such markers.
    """
    write_between(page, BEGIN, END, cost_markdown(found, command))


def cost_markdown(found: Mapping[str, Any], command: str) -> str:
    """Costs by stage beside the trial, the sum in words, and examples of it."""
    model, runs, tried = found["model"], found["runs"], found["runs"][-1]
    sizes = ", ".join(f"{run['articles']:,} ({run['relevant']:,} about the pair)" for run in runs[:-1])
    return "\n".join(
        [
            f"Measured by `{command}` on {found['machine']}, in {found['seconds']:,.0f} s.",
            f"Fitted to runs over {sizes} articles; tried on {tried['articles']:,} ({tried['relevant']:,}),",
            f"which took {tried['clock_seconds']:.3g} s on the clock. Seconds are CPU of all processes.\n",
            _stage_table(found),
            _sum_in_words(model),
            table(
                (
                    "pairs",
                    "each is the subject of",
                    "1 million articles",
                    f"all GDELT lists, {A_DAY:,} a day in one run",
                ),
                list(_examples(model)),
            ),
            f"Disk: {found['bytes_an_article']:,.0f} bytes an article in the published file; copying it and",
            f"flushing the copy went at {found['copy_megabytes_per_second']:,.0f} MB/s.\n",
            _each_run_again(found),
        ]
    )


def _stage_table(found: Mapping[str, Any]) -> str:
    rows = [
        (stage, *cost.values(), *found["further"][stage].values()) for stage, cost in found["model"].items()
    ]
    sums = [sum(each[name] for each in found["further"].values()) for name in ("predicted", "measured")]
    head = (
        "stage",
        "fixed, s",
        "an article, ms",
        "one about the pair besides, ms",
        "predicted, s",
        "measured, s",
    )
    return table(head, [*rows, ("all", "", "", "", *sums)])


def seconds_of(model: Model, articles: int, pairs: int, share: float) -> float:
    """CPU seconds of a run: what is done once, and what each pair costs."""
    once, of_a_pair = _parts(model)
    return _total(once, articles, 0) + pairs * _total(of_a_pair, articles, share * articles)


def _parts(model: Model) -> tuple[dict[str, float], dict[str, float]]:
    names = ("fixed_seconds", "article_ms", "relevant_ms")
    once = {
        name: sum(cost[name] for stage, cost in model.items() if stage not in OF_A_PAIR) for name in names
    }
    return once, {name: sum(model[stage][name] for stage in OF_A_PAIR) for name in names}


def _total(part: Mapping[str, float], articles: float, relevant: float) -> float:
    return part["fixed_seconds"] + (articles * part["article_ms"] + relevant * part["relevant_ms"]) / 1000


def _sum_in_words(model: Model) -> str:
    once, of_a_pair = _parts(model)
    return (
        "N articles in one run, with P pairs of which each is the subject of a share s, cost\n\n"
        f"    {once['fixed_seconds']:.3g} s + N {_TIMES} {once['article_ms']:.3g} ms"
        f" + P {_TIMES} ({of_a_pair['fixed_seconds']:.3g} s + N {_TIMES} ({of_a_pair['article_ms']:.3g} ms"
        f" + s {_TIMES} {of_a_pair['relevant_ms']:.3g} ms))      of one core\n"
    )


def _each_run_again(found: Mapping[str, Any]) -> str:
    """What grows with what is stored, not with what is new."""
    days = StorySettings().window_days + 1
    a_story = found["model"]["stories"]["article_ms"]
    sketching = days * A_DAY * a_story / 1000
    a_year = 365 * A_DAY * found["bytes_an_article"] / 1e6
    rate = found["copy_megabytes_per_second"]
    return (
        "Two terms are paid by each run that finds new articles, however few:\n\n"
        f"- stories: the founders of the last {days} days are sketched again, all articles but copies:\n"
        f"  at most {days} {_TIMES} {A_DAY:,} {_TIMES} {a_story:.3g} ms"
        f" = {_spoken(sketching)} of one core a run;\n"
        "- publishing: the size of the file over the rate of copying. A year of all GDELT lists:\n"
        f"  {a_year:,.0f} MB / {rate:,.0f} MB/s = {_spoken(a_year / rate)} a run, times the runs of a day.\n"
    )


def _examples(model: Model) -> Iterator[tuple[str, ...]]:
    for pairs in PAIRS:
        for share in SHARES:
            million, day = (seconds_of(model, articles, pairs, share) for articles in (MILLION, A_DAY))
            yield str(pairs), f"{100 * share:g} %", _spoken(million), f"{_spoken(day)} a day"


def _spoken(seconds: float) -> str:
    minute, hour = 60, 3600
    if seconds < 10 * minute:
        return f"{seconds:,.0f} s"
    return f"{seconds / minute:,.0f} min" if seconds < hour else f"{seconds / hour:,.1f} h"
