# Every command of the house, one line each: run `make`.
# A machine needs git, make and any python3; the rest is fetched into .uv/ and .venv/, and nothing else is touched.

.DEFAULT_GOAL := help
.PHONY: help up down reset exec test check format drill bench messages
MAKEFLAGS += --no-print-directory

# Some machines forbid Python to keep what it compiled; then each start of each program takes seconds more.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
HOUSE := $(BIN)/python -m config.run
# A pyenv shim called python3 may stand for a Python that is not installed: take the first that runs.
PYTHON3 = $(shell for p in python3 /usr/bin/python3 /usr/local/bin/python3 python; do \
	"$$p" -c "import sys; sys.exit(sys.version_info < (3, 8))" >/dev/null 2>&1 && { echo $$p; break; }; done)
FETCH = $(if $(PYTHON3),$(PYTHON3) config/run/get_uv.py,$(error No python3 works on this machine; any from 3.8 on will do))
# LANG is in every environment; only `make messages LANG=sv` means ours.
LANGUAGE := $(if $(filter command line,$(origin LANG)),$(LANG))
PYTEST = $(BIN)/python -m pytest -n $(or $(JOBS),3) --dist loadfile --no-loadscope-reorder $(if $(ONLY),-k "$(ONLY)")

help:  ## List these commands.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name says; do printf '  make %-9s %s\n' "$$name" "$$says"; done

up: .venv/.local  ## Start the whole house at http://127.0.0.1:8000 (PORT=...); Ctrl-C stops it.
	@exec $(HOUSE) up

down: .venv/.local  ## Stop a running `make up` of this clone, also from another terminal.
	@$(HOUSE) down

reset: .venv/.local  ## Wipe this clone's database, broker and mail; asks first.
	@$(HOUSE) reset

exec: .venv/.local  ## Run a command inside the running house: make exec DO="python manage.py shell".
	@$(HOUSE) exec $(DO)

test: check  ## Everything CI runs: the checks, then every test, browser journeys included (ONLY=... JOBS=...).
	@$(HOUSE) tools
	@$(PYTEST)

check: .venv/.dev  ## Every check but the tests: style, types, imports, templates, migrations, translations.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates
	@$(HOUSE) check-migrations
	@$(HOUSE) check-words

format: .venv/.dev  ## Put the code into the house style, as far as a program can.
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

drill: .venv/.dev  ## The long exercises in full: faults, soak, restore (ONLY=... SEED=7 HOURS=2 PATIENTS=100000).
	@$(HOUSE) tools
	@CI=1 $(BIN)/python -m pytest -m drill $(if $(ONLY),-k "$(ONLY)")

bench: .venv/.dev  ## Measure the house against its anchors (ONLY=id measures one).
	@$(BIN)/python -m bench $(ONLY)

messages: .venv/.dev  ## Collect the words to translate: make messages LANG=sv (no LANG: every language).
	@LANG=C.UTF-8 $(HOUSE) collect-words $(LANGUAGE)

# The locked packages: the few that `make up` needs, or everything. Never removes what the other asked for.
.venv/.local: uv.lock config/run/get_uv.py
	@$(FETCH) --inexact --no-default-groups --group local
	@touch $@

.venv/.dev: uv.lock config/run/get_uv.py
	@$(FETCH) --all-groups
	@touch $@ .venv/.local
