"""A run that is killed while it fetches goes on where it was."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tension.warehouse import open_writer
from tests.sources import server
from tests.sources.feed_data import item, page, rss
from tests.sources.test_whole_path import NOW

pytestmark = pytest.mark.soak
FEEDS, ITEMS, KILLS = 4, 12, 6


def test_a_run_killed_again_and_again_fetches_no_page_twice(tmp_path: Path) -> None:
    """Only the request in flight at the moment of a kill may be made once more, and no article is lost."""
    rng = random.Random(4)
    with server.site() as web:
        for feed in range(FEEDS):
            links = [web.url(f"/{feed}/{number}") for number in range(ITEMS)]
            web.serve(
                f"/feed{feed}",
                rss(item(f"T {feed} {n}", link, body="Blurb.") for n, link in enumerate(links)),
            )
            for number in range(ITEMS):
                web.serve(f"/{feed}/{number}", page(f"T {feed} {number}"), "text/html")
        urls = [web.url(f"/feed{feed}") for feed in range(FEEDS)]
        command = [sys.executable, "-m", "tests.soak.collect_process", str(tmp_path), *urls]
        for _ in range(KILLS):
            child = subprocess.Popen(command, stdout=subprocess.PIPE)
            assert child.stdout
            child.stdout.readline()
            time.sleep(rng.uniform(0.05, 0.9))
            child.kill()
            child.wait()
            child.stdout.close()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        pages = {path: count for path, count in web.hits.items() if path.count("/") == 2}
        with open_writer(tmp_path / "t.duckdb", wait_seconds=5, recorded_at=NOW) as writer:
            (count,) = writer.query("select count(*) as n from articles where length(text) > 300")["n"]
    assert count == FEEDS * ITEMS
    assert len(pages) == FEEDS * ITEMS
    assert sum(pages.values()) <= FEEDS * ITEMS + KILLS
