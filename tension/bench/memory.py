"""The memory of this process and of all that it started, at its highest."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

_EVERY_SECONDS = 0.5
# Adding up the pages of large processes takes some hundredths of a second of what is being measured.
_MOST_OF_A_CORE = 0.03
_KIB_IN_MB = 1024 / 1e6
_PROC = Path("/proc")


class Peak:
    """The highest sum so far. Memory that processes share counts once: each has its share of it (Pss)."""

    def __init__(self) -> None:
        self.megabytes = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look every half second while the block runs, or less often where looking takes 3 % of a core."""
        ended = Event()
        thread = Thread(target=self._watch, args=(ended,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _watch(self, ended: Event) -> None:
        is_last, pause = False, _EVERY_SECONDS
        while not is_last:
            is_last = ended.wait(pause)
            begun = time.thread_time()
            self.megabytes = max(self.megabytes, sum(map(share_mb, family())))
            pause = max(_EVERY_SECONDS, (time.thread_time() - begun) / _MOST_OF_A_CORE)


def family() -> list[Path]:
    """This process and its descendants, in /proc; nothing where there is none."""
    if not _PROC.is_dir():
        return []
    parents: dict[str, list[str]] = {}
    for status in _PROC.glob("[0-9]*/stat"):
        # A process may be gone by now.
        with suppress(OSError):
            # The name in parentheses may hold spaces; the parent is the second field after it.
            parent = status.read_text(errors="replace").rpartition(")")[2].split()[1]
            parents.setdefault(parent, []).append(status.parent.name)
    found = [(_PROC / "self").resolve().name]
    for process in found:
        found += parents.get(process, [])
    return [_PROC / process for process in found]


def share_mb(process: Path) -> float:
    """The process's share of the memory it uses, in millions of bytes; 0 if it has ended."""
    with suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return megabytes_of(int(line.split()[1]))
    return 0.0


def megabytes_of(kib: int) -> float:
    """What the kernel calls kB, 1,024 bytes each, in the megabytes of everything else here."""
    return kib * _KIB_IN_MB
