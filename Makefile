# Milepost's commands for a fresh clone. Each sets up what it needs; a second run finds it done.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PYTHON ?= python3

export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
# Where Python is told to keep no compiled modules, each of the many commands below would compile the whole program anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help report history test slow chance check kills bench fuzz corpus docs pictures messages lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(READY) ## weekly reports of the samples in workbooks/, written to outputs/
	@$(BIN)/milepost run --date 2026-11-20 || [ $$? -eq 1 ]

history: $(READY) ## twelve weeks of one sample, run week by week, written to outputs/history/
	@$(BIN)/python scripts/replay_history.py

test: $(READY) ## all tests
	@$(BIN)/pytest -n 2 --dist loadgroup --no-loadscope-reorder

slow: $(READY) ## the tests that take minutes: faults of disks and servers, clusters, pools
	@$(BIN)/pytest -n 2 -m slow

chance: $(READY) ## the tests of properties on other examples each time; those of the gate are always the same
	@MILEPOST_CHANCE=1 $(BIN)/pytest -n 2 -m hypothesis

check: $(READY) ## everything the gate runs: lint, format, types, tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

kills: $(READY) ## runs and approvals killed at a hundred moments each on both databases, with counts; takes half an hour
	@MILEPOST_KILLS=100 $(BIN)/pytest -s -k "killed or two_" tests/delivery/test_week_kills.py tests/delivery/test_kills.py tests/faults/test_killed.py

bench: $(READY) ## timings against peers, written to docs/benchmarks.md
	@$(BIN)/python tests/benchmarks/bench.py

fuzz: $(READY) ## 20,000 damaged workbooks through everything; those that fail are kept in build/fuzz
	@PYTHONPATH=tests $(BIN)/python -m fuzz.run

corpus: $(READY) ## spreadsheets of your own through everything, as they are and mapped by chance: make corpus FILES=folder
	@PYTHONPATH=tests $(BIN)/python -m fuzz.run --files "$(or $(FILES),$(error Which folder? make corpus FILES=folder))"

docs: $(READY) ## pages and schemas that are made from the code
	@$(BIN)/python scripts/generate_docs.py

pictures: history ## the pictures of docs/ from the twelve weeks; needs Chromium
	@$(BIN)/python scripts/pictures.py

messages: $(READY) ## the catalogues of pipeline/wording brought up to the sentences in code and templates
	@$(BIN)/python scripts/messages.py

lock: ## requirements.lock anew from pyproject.toml; needs uv
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --upgrade \
	  --no-emit-index-url --no-annotate --custom-compile-command "make lock" --quiet --output-file requirements.lock

$(READY): requirements.lock pyproject.toml scripts/setup
	@PYTHON=$(PYTHON) scripts/setup $(VENV)
	@touch $@
