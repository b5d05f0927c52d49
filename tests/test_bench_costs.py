"""Costs are what was measured: coefficients come back from runs made of them, and the page holds their sums."""

import subprocess
import sys
from pathlib import Path

import pytest

from tension.bench.clock import family_cpu
from tension.bench.cost_tables import BEGIN, END, OF_A_PAIR, seconds_of, write_costs
from tension.bench.costs import Cost, Run, fit, measured, summed

STAGES = {
    "read and store": Cost(0.5, 0.4, 0.0),
    "stories": Cost(0.2, 0.1, 0.0),
    "score": Cost(1.0, 0.05, 15.0),
    "index": Cost(0.3, 0.002, 1.5),
}
BUSY = "sum(number * number for number in range(6_000_000))"


def made_up(articles: int, relevant: int) -> Run:
    seconds = {stage: cost.seconds(articles, relevant) for stage, cost in STAGES.items()}
    return Run(articles, relevant, seconds, 1.0, 1000 * articles, 1.0)


def test_the_fit_finds_what_each_stage_costs() -> None:
    found = fit(made_up(10_000, 230), made_up(30_000, 710), made_up(10_000, 1020))
    for stage, cost in STAGES.items():
        assert found[stage].fixed_seconds == pytest.approx(cost.fixed_seconds)
        assert found[stage].article_ms == pytest.approx(cost.article_ms)
        assert found[stage].relevant_ms == pytest.approx(cost.relevant_ms)


def test_what_is_done_once_is_counted_once_and_the_rest_for_each_pair() -> None:
    model = {stage: as_dict(cost) for stage, cost in STAGES.items()}
    once = 0.7 + 1000 * 0.5
    a_pair = 1.3 + 1000 * 0.052 + 0.02 * 1000 * 16.5
    assert seconds_of(model, 1_000_000, 3, 0.02) == pytest.approx(once + 3 * a_pair)


def as_dict(cost: Cost) -> dict[str, float]:
    return {
        "fixed_seconds": cost.fixed_seconds,
        "article_ms": cost.article_ms,
        "relevant_ms": cost.relevant_ms,
    }


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads Linux's /proc")
def test_cpu_of_a_child_counts_while_it_lives_and_when_it_has_ended() -> None:
    program = f"import time; {BUSY}; print(time.process_time(), flush=True); input()"
    command = [sys.executable, "-c", program]
    before = family_cpu()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        of_the_child = float(child.stdout.readline())
        alive = family_cpu()
        child.communicate(b"\n")
    # The system counts in hundredths of a second, each process's user and system time apart.
    assert alive - before >= of_the_child - 0.05
    assert family_cpu() - before >= of_the_child - 0.05


def test_a_run_is_measured_at_every_stage() -> None:
    run = measured(Path("models"), 120, 0.1)
    assert set(OF_A_PAIR) < set(run.cpu_seconds)
    assert 0 < run.relevant < run.articles == 120
    assert run.file_bytes > 0


def test_the_page_holds_the_prediction_beside_what_was_measured(tmp_path: Path) -> None:
    runs = [made_up(10_000, 230), made_up(30_000, 710), made_up(10_000, 1020), made_up(60_000, 1400)]
    found = {"machine": "a machine", **summed(runs), "seconds": 9.0}
    page = tmp_path / "scale.md"
    page.write_text(f"{BEGIN}\nold\n{END}\n", encoding="utf-8")
    write_costs(page, found, "the command")
    text = page.read_text(encoding="utf-8")
    assert "Measured by `the command`" in text
    assert "| stories | 0.2 | 0.1 | 0 | 6.2 | 6.2 |" in text
    assert "| 200 | 0.2 % |" in text
    assert "5 days" in text
    assert "old" not in text
