"""The diary of runs: when each began and ended, what it was given and what came of it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tension.warehouse import Writer


@contextmanager
def diary(
    writer: Writer, run_id: str, kind: str, inputs: Sequence[str], now: datetime
) -> Iterator[dict[str, Any]]:
    """Write a run down as it starts, and again when it ends, with its summary or its error.

    Args:
        writer: the open warehouse.
        run_id: the flow run.
        kind: `daily` or `backfill`.
        inputs: what it was given.
        now: when it started, aware UTC.

    Yields:
        The summary that the run fills: `inputs`, `pairs`, `rejects` and `failed`.
    """
    summary: dict[str, Any] = {"inputs": {}, "pairs": {}, "rejects": [], "failed": []}
    entry = {"run_id": run_id, "kind": kind, "started_at": now, "inputs": json.dumps(list(inputs))}
    writer.log_run({**entry, "state": "running", "counts": "{}", "message": ""})
    try:
        yield summary
    except Exception as error:
        _end(writer, entry, "failed", summary, str(error))
        raise
    _end(writer, entry, "completed", summary, "; ".join(summary["failed"]))


def _end(writer: Writer, entry: dict[str, Any], state: str, summary: dict[str, Any], message: str) -> None:
    counts = json.dumps({"inputs": summary["inputs"], "pairs": summary["pairs"]})
    finished = datetime.now(UTC)
    writer.log_run({**entry, "state": state, "finished_at": finished, "counts": counts, "message": message})
