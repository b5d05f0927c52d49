"""The image's own steps, carried out in a clean folder and a clean environment: what they make runs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tension.warehouse import open_reader

pytestmark = pytest.mark.soak

ROOT = Path(__file__).parents[2]
# Steps that only make sense inside an image: they would make users and folders of this machine.
INSIDE_ONLY = ("useradd", "mkdir /data", "chown")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined, comments gone."""
    text = re.sub(r"(?m)^#.*\n", "", (ROOT / "deploy/Dockerfile").read_text())
    lines = text.replace("\\\n", " ").splitlines()
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines if line)]


def copy(sources: list[str], target: Path) -> None:
    """As COPY does: files into the folder, a folder's content into the folder named."""
    for name in sources:
        source = ROOT / name
        if source.is_dir():
            skipped = shutil.ignore_patterns("__pycache__", "*.duckdb*", "*.lock", "tmp")
            shutil.copytree(source, target, ignore=skipped, dirs_exist_ok=True)
        else:
            shutil.copy(source, target)


def build(app: Path, data: Path, env: dict[str, str]) -> list[str]:
    """Carry out COPY and RUN; returns the commands run."""
    done = []
    for word, rest in instructions():
        if word == "COPY":
            *sources, target = rest.split()
            copy(sources, app / target)
        if word == "RUN":
            steps = [step.strip() for step in rest.split("&&")]
            kept = [step for step in steps if not step.startswith(INSIDE_ONLY)]
            command = " && ".join(kept).replace("/data", str(data))
            subprocess.run(["/bin/sh", "-ec", command], cwd=app, env=env, check=True)
            done += kept
    return done


def test_what_the_image_builds_runs(tmp_path: Path) -> None:
    app, data, pip = tmp_path / "app", tmp_path / "data", tmp_path / "pip"
    app.mkdir()
    data.mkdir()
    subprocess.run([sys.executable, "-m", "venv", str(pip)], check=True)
    outside = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    env = outside | {
        "PATH": f"{app}/.venv/bin:{pip}/bin:/usr/bin:/bin",
        "PREFECT_HOME": str(data / "prefect"),
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "UV_PYTHON": sys.executable,
    }
    done = build(app, data, env)
    assert any("uv sync" in step for step in done)
    assert not (app / "tests").exists()
    run = ["tension", "run", "--input", "warehouse/samples/january-2024.jsonl.gz"]
    subprocess.run([str(app / ".venv/bin" / run[0]), *run[1:]], cwd=app, env=env, check=True)
    assert (data / "tension.duckdb").is_file()
    subprocess.run([str(app / ".venv/bin/tension"), "doctor"], cwd=app, env=env, check=True)
    with open_reader(data / "tension.duckdb") as reader:
        assert len(reader.query("select date from tension_index")) >= 34
