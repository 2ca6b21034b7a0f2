# `make run` takes a fresh checkout to a running server with demo data. `make help` lists the rest.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

DATA ?= data
PORT ?= 8000
HOST ?= 127.0.0.1

STATIC := src/insights/entrypoints/http/static
OWN_UV := .cache/uv/bin/uv
UV := $(shell command -v uv || echo $(OWN_UV))
INSIGHTS := .venv/bin/insights
GEO := $(wildcard .cache/geo/*.mmdb)
# The machine's own Python is used; none is downloaded.
export UV_PYTHON_DOWNLOADS := never

.PHONY: help run dev test check bench assets geo fmt clean tools

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: tools .venv/.synced assets geo ## Build what is missing, fill an empty data directory with demo data, serve
	@if [ ! -e "$(DATA)/insights.sqlite" ]; then $(INSIGHTS) demo --data-dir "$(DATA)"; fi
	@$(GEO_ENV) exec $(INSIGHTS) serve --data-dir "$(DATA)" --host "$(HOST)" --port "$(PORT)"

dev: tools .venv/.synced dashboard/node_modules/.package-lock.json ## Serve with the dashboard's development server beside it
	@scripts/dev "$(DATA)" "$(PORT)"

test: tools .venv/.synced assets geo ## Everything: linters, types, front ends, and every test
	@$(MAKE) lint frontends
	@$(GEO_ENV) .venv/bin/pytest

check: tools .venv/.synced ## Linters, types, import contracts, unit and contract tests
	@$(MAKE) lint
	@.venv/bin/pytest tests/domain tests/application tests/contracts tests/architecture

bench: tools .venv/.synced assets ## Measure, and write docs/benchmarks.md
	@.venv/bin/python -m benchmarks

assets: $(STATIC)/js/insights.js $(STATIC)/app/index.html $(STATIC)/docs/index.html ## Build tracker, dashboard and API page

fmt: .venv/.synced ## Format the code
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format .

clean: ## Remove what was built (data and caches of packages stay)
	@rm -rf $(STATIC) .venv/.synced .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

.PHONY: lint frontends
lint: .venv/.synced
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

frontends: tracker/node_modules/.package-lock.json dashboard/node_modules/.package-lock.json
	@cd tracker && npm run -s check && npm test --silent
	@cd dashboard && npm run -s check && npm test --silent

# --- how things are made ---------------------------------------------------------------------------

tools:
	@scripts/check-tools

$(OWN_UV):
	@echo "Installing uv into .cache/uv"
	@python3 -m venv .cache/uv && .cache/uv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"

.venv/.synced: pyproject.toml uv.lock $(if $(filter $(OWN_UV),$(UV)),$(OWN_UV))
	@$(UV) sync --quiet --frozen && touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	@cd $* && npm ci --silent && touch node_modules/.package-lock.json

$(STATIC)/js/insights.js: tracker/node_modules/.package-lock.json $(shell find tracker/src tracker/*.* -type f 2>/dev/null)
	@cd tracker && npm run -s build && touch ../$@

$(STATIC)/app/index.html: dashboard/node_modules/.package-lock.json $(shell find dashboard/src dashboard/public dashboard/*.* -type f 2>/dev/null)
	@cd dashboard && npm run -s build && touch ../$@

$(STATIC)/docs/index.html: deploy/api-docs/node_modules/.package-lock.json $(shell find deploy/api-docs/page deploy/api-docs/*.* -type f)
	@cd deploy/api-docs && npm run -s build && touch ../../$@
