"""Debian's packages that tests need, installed where that is possible: by one process at a time."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

_LOCK = Path(tempfile.gettempdir()) / "tension-tests-apt.lock"


def why_missing(package: str, is_there: Callable[[], bool]) -> str:
    """Why a package is not there, after trying to install it; empty where it is."""
    if is_there():
        return ""
    if os.geteuid() or not shutil.which("apt-get"):
        return f"{package} is not installed, and only root of a Debian system can install it"
    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return "" if is_there() else _install(package, is_there)


def _install(package: str, is_there: Callable[[], bool]) -> str:
    wait = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq")
    for command in ((*wait, "update"), (*wait, "install", "-y", "--no-install-recommends", package)):
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
        if done.returncode:
            return f"{package} could not be installed: {' '.join(command)}: {done.stderr.strip()[-200:]}"
    return "" if is_there() else f"the package {package} brought not what was looked for"
