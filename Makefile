# `make help` lists what there is. Only git, make and python3 (3.11 or newer) are needed to begin with.

CITY ?= nanjing
PEOPLE ?= 2000
KILLS ?= 20
SEED ?= 1
FILE ?= tests/vectors/public.json
JOBS ?= 2
WALKS := tests/journeys tests/browser

PYTHON := .venv/bin/python
READY := .venv/.ready
PYTEST := $(PYTHON) -m pytest
UV := .run/uv/bin/uv

.DEFAULT_GOAL := help

.PHONY: help
help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: $(READY) ## Make the virtual environment with everything locked

$(READY): requirements.lock
	deploy/local/setup

.PHONY: lock
lock: ## Write requirements.lock anew from pyproject.toml
	test -x $(UV) || { python3 -m venv .run/uv && .run/uv/bin/python -m pip install --quiet uv==0.13.9; }
	$(UV) pip compile pyproject.toml --group dev --quiet --no-config --universal --python-version 3.11 \
		--generate-hashes --no-header --no-emit-index-url --no-emit-find-links --output-file requirements.lock

.PHONY: lint
lint: $(READY) ## Format, lint, types and import rules
	$(PYTHON) -m ruff format --check --quiet .
	$(PYTHON) -m ruff check --quiet .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo

.PHONY: check
check: lint ## The same, and the quick tests: what to run before each commit
	$(PYTEST) -q $(wildcard tests/domain tests/contracts)

.PHONY: test
test: $(READY) ## All tests, on MongoDBs and RabbitMQs of their own; side by side: JOBS=2
	$(MAKE) --no-print-directory --jobs=$(JOBS) --keep-going test-journeys test-parts test-pages

.PHONY: test-journeys
test-journeys: $(READY) # what goes through whole platforms, as a person or a program would
	$(PYTEST) -q tests/journeys

.PHONY: test-pages
test-pages: $(READY) # the same in a browser, on a platform of its own
	$(PYTEST) -q tests/browser

.PHONY: test-parts
test-parts: $(READY) # everything else
	$(PYTEST) -q $(WALKS:%=--ignore=%)

.PHONY: test-browser
test-browser: $(READY) ## The pages in the system's Chromium; a picture of each in .run/screenshots
	$(PYTEST) tests/browser

.PHONY: run
run: $(READY) ## The whole platform on this machine, with a demonstration city, until Ctrl-C
	$(PYTHON) -m deploy.local.run

.PHONY: demo
demo: $(READY) ## Load more people into the run under way: CITY=nanjing PEOPLE=2000
	$(PYTHON) -m deploy.demo --city $(CITY) --people $(PEOPLE)

.PHONY: ledger
ledger: $(READY) ## What of tests/features.md is proven, row by row
	$(PYTEST) -q --ledger=.run/ledger.json -m feature $(wildcard tests/journeys tests/browser)

.PHONY: vectors
vectors: $(READY) ## Check the product's functions against test vectors: FILE=tests/vectors/public.json
	$(PYTHON) -m tests.vectors $(FILE)

.PHONY: faults
faults: $(READY) ## Kill processes at random under load, then audit everything: KILLS=20 SEED=1
	$(PYTHON) -m tests.faults --kills $(KILLS) --seed $(SEED)

.PHONY: bench
bench: $(READY) ## One JSON line a figure
	$(PYTHON) -m tests.bench
