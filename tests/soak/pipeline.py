"""One whole run of the library on files, without Prefect: what the kill loops start and kill."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tension.config import load_settings
from tests.library_run import run_library

if __name__ == "__main__":
    database, *inputs = (Path(name) for name in sys.argv[1:])
    run_library(load_settings(warehouse={"path": database}), inputs, datetime.now(UTC))
