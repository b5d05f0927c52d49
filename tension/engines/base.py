"""What every engine does: batches of articles in, what was found in them out, in order, in bounded memory."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol, TypeVar

import pyarrow as pa

T = TypeVar("T")

Work = tuple[T, pa.Table]
"""A batch: whatever the caller knows it by, and its articles, as rows of the table `articles`."""


class Findings(NamedTuple):
    """What scoring a batch yields, as rows of the tables that keep it.

    Attributes:
        articles: of `scored_articles`, one for each relevant article, in the batch's order.
        evidence: of `evidence`, in the same order.
    """

    articles: pa.Table
    evidence: pa.Table


Scored = tuple[T, Findings]
"""The caller's own label of a batch, and what was found in it."""


class Engine(Protocol):
    """Scores batches; get one from `open_engine`."""

    def score(self, batches: Iterable[Work[T]]) -> Iterator[Scored[T]]:
        """Findings batch by batch, in the order the batches came.

        Batches are asked for only as fast as they are scored: a few wait, never all of them.
        """
        ...
