"""What an interrupted run had fetched, kept until its articles are committed."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tension.articles import digest


@dataclass(frozen=True, slots=True)
class Kept:
    """One response as it came: final address, headers, body and the moment, UTC."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime


class Spool:
    """A folder of fetched bodies, one subfolder a source; emptied once its articles are stored."""

    def __init__(self, folder: Path, keep: timedelta) -> None:
        self._folder = folder
        self._keep = keep

    def put(self, source_id: str, asked: str, kept: Kept) -> None:
        """Keep a response; it appears whole or not at all."""
        file = self._file(source_id, asked)
        file.parent.mkdir(parents=True, exist_ok=True)
        head = {"url": kept.url, "headers": dict(kept.headers), "fetched_at": kept.fetched_at.isoformat()}
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(json.dumps(head).encode() + b"\n" + kept.body)
        part.replace(file)

    def get(self, source_id: str, asked: str, now: datetime, after: datetime | None) -> Kept | None:
        """What an interrupted run fetched from this address.

        Args:
            source_id: the source.
            asked: the address as it was asked for.
            now: the present, aware UTC; what is too old is not used.
            after: the source's last committed success; what is older was committed and is not used again.
        """
        file = self._file(source_id, asked)
        if not file.is_file():
            return None
        head, _, body = file.read_bytes().partition(b"\n")
        fields = json.loads(head)
        fetched_at = datetime.fromisoformat(fields["fetched_at"])
        if not now - self._keep <= fetched_at <= now or (after is not None and fetched_at <= after):
            return None
        return Kept(fields["url"], fields["headers"], body, fetched_at)

    def forget(self, source_id: str) -> None:
        """Drop what was kept for a source: its articles are committed."""
        shutil.rmtree(self._folder / source_id, ignore_errors=True)

    def _file(self, source_id: str, asked: str) -> Path:
        return self._folder / source_id / digest(asked)
