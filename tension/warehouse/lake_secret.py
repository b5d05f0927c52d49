"""Keeping the secrets of a lake, its connection string and its key: DuckDB repeats them in its errors."""

import os
import re
from contextlib import suppress
from functools import wraps
from typing import Any, cast
from urllib.parse import urlsplit

import duckdb

DSN_VARIABLE = "TENSION_LAKE_DSN"
AWS_SECRET = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - the name of a variable
AWS_TOKEN = "AWS_SESSION_TOKEN"  # noqa: S105 - the same
_MASK = "***"
_PASSWORD = re.compile(r"""(password\s*=\s*)('(?:[^'\\]|\\.|'')*'?|"[^"]*"?|[^\s'"&]+)""", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(postgres(?:ql)?://[^\s:/@]*):[^\s\"]*@", re.IGNORECASE)
_OPEN_VALUE = re.compile(r"(?:^|\s)(?:host|hostaddr|port|user|dbname)\s*=\s*([^\s'\\]+)")
_QUOTED = re.compile(r'"([^"]*)"')


def silent(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same connection; its errors keep their types and tell no secret, whoever prints or stores them."""
    return cast("duckdb.DuckDBPyConnection", _Silent(connection))


class _Silent:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        if not callable(found):
            return found

        @wraps(found)
        def call(*arguments: Any, **named: Any) -> Any:
            try:
                result = found(*arguments, **named)
            except duckdb.Error as error:
                raise type(error)(without_secrets(str(error))) from None
            return self if result is self._connection else result

        return call


def told(error: Exception) -> str:
    """The first line of an error, without secrets."""
    text = without_secrets(str(error))
    return text.splitlines()[0] if text else type(error).__name__


def without_secrets(text: str) -> str:
    """A text without passwords, the key of an object store, the connection string, and pieces of it."""
    for name in (AWS_SECRET, AWS_TOKEN):
        if value := os.environ.get(name, ""):
            for form in (value.replace("'", "''"), value):
                text = text.replace(form, name)
    dsn = os.environ.get(DSN_VARIABLE, "")
    if dsn:
        for form in (dsn.replace("'", "''"), dsn):
            text = text.replace(form, DSN_VARIABLE)
        # Of a string that it cannot read, libpq quotes the words it stumbled on: maybe half a password.
        known = _open_values(dsn)
        text = _QUOTED.sub(lambda found: found[0] if _harmless(found[1], dsn, known) else f'"{_MASK}"', text)
    text = _PASSWORD.sub(rf"\1{_MASK}", text)
    return _URL_PASSWORD.sub(rf"\1:{_MASK}@", text)


def _harmless(piece: str, dsn: str, known: frozenset[str]) -> bool:
    return piece in known or piece not in dsn


def _open_values(dsn: str) -> frozenset[str]:
    """What may be told of a connection string: host, port, user, database; an equals sign tells nothing."""
    found = set(_OPEN_VALUE.findall(_PASSWORD.sub("", dsn)))
    with suppress(ValueError):
        if "://" in dsn and "@" not in (parts := urlsplit(dsn)).path:
            found |= {parts.hostname or "", parts.username or "", parts.path.strip("/")}
    return frozenset(found | {"", "="})
