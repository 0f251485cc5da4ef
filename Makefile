# Everything starts here; `make` alone lists what there is.

PY := .venv/bin/python
# Tests wait for servers more than they compute: more processes than cores.
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help run test check format bench clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: .venv/.run ## start the service, on a private Redis and PostgreSQL where the settings name none
	@exec $(PY) -m pyworker dev

test: .venv/.test ## run all tests; ARGS are pytest's
	@tools/install_test_packages.sh
	$(PY) -m pytest -n $(WORKERS) $(ARGS)

check: .venv/.test ## lint, types, layers, sizes
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) tools/shape.py

format: .venv/.test ## format the code and fix what can be fixed
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

bench: .venv/.run ## measure; ARGS are those of `pyworker bench`
	@exec $(PY) -m pyworker bench $(ARGS)

clean: ## remove .venv, the caches, and the data of the private servers
	@tools/clean.sh

# Stamps: what is installed is redone when pyproject.toml says something new.
.venv/.run .venv/.test: .venv/.%: pyproject.toml tools/bootstrap.sh
	@tools/bootstrap.sh $*
	@touch $@
