# Firmground. `make run` opens the demonstration, `make test` runs everything this machine can run.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

.PHONY: help run setup test test-deep check fix docs looks bench bench-pages bench-ground real-data

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/uv:
	@$(PYTHON) -m venv $(VENV) || { echo "Python 3.11 with venv and ensurepip is needed (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/run.done: pyproject.toml requirements.txt | $(BIN)/uv
	@echo "Installing what Firmground runs with ..."
	@$(UV) -r requirements.txt
	@$(UV) --no-deps -e .
	@touch $@

$(VENV)/messages.done: $(VENV)/run.done $(wildcard src/firmground/web/locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python scripts/messages.py --compile
	@touch $@

$(VENV)/test.done: $(VENV)/messages.done requirements-test.txt
	@echo "Installing what the tests run with ..."
	@$(UV) -r requirements-test.txt
	@touch $@

setup: $(VENV)/test.done ## Make the environment, tests included

run: $(VENV)/messages.done ## Make the demonstration and open it on http://127.0.0.1:8000
	@$(BIN)/python -m examples.deir_ez_zor
	@FIRMGROUND_DEMONSTRATION=true $(BIN)/firmground serve

check: $(VENV)/test.done ## Format, lint, types, imports
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python scripts/messages.py --check
	@$(BIN)/python scripts/docs.py --check

fix: $(VENV)/test.done ## Format and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

test: check ## Everything that this machine can run; says loudly what it skipped
	@$(BIN)/pytest

test-deep: $(VENV)/test.done ## The promises at 5,000 cases each, and 50 kills
	@DEEP=true $(BIN)/pytest tests/promises tests/state/test_never_lower.py tests/state/test_folded.py tests/geometry tests/batch/test_pieces.py tests/batch/test_questions.py

docs: $(VENV)/messages.done ## Generate figures, checks, settings, errors, commands
	@$(BIN)/python scripts/docs.py

looks: $(VENV)/test.done ## Take the pictures of docs/looks.md
	@$(BIN)/python scripts/looks.py

bench: bench-ground ## Time the engine and the checks beside peers
	@$(BIN)/python -m bench.checks

bench-ground: $(VENV)/run.done ## Measure the ground beside every peer and write docs/performance.md
	@$(BIN)/python -m bench.ground

bench-pages: $(VENV)/messages.done ## Time every officer's page at a ledger of Bosnia's size, from ../shared/data
	@$(BIN)/python -m bench.pages

real-data: $(VENV)/test.done ## Import Bosnia and Colombia from ../shared/data and write docs/real-data.md
	@$(BIN)/python scripts/real_data.py
