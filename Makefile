# Everything here sets itself up: only Python 3.11+, make and git are needed.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN := $(VENV)/.run
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
TRACKER := $(BIN)/tracker

# Where a container forbids it, compiled modules are kept all the same: without them every command starts three times slower.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help can-venv setup demo test test-quick test-all test-lowest test-newest fuzz lint format types validate docs site-docs bench constraints clean
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

# Debian keeps what makes an environment in a package of its own: root, as in a container, gets it; others are told its name.
define bring_venv
@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer was not found; set PYTHON=/path/to/python3" >&2; exit 2; }
@can="$(PYTHON) -c 'import ensurepip, venv'"; package=$(notdir $(PYTHON))-venv; eval "$$can" 2>/dev/null || { \
	if test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null; then \
		echo "make: $(PYTHON) cannot make environments; installing $$package"; \
		apt-get --quiet --quiet update; \
		DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet --yes --no-install-recommends install $$package >/dev/null; \
	fi; \
	eval "$$can" 2>/dev/null || { \
		echo "make: $(PYTHON) cannot make environments; on Debian: sudo apt-get install $$package" >&2; exit 2; }; }
endef

can-venv:
	$(bring_venv)

# What the package itself needs: enough for the demo. Modules are compiled when they are first used, which is sooner done.
$(RUN): pyproject.toml constraints-run.txt
	$(bring_venv)
	@echo "make: installing what the package needs into $(VENV); this takes half a minute or so, and says nothing meanwhile"
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r constraints-run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $(RUN)

$(READY): $(RUN) constraints.txt constraints-spark.txt
	@echo "make: installing what the tests need into $(VENV); this takes a minute or two"
	$(PIP) --require-hashes -r constraints.txt
	@if command -v java >/dev/null || test -n "$$TRACKER_CI"; then \
		$(PIP) --require-hashes -r constraints-spark.txt; \
	else echo "make: no Java, so the tests of the Spark engine will be skipped"; fi
	@touch $(READY)

setup: $(READY) ## make the virtual environment with the pinned dependencies

demo: $(RUN) ## validate the curated tables, show positions, a diff and the site
	$(TRACKER) validate
	$(TRACKER) versions
	$(TRACKER) show GBR --on 2018-12-07
	$(TRACKER) show GBR --on 2021-01-01
	$(TRACKER) diff 0.1.0 0.2.0 --summary || test $$? -eq 1
	$(TRACKER) page $(CURDIR)/build/site --force
	@echo "make: from here on the command is $(TRACKER); '. $(BIN)/activate' makes it tracker"

test: lint types ## lint, types, and every test, the built wheel included
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

test-quick: $(READY) ## a first answer in less than a minute: the tests that are not marked slow
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not slow"

# Needs uv for the lowest and the newest versions; without it the Pythons that are here are tried all the same.
test-all: $(READY) $(if $(shell command -v uv),test-lowest test-newest) ## every Python from 3.11 to 3.14 that is here, from the sdist; lowest and newest versions (long)
	TRACKER_PYTHONS=all $(BIN)/python -m pytest tests/test_packaging.py

# The lowest versions that pyproject.toml allows, and the tests of the rooms that use them; needs uv.
LOWEST := .venv-lowest
CORE := tests/test_days.py tests/test_errors.py tests/test_spells.py tests/test_visible.py tests/test_writing.py \
	tests/test_data.py tests/schema tests/guard tests/sql tests/curation tests/loader tests/diff tests/release tests/show/export

test-lowest: ## the tests of the core rooms with the lowest versions that are allowed (needs uv; long)
	uv venv --quiet --clear --python 3.11 $(LOWEST)
	uv pip compile --quiet --resolution lowest-direct --python-version 3.11 --no-header --no-annotate \
		--no-emit-index-url --no-emit-find-links --extra agreement --extra excel --extra page --extra plot --extra signing --extra socks --extra spark --extra table \
		--output-file $(LOWEST)/lowest.txt pyproject.toml
	VIRTUAL_ENV=$(LOWEST) uv pip install --quiet --requirement $(LOWEST)/lowest.txt
	VIRTUAL_ENV=$(LOWEST) uv pip install --quiet --constraint $(LOWEST)/lowest.txt --editable . \
		hypothesis jsonschema mlcroissant openpyxl packaging polars pytest pytest-xdist pyyaml rispy
	cat $(LOWEST)/lowest.txt
	$(LOWEST)/bin/python -m pytest --numprocesses auto --dist worksteal $(CORE)

NEWEST := .venv-newest

test-newest: ## every test with the newest version of everything (needs uv; long)
	uv venv --quiet --clear --python 3.11 $(NEWEST)
	VIRTUAL_ENV=$(NEWEST) uv pip install --quiet --upgrade --editable '.[all]' --group dev
	VIRTUAL_ENV=$(NEWEST) uv pip list
	$(NEWEST)/bin/python -m pytest --numprocesses auto --dist worksteal -m "not packaging"

FUZZ_SECONDS ?= 3600

fuzz: $(READY) ## spoiled inputs for an hour (FUZZ_SECONDS); goes on where the last run ended
	$(BIN)/python tests/fuzz/run.py --seconds $(FUZZ_SECONDS)

lint: $(READY) ## style, and the workflows
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/zizmor --quiet --offline --no-progress .github

format: $(READY) ## rewrite the code in the house style
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

types: $(READY) ## strict types
	$(BIN)/mypy --no-error-summary

validate: $(READY) ## check the curated tables
	$(BIN)/tracker validate

constraints: ## pin the dependencies again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --upgrade pyproject.toml --group dev --output-file constraints.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --upgrade --constraint constraints.txt pyproject.toml --group docs \
		--output-file constraints-docs.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --upgrade --constraint constraints.txt --no-emit-package pandas \
		pyproject.toml --extra spark --output-file constraints-spark.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --no-annotate --constraint constraints.txt pyproject.toml --extra page --group install \
		--output-file constraints-run.txt

docs: $(READY) ## write the generated sections of the documentation anew
	$(BIN)/python tests/docs_pictures.py
	$(BIN)/python tests/docs_sections.py
	$(BIN)/python tests/notebook_runner.py

# The generator has an environment of its own: no test needs it.
DOCS := .venv-docs
SITE := build/docs

$(DOCS)/.ready: pyproject.toml constraints-docs.txt
	$(bring_venv)
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-docs.txt
	@touch $@

site-docs: $(DOCS)/.ready ## the documentation as a site that opens from disk; a warning is an error
	$(DOCS)/bin/python -m sphinx --builder html --fail-on-warning --keep-going --quiet docs $(SITE)
	@echo "$(CURDIR)/$(SITE)/index.html"

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .venv-bench .venv-docs .venv-lowest .venv-newest build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

PEERS := $(notdir $(basename $(wildcard tests/benchmarks/peers/*.txt)))

bench: $(READY) $(PEERS:%=.venv-bench/%/.ready) ## measure diff, positions and validate beside their peers (long; about 2 GB of disk)
	$(BIN)/python tests/benchmarks/run.py
	$(BIN)/python tests/benchmarks/positions.py
	$(BIN)/python tests/benchmarks/validation.py

.venv-bench/%/.ready: tests/benchmarks/peers/%.txt
	$(bring_venv)
	$(PYTHON) -m venv .venv-bench/$*
	.venv-bench/$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@
