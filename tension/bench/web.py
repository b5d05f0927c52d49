"""How fast the page answers: alone, and to four clients that ask fifty times a second together.

`python -m tension.bench.web serve DB PAIR ...` serves a database on a free loopback port and prints the port;
`python -m tension.bench.web ask PORT REQUESTS PER_SECOND PATH ...` is one client.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from tension.config import load_settings
from tension.warehouse import open_reader

CLIENTS = 4
PER_SECOND = 50.0
REQUESTS = 2000
ALONE = 60
DAYS_BACK = 400
_SPREAD = "/{pair} /{pair}/{day} /{pair}/series.json /events?pair={pair}&sort=toll /events?q=headline"
_HEADERS = "Host: localhost\r\nAccept-Encoding: gzip\r\nConnection: close"
_ONCE = "/ /events /events?page=900 /sources /alerts /api/index?limit=100 /alerts.atom"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a path, and how long it took."""

    path: str
    status: int
    milliseconds: float
    head: bytes
    body: bytes


def paths_of(db: Path, days: int = DAYS_BACK) -> list[str]:
    """Addresses of all pages over the pairs of a database, spread over its last days."""
    with open_reader(db) as reader:
        rows = reader.query_arrow(
            "select pair, max(date) as last from tension_index group by pair order by pair"
        )
    paths = _ONCE.split()
    for number, row in enumerate(rows.to_pylist()):
        day = np.datetime64(row["last"]) - (number * 37) % days
        paths += [pattern.format(pair=row["pair"], day=day) for pattern in _SPREAD.split()]
    return paths


@contextmanager
def server(db: Path, pairs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """A server process over a database; gives its port and its process id."""
    command = [sys.executable, "-m", "tension.bench.web", "serve", str(db), *pairs]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # noqa: S101 -- asked for above
        yield int(process.stdout.readline()), process.pid
    finally:
        process.terminate()
        process.communicate()


def web_latency(db: Path) -> dict[str, Any]:
    """Milliseconds of the pages over a database, from the first byte asked to the last one read."""
    with open_reader(db) as reader:
        pairs = reader.query_arrow("select distinct pair from tension_index order by pair")[
            "pair"
        ].to_pylist()
    paths = paths_of(db)
    with server(db, pairs) as (port, _process):
        overview = [path for path in paths if path.strip("/") in ("", *pairs)]
        day = [path for path in paths if path.count("/") == 2 and path[-3] == "-"]  # noqa: PLR2004 -- /PAIR/DAY
        found = {
            "overview, first": asyncio.run(ask(port, ["/"], 1, 0))[0].milliseconds,
            **_figures("overview, alone", asyncio.run(ask(port, overview, ALONE, 0))),
            **_figures("day page, alone", asyncio.run(ask(port, day, ALONE, 0))),
        }
        clients = [client(port, paths, REQUESTS // CLIENTS, PER_SECOND / CLIENTS) for _ in range(CLIENTS)]
        answers = [row for one in clients for row in json.loads(one.communicate()[0])]
    times = [milliseconds for _, _, milliseconds in answers]
    return {
        **{name: round(value, 1) for name, value in found.items()},
        "50 a second, p50": round(float(np.percentile(times, 50)), 1),
        "50 a second, p99": round(float(np.percentile(times, 99)), 1),
        "50 a second, not answered": sum(status != 200 for _, status, _ in answers),  # noqa: PLR2004 -- OK
    }


def _figures(name: str, answers: Sequence[Answer]) -> dict[str, float]:
    times = [answer.milliseconds for answer in answers]
    return {f"{name}, p50": float(np.percentile(times, 50)), f"{name}, p99": float(np.percentile(times, 99))}


def client(port: int, paths: Sequence[str], requests: int, per_second: float) -> subprocess.Popen[str]:
    """One client process; prints path, status and milliseconds of each answer as JSON when it ends."""
    command = [sys.executable, "-m", "tension.bench.web", "ask", str(port), str(requests), str(per_second)]
    return subprocess.Popen([*command, *paths], stdout=subprocess.PIPE, text=True)


async def ask(
    port: int,
    paths: Sequence[str],
    requests: int,
    per_second: float,
    look: Callable[[Answer], None] = lambda _answer: None,
) -> list[Answer]:
    """Ask for one path after the other, round and round, at a steady rate; 0 for as fast as answers come.

    Args:
        port: of the server on loopback.
        paths: what to ask for.
        requests: how many.
        per_second: the rate.
        look: called with each answer, which is dropped from memory but for its figures.
    """
    begun, answers = time.perf_counter(), []
    for number in range(requests):
        if per_second:
            await asyncio.sleep(max(0.0, begun + number / per_second - time.perf_counter()))
        answer = await _get(port, paths[number % len(paths)])
        look(answer)
        answers.append(Answer(answer.path, answer.status, answer.milliseconds, b"", b""))
    return answers


async def _get(port: int, path: str) -> Answer:
    start = time.perf_counter()
    stream, sink = await asyncio.open_connection("127.0.0.1", port)
    sink.write(f"GET {path} HTTP/1.1\r\n{_HEADERS}\r\n\r\n".encode())
    whole = await stream.read(-1)
    milliseconds = 1000 * (time.perf_counter() - start)
    sink.close()
    head, _, body = whole.partition(b"\r\n\r\n")
    return Answer(path, int(head.split(b" ", 2)[1] or 0) if head else 0, milliseconds, head, body)


async def _serve(db: Path, pairs: list[str]) -> None:
    import uvicorn  # noqa: PLC0415 -- clients need neither

    from tension.web.app import create_app  # noqa: PLC0415 -- as above

    settings = load_settings(warehouse={"path": db}, pairs=pairs)
    app = create_app(settings, clock=lambda: datetime.now(UTC))
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    task = asyncio.create_task(running.serve())
    while not running.started:  # noqa: ASYNC110 -- the server offers no event to wait for
        await asyncio.sleep(0.05)
    sys.stdout.write(f"{running.servers[0].sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await task


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        asyncio.run(_serve(Path(sys.argv[2]), sys.argv[3:]))
    else:
        asked = ask(int(sys.argv[2]), sys.argv[5:], int(sys.argv[3]), float(sys.argv[4]))
        sys.stdout.write(json.dumps([[a.path, a.status, a.milliseconds] for a in asyncio.run(asked)]))
