"""What a run costs in CPU: fitted from runs of two sizes and two shares, and tried on a larger one.

`python -m tension.bench.costs [SMALL LARGE FURTHER] [--markdown PAGE]` prints JSON, and puts the tables
between the markers of a page. The CPU of all processes is counted, which a busy machine stretches less than
the clock. Runs of the default sizes are done by two processes; below 5,000 articles one does it all.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tension.bench.articles import write_mixed
from tension.bench.clock import Clock, family_cpu
from tension.bench.cost_tables import OF_A_PAIR, write_costs
from tension.bench.floors import copy_file
from tension.bench.pages import machine
from tension.bench.stages import NOW, settings_of, stages_of
from tension.warehouse import open_writer
from tension.workers import process_pool

SIZES = (10_000, 30_000, 60_000)
SHARE, HIGHER_SHARE = 0.02, 0.1
WARMING = 100
WORKERS = 2
SEED = 31


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took.

    Attributes:
        articles: read.
        relevant: found to be about the pair.
        cpu_seconds: of all processes, by stage.
        clock_seconds: of all stages.
        file_bytes: of the published file.
        copy_seconds: to copy it and flush the copy.
    """

    articles: int
    relevant: int
    cpu_seconds: Mapping[str, float]
    clock_seconds: float
    file_bytes: int
    copy_seconds: float


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of a stage: a fixed part, one an article, and one more for each about the pair."""

    fixed_seconds: float
    article_ms: float
    relevant_ms: float

    def seconds(self, articles: float, relevant: float) -> float:
        """Predicted for a run over so many."""
        return self.fixed_seconds + (articles * self.article_ms + relevant * self.relevant_ms) / 1000


def measured(models: Path, count: int, share: float) -> Run:
    """Take mixed news through every stage, in two processes where there is enough of it."""
    clock, copying = Clock(family_cpu), Clock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, db = write_mixed(folder / "mixed.jsonl.gz", count, share, SEED), folder / "bench.duckdb"
        settings = settings_of(models, WORKERS)
        memory_mb = settings.warehouse.memory_mb
        with open_writer(db, wait_seconds=0, recorded_at=NOW, memory_mb=memory_mb) as writer:
            for stage, work in stages_of(writer, path, settings, Clock()):
                with clock.time(stage):
                    work()
            relevant = len(writer.query_arrow("select article_id from scored_articles"))
        with copying.time("copy"):
            copy_file(db, folder / "copy")
        size = db.stat().st_size
    total = sum(clock.seconds.values())
    return Run(count, relevant, clock.cpu_seconds, total, size, copying.seconds["copy"])


def fit(small: Run, large: Run, telling: Run) -> dict[str, Cost]:
    """The cost of each stage.

    Args:
        small: some articles.
        large: more, of the same kind.
        telling: as many as the small run has, more of them about the pair.
    """
    return {stage: _cost(stage, small, large, telling) for stage in small.cpu_seconds}


def _cost(stage: str, small: Run, large: Run, telling: Run) -> Cost:
    least = small.cpu_seconds[stage]
    each = 0.0
    if stage in OF_A_PAIR:
        each = (telling.cpu_seconds[stage] - least) / (telling.relevant - small.relevant)
    more = large.cpu_seconds[stage] - least - each * (large.relevant - small.relevant)
    article = more / (large.articles - small.articles)
    fixed = least - article * small.articles - each * small.relevant
    return Cost(fixed, 1000 * article, 1000 * each)


def costs(models: Path, sizes: tuple[int, int, int] = SIZES) -> dict[str, Any]:
    """Fit the costs of the stages, and hold the prediction for a further size against what it takes.

    Args:
        models: the folder of the trained artefact.
        sizes: of the small, the large and the further run, rising.
    """
    begun = time.perf_counter()
    with process_pool(1) as pool:
        pool.submit(int).result()
    # What is imported and laid out once would be put down to the first run.
    measured(models, WARMING, HIGHER_SHARE)
    small, large, further = sizes
    asked = ((small, SHARE), (large, SHARE), (small, HIGHER_SHARE), (further, SHARE))
    found = summed([measured(models, count, share) for count, share in asked])
    return {"machine": machine(), **found, "seconds": time.perf_counter() - begun}


def summed(runs: Sequence[Run]) -> dict[str, Any]:
    """The fit to the first three runs, small, large and telling, and its prediction of the last.

    Args:
        runs: as `fit` takes them, and a further one.
    """
    small, large, telling, tried = runs
    model = fit(small, large, telling)
    further = {
        stage: {
            "predicted": cost.seconds(tried.articles, tried.relevant),
            "measured": tried.cpu_seconds[stage],
        }
        for stage, cost in model.items()
    }
    return {
        "runs": [asdict(run) for run in runs],
        "model": {stage: asdict(cost) for stage, cost in model.items()},
        "further": further,
        "bytes_an_article": (large.file_bytes - small.file_bytes) / (large.articles - small.articles),
        "copy_megabytes_per_second": tried.file_bytes / 1e6 / tried.copy_seconds,
    }


def main(arguments: list[str]) -> None:
    """Measure, print, and write the page that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tension.bench.costs")
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="ARTICLES")
    parser.add_argument("--markdown", type=Path, metavar="PAGE")
    asked = parser.parse_args(arguments)
    if len(asked.sizes) != len(SIZES):
        parser.error("three sizes: small, large and further")
    found = costs(Path("models"), tuple(asked.sizes))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    if asked.markdown:
        write_costs(asked.markdown, found, " ".join([parser.prog, *arguments]))


if __name__ == "__main__":
    # Run with -m, each process of a pool would import this module again, with all that it imports.
    program = "import sys; from tension.bench.costs import main; main(sys.argv[1:])"
    sys.exit(subprocess.run([sys.executable, "-c", program, *sys.argv[1:]], check=False).returncode)
