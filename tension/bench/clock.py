"""Seconds by name."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tension.bench.memory import family


@dataclass(slots=True)
class Clock:
    """Seconds on the clock and of CPU, by name; the CPU is this process's, or `family_cpu`."""

    cpu: Callable[[], float] = time.process_time

    seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Add what the block takes."""
        clock, cpu = time.perf_counter(), self.cpu()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - clock
        self.cpu_seconds[name] = self.cpu_seconds.get(name, 0.0) + self.cpu() - cpu


def family_cpu() -> float:
    """Seconds of CPU of this process, of all that it started, and of those that have ended; see `family`."""
    processes = family()
    if not processes:
        return time.process_time()
    ticks = 0
    for process in processes:
        with suppress(OSError):
            # After the name: the 12th to the 15th are user and system time, its own and its ended children's.
            numbers = (process / "stat").read_text(errors="replace").rpartition(")")[2].split()
            ticks += sum(map(int, numbers[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
