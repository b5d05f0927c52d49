"""Politeness: how many requests a host gets at once, and how long it is left alone between two."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class OutOfTimeError(Exception):
    """The run's deadline comes before the request's turn."""


class _Host:
    """One host's places and the moment from which its next request may start."""

    def __init__(self, connections: int) -> None:
        self.places = threading.Semaphore(connections)
        self.lock = threading.Lock()
        self.free_at = 0.0


class Pace:
    """Hands out turns at hosts; shared by all threads of a run."""

    def __init__(self, delay_seconds: float, connections: int, ends_at: float) -> None:
        """Set the pace.

        Args:
            delay_seconds: least time between the starts of two requests to one host.
            connections: most requests at one host at a time.
            ends_at: the run's deadline on the monotonic clock.
        """
        self._delay_seconds = delay_seconds
        self._connections = connections
        self._ends_at = ends_at
        self._lock = threading.Lock()
        self._hosts: dict[str, _Host] = {}

    @property
    def seconds_left(self) -> float:
        """What is left of the run, never negative."""
        return max(0.0, self._ends_at - time.monotonic())

    @contextmanager
    def turn(self, host: str, delay_seconds: float = 0.0) -> Iterator[None]:
        """Wait for this host's turn and hold it.

        Args:
            host: the host's name.
            delay_seconds: a longer delay the host or its robots.txt asks for.

        Raises:
            OutOfTimeError: the run ends before the turn comes.
        """
        with self._lock:
            entry = self._hosts.setdefault(host, _Host(self._connections))
        if not entry.places.acquire(timeout=self.seconds_left):
            raise OutOfTimeError(host)
        try:
            with entry.lock:
                starts_at = max(time.monotonic(), entry.free_at)
                if starts_at >= self._ends_at:
                    raise OutOfTimeError(host)
                entry.free_at = starts_at + max(self._delay_seconds, delay_seconds)
            time.sleep(max(0.0, starts_at - time.monotonic()))
            yield
        finally:
            entry.places.release()
