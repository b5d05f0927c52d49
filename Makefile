# Every target starts from nothing but Python 3.11, make and git.
PYTHON ?= python3.11
UV_VERSION := 0.13.9
TOOLS := .tools
UV := $(TOOLS)/bin/uv
RUN := $(UV) run --locked --no-sync
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: setup run test soak lint format bench clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(UV):
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) not found; install Python 3.11 or run make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.locked: uv.lock pyproject.toml | $(UV)
	@$(UV) sync --locked --quiet --python $(PYTHON)
	@touch $@

setup: .venv/.locked ## install everything into .venv

run: setup ## run the flow over the January 2024 sample and show the days
	@$(RUN) tension run --input warehouse/samples/january-2024.jsonl.gz

test: setup ## unit, property and whole-path tests, under 6 minutes on 2 cores
	@$(RUN) pytest -n 2 --dist loadfile -m "not soak"

soak: setup ## kill loops, load and memory runs, under 30 minutes
	@$(RUN) pytest -n 2 --dist loadfile -m soak

lint: setup ## ruff and mypy --strict
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy

format: setup ## let ruff mend what it can
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .

bench: setup ## measure every stage and the whole path
	@$(RUN) tension bench

clean: ## remove environments and caches, never the database
	@rm -rf .venv $(TOOLS) .pytest_cache .mypy_cache .ruff_cache .hypothesis
