"""robots.txt: asked once a host and run, and obeyed."""

import threading
from urllib.parse import urlsplit

from protego import Protego

from tension.sources.answers import Ask, FetchError
from tension.sources.fetch import Fetcher

AGENT = "tension-index"
_LONGEST_DELAY_SECONDS = 30.0


class Robots:
    """What each host allows; shared by the threads of a run."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._rules: dict[str, Protego | None] = {}
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Lock] = {}

    def allows(self, url: str, source_id: str) -> bool:
        """Whether the page may be fetched; a host whose rules cannot be had is left alone this time.

        Args:
            url: the page.
            source_id: in whose diary the request for robots.txt stands.
        """
        rules = self._of(url, source_id)
        return rules is not None and bool(rules.can_fetch(url, AGENT))

    def delay_seconds(self, url: str, source_id: str) -> float:
        """The pause the host asks for, within reason."""
        rules = self._of(url, source_id)
        delay = rules.crawl_delay(AGENT) if rules is not None else None
        return min(float(delay or 0.0), _LONGEST_DELAY_SECONDS)

    def _of(self, url: str, source_id: str) -> Protego | None:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            turn = self._hosts.setdefault(root, threading.Lock())
        with turn:
            if root not in self._rules:
                self._rules[root] = self._ask(f"{root}/robots.txt", source_id)
            return self._rules[root]

    def _ask(self, url: str, source_id: str) -> Protego | None:
        """The rules; by RFC 9309 everything is allowed where there are none, nothing where the host fails."""
        try:
            answer = self._fetcher.get(Ask(url, source_id, "robots"))
        except FetchError as error:
            gone = error.fault == "status" and 400 <= error.status < 500  # noqa: PLR2004 - client errors
            return Protego.parse("") if gone else None
        return Protego.parse(answer.body.decode("utf-8", "replace"))
