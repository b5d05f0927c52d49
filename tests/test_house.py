"""The house rules that can be read off the source."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIBRARY = sorted((ROOT / "tension").rglob("*.py"))
MODULES = [*LIBRARY, *sorted((ROOT / "flows").rglob("*.py"))]
NETWORK = {"httpx", "requests", "urllib.request", "socket", "http.client", "smtplib", "apprise"}
LINES_AT_MOST = 300


def imports(path: Path) -> set[str]:
    """Every module a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def importers(*names: str) -> set[str]:
    """The modules that import any of the names or something inside them."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        for module in imports(path)
        if any(module == name or module.startswith(f"{name}.") for name in names)
    }


def test_the_library_imports_neither_prefect_nor_flows() -> None:
    assert not {path for path in importers("prefect", "flows") if path.startswith("tension/")}


def test_only_the_warehouse_opens_duckdb() -> None:
    assert all(path.startswith("tension/warehouse/") for path in importers("duckdb"))


def test_only_sources_and_delivery_touch_the_network() -> None:
    allowed = ("tension/sources/", "tension/alerts/delivery.py")
    assert {path for path in importers(*NETWORK) if not path.startswith(allowed)} == set()


def test_nothing_is_pickled() -> None:
    assert importers("pickle", "joblib", "skops", "dill", "cloudpickle") == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES_AT_MOST


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = {
        package["name"]
        for package in tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    }
    for line in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        name = re.split(r"[\[=<>]", line)[0].strip().lower().replace("_", "-")
        assert name in locked
