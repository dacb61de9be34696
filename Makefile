# One workspace, one virtual environment. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
MEMBERS := schema/wire gateway-graphql auth-service flight-service reservation-service system
PYTEST_ARGS ?=
export UV_LINK_MODE ?= hardlink
export PYTHONDONTWRITEBYTECODE ?=

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv

$(VENV)/installed: requirements.lock $(addsuffix /pyproject.toml,$(MEMBERS)) | $(UV)
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps $(addprefix -e ,$(MEMBERS))
	@touch $@

install: $(VENV)/installed ## one .venv at the root with every member and tool

lock: | $(UV) ## write requirements.lock anew from every pyproject.toml
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --no-emit-package airline-wire --all-extras --group pyproject.toml:dev \
	  -o requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS))

format: install ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .

lint: install ## formatting, lint and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo

types: install ## strict types
	$(BIN)/mypy $(addsuffix /src,$(MEMBERS))

unit: install ## the tests of every member, no browser
	$(BIN)/pytest $(PYTEST_ARGS)

.PHONY: help install lock format lint types unit
