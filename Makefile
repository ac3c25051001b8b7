# `make run` shows the product at work; `make test` proves it; `make check` is what CI runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo
BOTH := --numprocesses 2 --dist loadfile
.DEFAULT_GOAL := help

.PHONY: help run test check lint types rooms docs bench lock clean dev

help: ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/.run: requirements/run.txt pyproject.toml
	@echo "Installing into $(VENV) (once; a minute or two) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make run PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --progress-bar on --no-deps --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(BIN)/.dev: $(BIN)/.run requirements/dev.txt
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --progress-bar on --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

$(BIN)/.bench: $(BIN)/.run requirements/bench.txt
	@echo "Installing what the benchmark measures against …"
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --progress-bar on --no-deps --require-hashes -r requirements/bench.txt
	@touch $@

dev: $(BIN)/.dev ## Install everything that developing needs

run: $(BIN)/.run ## Set up everything and run the example organisation
	@$(BIN)/azukari demo $(DEMO)

test: $(BIN)/.dev ## Run all tests, in two processes
	@$(BIN)/python -m pytest $(BOTH)

check: $(BIN)/.dev $(BIN)/.bench lint types rooms docs ## Run everything that CI runs
	@$(BIN)/python -m pytest $(BOTH) --cov --cov-report=term:skip-covered
	@$(BIN)/python -m coverage report --include='*/azukari/vault/*,*/azukari/keeper/*,*/azukari/ledger/*' --fail-under=95 --skip-covered
	@$(BIN)/python -m bench --scale quick

lint: $(BIN)/.dev ## Check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(BIN)/.dev ## Check types
	@$(BIN)/mypy

rooms: $(BIN)/.dev ## Check that rooms keep their order
	@$(BIN)/lint-imports

docs: $(BIN)/.dev ## Check that the documents agree with the code
	@$(BIN)/python -m pytest -q tests/house

bench: $(BIN)/.bench ## Measure each operation beside a baseline; ROWS=store,open chooses, QUICK=1 only tries it out
	@$(BIN)/python -m bench --scale $(if $(QUICK),quick,full) --rows "$(ROWS)"

lock: ## Pin the dependencies again, a week old at least, with hashes
	@for name in run dev bench; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --exclude-newer "$$(date -u -d '7 days ago' +%F)" requirements/$$name.in -o requirements/$$name.txt; done

clean: ## Take away the environment and the demo
	@rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis
