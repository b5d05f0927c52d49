"""What is asked of the web and what comes back: requests, answers, faults and the diary's rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import httpx

from tension.errors import TensionError

Want = Literal["feed", "page", "json", "list", "zip", "robots"]
Fault = Literal[
    "refused",
    "status",
    "busy",
    "network",
    "timeout",
    "too_large",
    "type",
    "encoding",
    "redirects",
    "out_of_time",
]


class FetchError(TensionError):
    """A request that brought nothing usable.

    Attributes:
        fault: what kind of failure, for the diary and for deciding what to do.
        status: the HTTP status, 0 where there was none.
        retry_after_seconds: the pause the server asked for, None where it asked for none.
        partial: the bytes that came before the failure.
    """

    def __init__(
        self,
        fault: Fault,
        what: str,
        remedy: str,
        *,
        status: int = 0,
        retry_after_seconds: float | None = None,
        partial: bytes = b"",
    ) -> None:
        super().__init__(what, remedy)
        self.fault = fault
        self.status = status
        self.retry_after_seconds = retry_after_seconds
        self.partial = partial


@dataclass(frozen=True, slots=True)
class Fetched:
    """A usable answer: 200 with its body, or 304 with none."""

    asked: str
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    resumed: bool = False

    @property
    def unchanged(self) -> bool:
        """The server says that nothing changed since the validators sent."""
        return self.status == httpx.codes.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class FetchRow:
    """One line of the fetch diary (table `log.fetches`)."""

    source_id: str
    url: str
    started_at: datetime
    seconds: float
    attempts: int
    conditional: bool
    status: int
    byte_count: int
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One address to ask for, and how."""

    url: str
    source_id: str
    want: Want
    etag: str = ""
    last_modified: str = ""
    delay_seconds: float = 0.0
    fresh_after: datetime | None = None

    @property
    def conditional(self) -> bool:
        """Whether the server may answer 304."""
        return bool(self.etag or self.last_modified)
