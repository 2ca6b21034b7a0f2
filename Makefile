# `make run` takes a fresh checkout to a running server with demo data. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

DATA ?= data
PORT ?= 8000
HOST ?= 127.0.0.1

STATIC := src/insights/entrypoints/http/static
BIN := .venv/bin
OWN_UV := .cache/uv/bin/uv
UV := $(shell command -v uv || echo $(OWN_UV))
# The machine's own Python is used; none is downloaded.
export UV_PYTHON_DOWNLOADS := never
# A process that compiles all it imports takes twice as long to start, and tests start more than a hundred.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE
export INSIGHTS_GEO_FILE ?= $(CURDIR)/.cache/geo

.PHONY: help run dev test check bench assets geo fmt clean tools lint frontends

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: tools .venv/.synced assets geo ## Build what is missing, fill an empty data directory with demo data, serve
	@if [ ! -e "$(DATA)/insights.sqlite" ]; then
	  $(BIN)/insights demo --data-dir "$(DATA)"
	elif [ -s "$(DATA)/demo-password" ]; then
	  echo "Sign in as demo@example.com with the password $$(cat "$(DATA)/demo-password")"
	fi
	exec $(BIN)/insights serve --data-dir "$(DATA)" --host "$(HOST)" --port "$(PORT)"

dev: tools .venv/.synced geo dashboard/node_modules/.package-lock.json ## Serve, restarted on changes, with the dashboard's own server beside it
	@scripts/dev "$(DATA)" "$(PORT)"

test: tools .venv/.synced assets geo lint frontends tests/sdks/node_modules/.package-lock.json ## Everything: linters, types, front ends, and every test
	@$(BIN)/pytest -n 2 --dist loadfile

check: tools .venv/.synced lint ## Linters, types, import contracts, unit and contract tests
	@$(BIN)/pytest -n 2 --dist loadfile tests/domain tests/application tests/contracts tests/adapters tests/architecture

bench: tools .venv/.synced assets ## Measure, and write docs/benchmarks.md
	@$(BIN)/python -m benchmarks

assets: $(STATIC)/js/insights.js $(STATIC)/app/index.html $(STATIC)/docs/index.html ## Build tracker, dashboard and API page

geo: ## Fetch the place database, unless it is there
	@deploy/geo/install || echo "The place database could not be fetched: countries and cities stay empty." >&2

fmt: .venv/.synced ## Format the code
	@$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

clean: ## Remove what was built; data and fetched packages stay
	@rm -rf $(STATIC) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

lint: .venv/.synced
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

frontends: tracker/node_modules/.package-lock.json dashboard/node_modules/.package-lock.json
	@for part in tracker dashboard; do
	  (cd $$part && npm run --silent check && npm test --silent)
	done

# --- how things are made ---------------------------------------------------------------------------

tools:
	@scripts/check-tools

$(OWN_UV):
	@echo "Installing uv into .cache/uv"
	python3 -m venv .cache/uv
	.cache/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"

.venv/.synced: pyproject.toml uv.lock $(if $(filter $(OWN_UV),$(UV)),$(OWN_UV))
	@$(UV) sync --quiet --locked
	touch $@

# Not `npm ci`: it refuses a lock without the optional packages of other platforms, which not every mirror has.
%/node_modules/.package-lock.json: %/package-lock.json
	@cd $*
	npm install --no-save --loglevel=error
	touch node_modules/.package-lock.json

sources = $(shell find $(1) -type f -not -path '*/node_modules/*' 2>/dev/null)

$(STATIC)/js/insights.js: tracker/node_modules/.package-lock.json $(call sources,tracker/src tracker/*.js tracker/*.json)
	@cd tracker
	npm run --silent build
	touch ../$@

$(STATIC)/app/index.html: dashboard/node_modules/.package-lock.json $(call sources,dashboard/src dashboard/public dashboard/*.html dashboard/*.ts dashboard/*.json)
	@cd dashboard
	npm run --silent build
	touch ../$@

$(STATIC)/docs/index.html: deploy/api-docs/node_modules/.package-lock.json $(call sources,deploy/api-docs/page deploy/api-docs/build.mjs)
	@cd deploy/api-docs
	npm run --silent build
	touch ../../$@
