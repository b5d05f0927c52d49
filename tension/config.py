"""Settings from `tension.toml`, validated before anything runs."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tension.alerts.rules import DEFAULT_RULES, Rule, refuse_twins
from tension.errors import ConfigError
from tension.pairs import Pair
from tension.sources.config import FetchSettings, Source, check_sources

DEFAULT_CONFIG = Path("tension.toml")
_BUCKET = re.compile(r"s3://[A-Za-z0-9][A-Za-z0-9._-]+(/[A-Za-z0-9._=/-]*)?")


class Section(BaseModel):
    """A table of the configuration: unknown keys are refused, values do not change."""

    # Tracebacks print the error beneath ours, and a value in the wrong place may be a password.
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class LakeSettings(Section):
    """A lake: its catalog is a SQLite file, or `postgres`, reached by a DSN from the environment.

    Its data lies in a folder, or in a bucket that is reached by a key from the environment.
    """

    catalog: Annotated[str, Field(min_length=1)] = "warehouse/lake.sqlite"
    data_path: Annotated[str, Field(min_length=1)] = "warehouse/parquet"

    @field_validator("catalog")
    @classmethod
    def _catalog(cls, value: str) -> str:
        if "=" in value or "://" in value:
            raise ValueError(
                'a connection string is a secret; set catalog = "postgres", '
                "and TENSION_LAKE_DSN to the string in the environment"
            )
        return value

    @field_validator("data_path")
    @classmethod
    def _data_path(cls, value: str) -> str:
        if "://" in value and not _BUCKET.fullmatch(value):
            raise ValueError(
                "give a folder, or an object store as s3://bucket/prefix, its key in AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY; one that is not of AWS but speaks S3 (MinIO, R2, Google) is "
                "s3:// too, with its address in AWS_ENDPOINT_URL; Azure's does not speak it"
            )
        return value


class WarehouseSettings(Section):
    """Where the database is, what it is kept in, and how long a run waits for another."""

    path: Path = Path("warehouse/tension.duckdb")
    lock_wait_seconds: Annotated[float, Field(ge=0)] = 600.0
    memory_mb: Annotated[int, Field(ge=128)] | None = 256
    storage: Literal["duckdb", "ducklake"] = "duckdb"
    lake: LakeSettings = LakeSettings()

    @property
    def opened_lake(self) -> LakeSettings | None:
        """The lake, where the storage is one."""
        return self.lake if self.storage == "ducklake" else None


class InputSettings(Section):
    """What is accepted from files."""

    max_article_mb: Annotated[float, Field(gt=0)] = 5.0
    earliest: date = date(1990, 1, 1)
    future_hours: Annotated[float, Field(ge=0)] = 36.0
    languages: tuple[str, ...] = ("en", "ur", "fa", "ar", "hi", "ps", "tr", "fr", "de", "es", "ru", "zh")


class StorySettings(Section):
    """When two articles are one report printed twice."""

    window_days: Annotated[int, Field(ge=1)] = 4
    similarity: Annotated[float, Field(ge=0.25, lt=1)] = 0.3


class IndexSettings(Section):
    """Parameters of the index that users may set; the method's own constants live beside the method."""

    seed: int = 20240118
    revision_days: Annotated[int, Field(ge=0)] = 7


class ScoringSettings(Section):
    """How scoring uses the machine."""

    engine: Literal["local", "processes", "dask"] = "processes"
    workers: Annotated[int, Field(ge=1)] = 2
    dask_address: Annotated[str, Field(pattern=r"^((tcp|tls)://\S+:\d+)?$")] = ""


class AlertSettings(Section):
    """What raises an alert, and how it reaches people.

    Addresses of channels are secrets: they come from the environment or from the secrets file.
    """

    secrets: Path = Path("secrets.toml")
    historical_after_hours: Annotated[float, Field(gt=0)] = 48.0
    max_attempts: Annotated[int, Field(ge=1)] = 12
    link: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    rules: tuple[Rule, ...] = DEFAULT_RULES

    @field_validator("rules")
    @classmethod
    def _rules(cls, value: tuple[Rule, ...]) -> tuple[Rule, ...]:
        for rule in value:
            for text in rule.pairs:
                try:
                    Pair.parse(text)
                except ConfigError as error:
                    raise ValueError(f"rule {rule.name!r}: {error}") from error
        return refuse_twins(value)


class Settings(Section):
    """The whole configuration."""

    pairs: tuple[str, ...] = ("PAK-IRN",)
    warehouse: WarehouseSettings = WarehouseSettings()
    models: Path = Path("models")
    input: InputSettings = InputSettings()
    stories: StorySettings = StorySettings()
    scoring: ScoringSettings = ScoringSettings()
    index: IndexSettings = IndexSettings()
    fetch: FetchSettings = FetchSettings()
    sources: tuple[Source, ...] = ()
    alerts: AlertSettings = AlertSettings()

    @field_validator("sources")
    @classmethod
    def _sources(cls, value: tuple[Source, ...]) -> tuple[Source, ...]:
        return check_sources(value)

    @field_validator("pairs")
    @classmethod
    def _pairs(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("name at least one pair, as pairs = ['PAK-IRN']")
        for text in value:
            try:
                Pair.parse(text)
            except ConfigError as error:
                raise ValueError(str(error)) from error
        return value

    @property
    def parsed_pairs(self) -> list[Pair]:
        """The pairs to index, in the configured order."""
        return [Pair.parse(text) for text in self.pairs]


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """Read the configuration file; without one, the defaults.

    Args:
        path: the file; None means `tension.toml` in the current directory where there is one.
        overrides: top-level tables that replace the file's, as `warehouse={"path": ...}`.

    Raises:
        ConfigError: the file is missing, is not TOML, or holds a value that cannot be used.
    """
    file = path or DEFAULT_CONFIG
    if path is not None and not path.is_file():
        raise ConfigError(f"no configuration at {path}", "give --config an existing file")
    data: dict[str, Any] = {}
    if file.is_file():
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{file} is not valid TOML: {error}", "mend the line it names") from error
    for key, value in overrides.items():
        data[key] = {**data.get(key, {}), **value} if isinstance(value, dict) else value
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_explain(file, error), "mend the values named and run again") from error


def _explain(file: Path, error: ValidationError) -> str:
    """One line naming each setting, its value unless that may be a secret, and what is wrong with it."""
    parts = []
    for item in error.errors():
        name = ".".join(str(step) for step in item["loc"]) or "(file)"
        value = "" if _may_be_secret(item["loc"], item["input"]) else f" = {item['input']!r}"
        parts.append(f"{name}{value}: {item['msg']}")
    return f"{file}: " + "; ".join(parts)


def _may_be_secret(where: tuple[int | str, ...], value: object) -> bool:
    """Whether a password may stand there: anywhere about the lake but in a folder or a plain address."""
    if where[:2] != ("warehouse", "lake"):
        return False
    return where[2:] != ("data_path",) or any(sign in str(value) for sign in "@?")
