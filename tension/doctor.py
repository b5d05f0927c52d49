"""What a support person would ask first: each question answered, with what to do where something is wrong."""

import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Literal

from tension.alerts.delivery import load_channels
from tension.config import Settings
from tension.engines import described_engine
from tension.errors import TensionError
from tension.signals.artefact import current_stamp
from tension.signals.score import load_scorer
from tension.warehouse import Reader, WarehousePaths, open_reader
from tension.warehouse.lake import NoLakeError, described
from tension.warehouse.lake_past import last_snapshot
from tension.warehouse.lake_run import running
from tension.warehouse.lock import lock_holder
from tension.warehouse.queries import load_query

State = Literal["ok", "warning", "failed"]
PACKAGES = ("prefect", "duckdb", "pandas", "scikit-learn", "vaderSentiment")
FREE_GB_AT_LEAST = 1.0
SNAPSHOT_HOURS_AT_MOST = 36


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer."""

    subject: str
    state: State
    detail: str
    remedy: str = ""


def examine(settings: Settings, now: datetime, environ: Mapping[str, str]) -> list[Finding]:
    """Everything there is to say about this installation and its warehouse.

    Args:
        settings: the configuration in force.
        now: the clock, aware UTC.
        environ: the environment, which may name channels of alerts.
    """
    findings = [
        _versions(),
        _model(settings),
        _engine(settings),
        _disk(settings),
        _lock(settings),
        *_lake(settings),
        _channels(settings, environ),
    ]
    if not settings.warehouse.path.is_file():
        remedy = "write one with: tension run"
        return [*findings, Finding("snapshot", "warning", f"none yet at {settings.warehouse.path}", remedy)]
    try:
        with open_reader(settings.warehouse.path) as reader:
            for question in QUESTIONS:
                findings += question(reader, settings, now)
    except TensionError as error:
        findings.append(Finding("snapshot", "failed", error.what, error.remedy))
    return findings


def _versions() -> Finding:
    own = f"tension {version('tension-index')}, Python {platform.python_version()}"
    return Finding("versions", "ok", ", ".join([own, *(f"{name} {version(name)}" for name in PACKAGES)]))


def _model(settings: Settings) -> Finding:
    try:
        scorer = load_scorer(settings.models)
    except TensionError as error:
        return Finding("model", "failed", error.what, error.remedy)
    corpus = current_stamp(settings.models).corpus
    return Finding("model", "ok", f"{settings.models}, scorer {scorer.hash[:12]}, corpus {corpus[:12]}")


def _engine(settings: Settings) -> Finding:
    try:
        return Finding("engine", "ok", described_engine(settings.scoring))
    except TensionError as error:
        return Finding("engine", "failed", error.what, error.remedy)


def _lake(settings: Settings) -> Iterator[Finding]:
    lake = settings.warehouse.opened_lake
    if lake is None:
        return
    try:
        last, run = last_snapshot(lake), running(lake)
    except NoLakeError as error:
        yield Finding("lake", "warning", error.what, error.remedy)
    except TensionError as error:
        yield Finding("lake", "failed", error.what, error.remedy)
    else:
        detail = (
            f"{described(lake)}, last commit {last.version} of {last.committed_at:%Y-%m-%d %H:%M} UTC, "
            f"{'no run under way' if run is None else f'a run is under way ({run})'}"
        )
        yield Finding("lake", "ok", detail)


def _disk(settings: Settings) -> Finding:
    folder = settings.warehouse.path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    free_gb = shutil.disk_usage(folder).free / 1e9
    detail = f"{free_gb:.1f} GB free in {folder}"
    if free_gb < FREE_GB_AT_LEAST:
        return Finding("disk", "failed", detail, "free space: a publish needs a second copy of the database")
    return Finding("disk", "ok", detail)


def _lock(settings: Settings) -> Finding:
    holder = lock_holder(WarehousePaths(settings.warehouse.path).lock)
    detail = "no run under way" if holder is None else f"a run is under way (process {holder})"
    return Finding("writer", "ok", detail)


def _snapshot(reader: Reader, settings: Settings, now: datetime) -> Iterator[Finding]:
    stat = settings.warehouse.path.stat()
    age = now - datetime.fromtimestamp(stat.st_mtime, UTC)
    detail = (
        f"{settings.warehouse.path}, {stat.st_size / 1e6:.1f} MB, published {_hours(age)} ago, "
        f"schema {reader.schema_version()}"
    )
    late = age > timedelta(hours=SNAPSHOT_HOURS_AT_MOST)
    remedy = "is the schedule running? see tension serve, or run: tension run"
    yield Finding("snapshot", "warning", detail, remedy) if late else Finding("snapshot", "ok", detail)


def _days(reader: Reader, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    days = reader.query(
        "select pair, max(date) as last_day, count(*) as days, "
        "count_if(coverage <> 'ok')::bigint as poorly_covered "
        "from tension_index group by pair order by pair"
    )
    if days.empty:
        yield Finding("index", "warning", "no day yet", "run: tension run")
    for row in days.itertuples(index=False):
        detail = f"{row.days} days to {row.last_day:%Y-%m-%d}, {row.poorly_covered} with thin or no coverage"
        yield Finding(f"index {row.pair}", "ok", detail)


def _runs(reader: Reader, _settings: Settings, now: datetime) -> Iterator[Finding]:
    late_before = now.replace(tzinfo=None) - timedelta(hours=SNAPSHOT_HOURS_AT_MOST)
    runs = reader.query(
        "select *, started_at < ? as late from log.runs order by started_at desc limit 1", [late_before]
    )
    for row in runs.itertuples(index=False):
        detail = f"{row.kind} of {row.started_at:%Y-%m-%d %H:%M} UTC {row.state} {row.message}".strip()
        bad = row.state == "failed" or bool(row.message) or bool(row.late)
        remedy = "mend what it names; the next run goes on where it stopped"
        yield Finding("last run", "warning", detail, remedy) if bad else Finding("last run", "ok", detail)


def _checks(reader: Reader, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    results = reader.checks()
    for result in results:
        if not result.ok:
            detail = f"{result.name}: {result.what}: {result.failures[0]}"
            yield Finding("checks", "failed", detail, "compute all again: tension run --from-scratch")
    if all(result.ok for result in results):
        yield Finding("checks", "ok", f"all {len(results)} hold")


def _sources(reader: Reader, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    unwell = reader.query(
        "select source_id, state, reason from source_health where state not in ('ok', 'disabled')"
    )
    for row in unwell.itertuples(index=False):
        told = f"{row.state}: {row.reason}"
        yield Finding(f"source {row.source_id}", "warning", told, "try it with: tension sources check")


def _standing(reader: Reader, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    open_measures = reader.query(load_query("open_measures"))
    for row in open_measures.itertuples(index=False):
        measure = f"{row.signal} of {row.measure}, {row.source} against {row.target}"
        yield Finding(f"standing {row.pair}", "ok", f"{measure}, last mentioned {row.last_known_at:%Y-%m-%d}")


def _deliveries(reader: Reader, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    waiting = reader.query(
        "select count(*) as number, max(last_error) as error from deliveries where state <> 'sent'"
    )
    for row in waiting[waiting["number"] > 0].itertuples(index=False):
        detail = f"{row.number} not delivered: {row.error}"
        yield Finding("alerts", "warning", detail, "try the channels with: tension alerts test")


def _channels(settings: Settings, environ: Mapping[str, str]) -> Finding:
    try:
        channels = load_channels(settings.alerts.secrets, environ)
    except TensionError as error:
        return Finding("channels", "failed", error.what, error.remedy)
    if channels:
        return Finding("channels", "ok", f"alerts go to {', '.join(sorted(channels))}")
    remedy = f"set TENSION_CHANNEL_<NAME>, or write {settings.alerts.secrets}; see docs/operations.md"
    return Finding("channels", "warning", "none: alerts are recorded and reach nobody", remedy)


def _alerts(reader: Reader, _settings: Settings, _now: datetime) -> Iterator[Finding]:
    last = reader.query("select * from tension_alerts order by raised_for desc, rule limit 1")
    for row in last.itertuples(index=False):
        yield Finding(
            "last alert", "ok", f"{row.rule} for {row.pair}, {row.raised_for:%Y-%m-%d}, {row.state}"
        )
    waiting = reader.query("select * from tension_alerts where state = 'raised' order by raised_for, rule")
    for row in waiting.itertuples(index=False):
        detail = f"{row.rule} is open since {row.raised_for:%Y-%m-%d} and nobody took note"
        yield Finding(
            f"alert {row.pair}", "warning", detail, f"take note: tension alerts ack {str(row.alert_id)[:8]}"
        )


def _hours(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.1f} hours" if hours < 72 else f"{hours / 24:.0f} days"  # noqa: PLR2004 - three days


QUESTIONS = (_snapshot, _days, _runs, _checks, _sources, _standing, _alerts, _deliveries)
