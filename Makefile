# Common Ground. `make run` serves the site, `make test` tests it; both set up all they need.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Python's packages and the front end's are fetched side by side.
MAKEFLAGS += --jobs=2

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
FLASK  := $(BIN)/flask --app wsgi

# The installed state is remembered by stamps, so that a second run starts at once.
VENV_MADE  := $(VENV)/pyvenv.cfg
RUN_STAMP  := $(VENV)/.installed-run
DEV_STAMP  := $(VENV)/.installed-dev
NPM_RUN    := node_modules/.installed
NPM_DEV    := node_modules/.installed-dev
NPM_STAMP  := $(if $(filter test test-long,$(MAKECMDGOALS)),$(NPM_DEV),$(NPM_RUN))
BUILT      := static/build/.built
STATIC_SRC := $(shell find static -type f -not -path 'static/build/*' 2>/dev/null)

.PHONY: help run test test-long lint format requirements routes migration clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_STAMP) $(BUILT) ## Set up, fill the database and serve on 127.0.0.1:8000 (PORT=… for another)
	@$(FLASK) prepare
	@exec bash deploy/serve.sh

test: $(DEV_STAMP) $(BUILT) ## Lint and run every test with short counts (at most 6 minutes)
	@bash tests/support/install-tools.sh
	@bash tests/support/run.sh short

test-long: $(DEV_STAMP) $(BUILT) ## The same tests with full counts (at most 25 minutes)
	@bash tests/support/install-tools.sh
	@bash tests/support/run.sh full

lint: $(DEV_STAMP) ## Check style, types, floors and templates
	@bash tests/support/lint.sh

format: $(DEV_STAMP) ## Mend what the linter can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

requirements: $(DEV_STAMP) ## Compile both requirements files, with hashes, from pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --python-version 3.11 --no-header -o requirements.txt
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --generate-hashes --python-version 3.11 --no-header \
		-o requirements-dev.txt

migration: $(DEV_STAMP) ## Write the next numbered migration: make migration NAME="what changes"
	$(FLASK) db migrate -m "$(NAME)"

routes: $(DEV_STAMP) ## List the URLs anew in tests/house/routes.txt, after thinking of who links to the old ones
	$(BIN)/python -m tests.house.routes

clean: ## Remove what set-up made; the data under var/ stays
	rm -rf $(VENV) node_modules static/build .mypy_cache .ruff_cache .import_linter_cache

# ---- set-up -----------------------------------------------------------------------------------------

$(VENV_MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "On Debian: apt-get install python3-venv"; exit 1; }

$(RUN_STAMP): requirements.txt | $(VENV_MADE)
	@echo "Installing the requirements"
	@bash deploy/install.sh requirements.txt
	@touch $@

# requirements-dev.txt is requirements.txt and more, so it serves `make run` too.
$(DEV_STAMP): requirements-dev.txt | $(VENV_MADE)
	@echo "Installing the requirements for development"
	@bash deploy/install.sh requirements-dev.txt
	@touch $(RUN_STAMP) $@

$(NPM_RUN): package.json package-lock.json
	@echo "Fetching the front end's packages"
	@npm ci --omit=dev --no-audit --no-fund --silent
	@touch $@

$(NPM_DEV): package.json package-lock.json
	@echo "Fetching the front end's packages and the page checkers"
	@npm ci --no-audit --no-fund --silent
	@touch $(NPM_RUN) $@

$(BUILT): $(NPM_STAMP) $(STATIC_SRC)
	@echo "Building styles and scripts"
	@npm run --silent build
	@touch $@
