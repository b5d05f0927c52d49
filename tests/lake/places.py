"""Lakes to test with: a SQLite file, and a PostgreSQL server of the test's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tension.config import LakeSettings

POSTGRES_USER = "postgres"
_INSTALL = (
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"],
)


def sqlite_lake(folder: Path) -> LakeSettings:
    """A lake whose catalog and data lie in a folder."""
    return LakeSettings(catalog=str(folder / "lake.sqlite"), data_path=str(folder / "lake"))


@contextmanager
def postgres_server() -> Iterator[str]:
    """A connection string of a PostgreSQL server that lives as long as the block, reached by its socket only."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tension-pg-"))
    data = folder / "data"
    as_server: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root.
        shutil.chown(folder, POSTGRES_USER, POSTGRES_USER)
        as_server = ["runuser", "-u", POSTGRES_USER, "--"]

    def server(program: str, *arguments: str) -> None:
        command = [*as_server, str(programs / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    server("initdb", "-D", str(data), "-A", "trust", "-U", POSTGRES_USER, "--no-sync")
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=40"
    server("pg_ctl", "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        yield f"host={folder} user={POSTGRES_USER} dbname={POSTGRES_USER}"
    finally:
        server("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of initdb, installed where that is possible."""
    found = _installed()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in _INSTALL:
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)
        found = _installed()
    if found is None:
        pytest.skip("PostgreSQL is not installed, and only root of a Debian system can install it")
    return found


def _installed() -> Path | None:
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
