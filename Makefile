# make run    set up, then align the embedded model and show it before and after
# make test   set up, then run the tests
# make lint   format, lint and type checks
#
# RECIPE  what `make run` runs (starter-cai goes on through both phases of Constitutional AI)
# PYTHON  the interpreter to build on (3.11 or newer); a torch that it already has is used as it is
# TORCH   what pip is asked for otherwise, with any options, e.g. make run TORCH="torch==2.13.0 --index-url URL"

RECIPE ?= starter
PYTHON ?= python3
TORCH ?= torch==2.13.0
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test lint format clean

run: $(READY)
	$(BIN)/heelwork run $(RECIPE)

test: $(READY)
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

$(READY): pyproject.toml constraints.txt scripts/setup.sh
	PYTHON="$(PYTHON)" TORCH="$(TORCH)" VENV="$(VENV)" sh scripts/setup.sh
	@touch $(READY)

clean:
	rm -rf $(VENV) build .pytest_cache .ruff_cache .mypy_cache
