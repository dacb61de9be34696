# One workspace, one virtual environment. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
MEMBERS := schema/wire gateway-graphql auth-service flight-service reservation-service system
# A Node of one's own is used where there is one; else the PyPI wheel puts one into .venv.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix web
WEB_SOURCES := $(shell find web \( -path web/node_modules -o -path web/dist -o -path web/test-results \) -prune -o -type f -print 2>/dev/null) schema/api.graphql
PYTEST_ARGS ?=
export UV_LINK_MODE ?= hardlink

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

# --- what everything begins with

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check "uv==0.13.9"

$(VENV)/installed: requirements.lock $(addsuffix /pyproject.toml,$(MEMBERS)) | $(UV)
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps $(addprefix -e ,$(MEMBERS))
	@touch $@

install: $(VENV)/installed ## one .venv at the root with every member and tool

$(VENV)/node-ready: system/requirements-node.lock | $(VENV)/installed
	@if PATH="$(CURDIR)/$(BIN):$$PATH" node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null; \
	  then echo "Node $$(PATH="$(CURDIR)/$(BIN):$$PATH" node --version) found"; \
	  else VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r system/requirements-node.lock; fi
	@touch $@

web/node_modules/.installed: web/package-lock.json $(VENV)/node-ready
	$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/index.html: web/node_modules/.installed $(WEB_SOURCES)
	$(NPM) run --silent build
	@touch $@

web: web/dist/index.html ## build the web client

GRAPHIQL := gateway-graphql/src/jetbridge/graphiql
$(GRAPHIQL)/bundles/graphiql.min.js.gz: $(GRAPHIQL)/vendor.py $(VENV)/node-ready
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python $<
	@touch $@

graphiql: $(GRAPHIQL)/bundles/graphiql.min.js.gz ## take GraphiQL from npm, so that the gateway can serve it offline

# RabbitMQ and Chromium come from the distribution where we may install them; tests that need them say so where we may not.
system-packages:
	@bash system/install-system-packages.sh

# --- running

run: install web graphiql ## the whole system on this machine: prints its URLs, Ctrl-C stops it
	$(BIN)/python -m airline_system run

up: ## docker compose: production-like, with MongoDB and RabbitMQ
	@bash system/create-secrets.sh
	docker compose up --build --detach

down: ## stop docker compose, keep the data
	docker compose down

# --- quality

format: install ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .

lint: install ## formatting, lint and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

types: install ## strict types
	$(BIN)/mypy $(addsuffix /src,$(MEMBERS))

schema: install ## export the subgraphs' schemas and compose them
	$(BIN)/python -m airline_system schema --write
	$(BIN)/python -m wire.event_schemas schema/events

docs: install ## write docs/errors.md from the catalogues in the code
	$(BIN)/jetbridge explain --format markdown > docs/errors.md

schema-check: install
	$(BIN)/python -m airline_system schema --check

web-check: web
	$(NPM) run --silent lint
	$(NPM) run --silent typecheck
	$(NPM) run --silent budget
	$(NPM) run --silent test

test: install system-packages web web-check graphiql ## the whole test suite; PYTEST_ARGS="PATH… -k WORD" for a part of it
ifeq ($(strip $(PYTEST_ARGS)),)
	@$(MAKE) --no-print-directory --keep-going --jobs=2 end-to-end-tests member-tests
else
	$(BIN)/pytest $(PYTEST_ARGS)
endif

# The end-to-end tests often wait for what they started: the others, beside them, keep the second core busy. Each has a database
# and a broker of its own. What the members' tests print comes whole, at their end, not between the lines of the others.
end-to-end-tests:
	$(BIN)/pytest system/tests

member-tests:
	@printed=$$(mktemp); trap 'rm -f "$$printed"' EXIT; echo "the members' tests run beside the end-to-end tests"; \
	  $(BIN)/pytest -o cache_dir=$(VENV)/pytest-members $(addsuffix /tests,$(filter-out system,$(MEMBERS))) >"$$printed" 2>&1; \
	  ended=$$?; cat "$$printed"; exit $$ended

e2e: install system-packages web graphiql ## only the end-to-end and browser tests
	$(BIN)/pytest system/tests $(PYTEST_ARGS)

check: lint types schema-check test ## everything CI checks

chaos: install system-packages ## crowds, faults and random histories, for hours; ends with figures
	CHAOS=long $(BIN)/pytest -v -m chaos $(PYTEST_ARGS)

fuzz: install ## long fuzzing of the gateway; ends with figures
	FUZZ=long $(BIN)/pytest gateway-graphql/tests -m fuzz $(PYTEST_ARGS)

bench: install ## the gateway beside other gateways; writes docs/performance.md
	$(BIN)/python gateway-graphql/bench/run.py --write $(BENCH_ARGS)

bench-micro: install ## what the engine costs against its floor; fails if a shape has become dearer
	$(BIN)/python gateway-graphql/bench/micro/run.py

bench-search: install ## load a year of flights, search them through the gateway, say how long it took; SEARCH_ARGS="--days 14"
	$(BIN)/python -m airline_system measure $(SEARCH_ARGS)

lock: | $(UV) ## write requirements.lock anew from every pyproject.toml
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --no-emit-package airline-wire --all-extras --group pyproject.toml:dev \
	  -o requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS))

clean: ## remove what was built and the embedded data
	rm -rf web/dist web/node_modules var $(VENV)

.PHONY: help install web graphiql system-packages run up down format lint types schema docs schema-check web-check test end-to-end-tests member-tests e2e check chaos fuzz bench bench-micro bench-search lock clean
