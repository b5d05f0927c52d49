"""Letters to people: channels from the environment or a secrets file, sent by Apprise, one try at a time."""

import logging
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tension.alerts.outbox import Delivery
from tension.errors import ConfigError

ENVIRONMENT_PREFIX = "TENSION_CHANNEL_"
IDEMPOTENCY_HEADER = "Idempotency-Key"
CHART_NAME = "tension.png"
_MOODS = {"raised": "warning", "escalated": "warning", "cleared": "success", "withdrawn": "info"}


@dataclass(frozen=True, slots=True)
class Channel:
    """Where letters go.

    Attributes:
        name: what rules and tables call it.
        url: an Apprise address, which carries secrets: never stored, never shown.
    """

    name: str
    url: str

    def __repr__(self) -> str:
        return f"Channel({self.name!r})"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A delivery that is due, with the words to send.

    Attributes:
        delivery: its state before the try.
        title: one line.
        body: plain text.
        event: raised, escalated, cleared or withdrawn; some channels colour by it.
        chart: PNG to attach where the channel takes one; None for none.
    """

    delivery: Delivery
    title: str
    body: str
    event: str
    chart: bytes | None = None


def load_channels(secrets: Path, environ: Mapping[str, str]) -> dict[str, Channel]:
    """The configured channels by name; those of the environment win.

    Args:
        secrets: a TOML file with `[channels]`, name = "Apprise address"; need not exist.
        environ: `TENSION_CHANNEL_DESK` names the channel `desk`; `_` in a name becomes `-`.

    Raises:
        ConfigError: the secrets file is not such a file.
    """
    channels: dict[str, Channel] = {}
    if secrets.is_file():
        channels |= {name: Channel(name, url) for name, url in _read_secrets(secrets).items()}
    for key, url in sorted(environ.items()):
        if key.startswith(ENVIRONMENT_PREFIX) and url.strip():
            name = key.removeprefix(ENVIRONMENT_PREFIX).lower().replace("_", "-")
            channels[name] = Channel(name, url.strip())
    return channels


def _read_secrets(secrets: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(secrets.read_text(encoding="utf-8")).get("channels", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        # The parser's message may quote the line, and the line may hold a password.
        raise ConfigError(
            f"{secrets} cannot be read as TOML", 'write [channels] and lines name = "address"'
        ) from error
    if not isinstance(table, dict) or not all(isinstance(url, str) for url in table.values()):
        raise ConfigError(f"[channels] of {secrets} is not names and addresses", 'write name = "address"')
    return table


def deliver_due(
    due: Iterable[Outgoing],
    channels: Mapping[str, Channel],
    now: Callable[[], datetime],
    max_attempts: int,
) -> Iterator[Delivery]:
    """Try each delivery once, and yield what became of it before the next is tried.

    Record each as it comes: a process killed between the sending and the recording sends again, with the same
    idempotency key, and one killed before the sending loses nothing. A channel that fails stops no other.

    Args:
        due: what to send.
        channels: the configured channels.
        now: the clock, naive UTC.
        max_attempts: after so many failed tries a delivery is given up.
    """
    for outgoing in due:
        error = try_once(outgoing, channels.get(outgoing.delivery.channel))
        if error is None:
            yield outgoing.delivery.took(now())
        else:
            yield outgoing.delivery.refused(error, now(), max_attempts)


def try_once(outgoing: Outgoing, channel: Channel | None) -> str | None:
    """Send one letter; None when the channel took it, else why not, without secrets."""
    name = outgoing.delivery.channel
    if channel is None:
        return f"channel {name} is not configured; set {ENVIRONMENT_PREFIX}{name.upper().replace('-', '_')}"
    with _overheard() as heard:
        server = _server(channel.url)
        if server is None:
            return f"channel {name}: its address is not one Apprise knows"
        if "headers" in server.template_kwargs:
            server.headers[IDEMPOTENCY_HEADER] = outgoing.delivery.delivery_id
        taken = _notify(server, outgoing)
    if taken:
        return None
    told = " ".join(heard) or "refused without a reason"
    for secret in filter(None, (channel.url, server.password)):
        told = told.replace(secret, "...")
    return f"channel {name}: {told}"


def _server(url: str) -> Any:
    """Apprise's own object for an address; None where it knows no such service."""
    import apprise  # half a second, and only needed when there is something to send  # noqa: PLC0415

    asset = apprise.AppriseAsset(app_id="tension", app_desc="tension index", async_mode=False, timezone=UTC)
    return apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)


def _notify(server: Any, outgoing: Outgoing) -> bool:
    import apprise  # noqa: PLC0415 - as above
    from apprise.attachment.memory import AttachMemory  # noqa: PLC0415 - as above

    attach = None
    if outgoing.chart is not None and server.attachment_support:
        attach = AttachMemory(  # type: ignore[no-untyped-call] # Apprise is partly typed
            content=outgoing.chart, name=CHART_NAME, mimetype="image/png"
        )
    # A title's line break would end a mail header; there is none to begin with, and none is let through.
    title = " ".join(outgoing.title.split())
    post = apprise.Apprise(asset=server.asset)
    post.add(server)
    return bool(
        post.notify(
            body=outgoing.body,
            title=title,
            notify_type=apprise.NotifyType(_MOODS.get(outgoing.event, "info")),
            body_format=apprise.NotifyFormat.TEXT,
            attach=attach,
        )
    )


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What Apprise says went wrong while the block runs."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger, ear = logging.getLogger("apprise"), Ear(logging.WARNING)
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
