"""Where the third-party reference data lies; checks that read it skip when it is absent."""

import os
from pathlib import Path

import pytest

REFERENCE = Path(os.environ.get("TENSION_REFERENCE", "../shared"))


def reference_file(name: str) -> Path:
    """The path of a reference file, or a skip that says why."""
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"reference data {name} is not part of the project; set TENSION_REFERENCE to its folder")
    return path
