"""One visit to the sources of a running test server, for tests that kill it at some moment."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tension.config import InputSettings
from tension.sources.collect import Collector
from tension.sources.config import Source
from tension.sources.store import load_states, store_result
from tension.warehouse import open_writer
from tests.sources.server import quick


def main(folder: Path, feeds: list[str]) -> None:
    """Read each feed with its pages and store what it brings."""
    now = datetime.now(UTC)
    sources = [Source(id=f"s{number}", url=url, outlet_country="PAK") for number, url in enumerate(feeds)]
    with (
        open_writer(folder / "t.duckdb", wait_seconds=30, recorded_at=now) as writer,
        Collector(
            sources, quick(workers=1, host_delay_seconds=0.02), now, spool_folder=folder / "spool"
        ) as collector,
    ):
        sys.stdout.write("opened\n")
        sys.stdout.flush()
        for result in collector.collect_all(load_states(writer)):
            store_result(writer, result, InputSettings())
            if collector.spool:
                collector.spool.forget(result.source.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
