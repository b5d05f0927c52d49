"""One client of the page: `python -m tests.soak.web_process PORT REQUESTS PER_SECOND PATH ...`.

Run n of the writer gives every day of every pair the tension 50 + n / 10, so an answer of half a run shows as
values that differ. Prints the requests, what went wrong, the revisions seen and the percentiles, as JSON.
"""

import asyncio
import gzip
import json
import sys

import numpy as np

from tension.bench.web import Answer, ask


class Look:
    """Judges each answer as it comes."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.seen: set[float] = set()

    def __call__(self, answer: Answer) -> None:
        """Note an answer that is no answer, or is of two revisions at once."""
        if answer.status != 200 or not answer.body:
            self.troubles.append(f"{answer.path}: {answer.status} {answer.head[:80]!r}")
            return
        body = (
            gzip.decompress(answer.body) if b"content-encoding: gzip" in answer.head.lower() else answer.body
        )
        if answer.path.startswith("/api/index"):
            values = {row["tension"] for row in json.loads(body)}
        elif answer.path.endswith("series.json"):
            values = set(json.loads(body)["days"]["tension"])
        else:
            if not body.rstrip().endswith((b"</html>", b"</feed>")):
                self.troubles.append(f"{answer.path} is cut short")
            return
        if len(values) != 1:
            self.troubles.append(f"{answer.path} shows {sorted(values)[:4]}")
        self.seen |= values


def main() -> None:
    """Ask, and tell."""
    look = Look()
    port, requests, per_second, *paths = sys.argv[1:]
    answers = asyncio.run(ask(int(port), paths, int(requests), float(per_second), look))
    times = [answer.milliseconds for answer in answers]
    told = {
        "requests": len(answers),
        "troubles": look.troubles[:20],
        "seen": sorted(look.seen),
        "milliseconds": [round(float(np.percentile(times, share)), 1) for share in (50, 99, 100)],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
