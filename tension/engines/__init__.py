"""Where scoring runs: here, in processes of this machine, or on a Dask cluster, with the same results."""

from tension.engines.base import Engine, Findings, Scored, Work
from tension.engines.choose import described_engine, open_engine
from tension.engines.work import cached_scorer, score_batch

__all__ = [
    "Engine",
    "Findings",
    "Scored",
    "Work",
    "cached_scorer",
    "described_engine",
    "open_engine",
    "score_batch",
]
