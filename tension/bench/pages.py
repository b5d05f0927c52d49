"""Tables of figures, between the markers of a page."""

import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tension.errors import InputError


def write_between(page: Path, begin: str, end: str, text: str) -> None:
    """Put a text between two lines of a page.

    Raises:
        InputError: the page has no such lines.
    """
    whole = page.read_text(encoding="utf-8") if page.exists() else ""
    head, begun, rest = whole.partition(begin)
    _, ended, tail = rest.partition(end)
    if not begun or not ended:
        raise InputError(f"{page} has no lines {begin} and {end}", "put both where the tables belong")
    page.write_text(f"{head}{begin}\n\n{text}\n{end}{tail}", encoding="utf-8")


def table(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    """A table in Markdown, figures to three places."""
    lines = [head, tuple("---" for _ in head), *(tuple(_shown(cell) for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three figures are enough
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine() -> str:
    """Processor, cores and Python."""
    names = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    processor = names[0].partition(":")[2].strip() if names else platform.processor()
    return f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
