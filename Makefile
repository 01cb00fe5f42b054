# `make` alone lists what there is. A fresh machine needs Python 3.11 or later, git and make.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.segue-installed
WORKERS ?= 3
PROVIDER ?= outreach
PORT ?= 0
EXAMPLES ?= 300
SCALE ?= quick
SEED ?= 1
WRITES ?= 1500
MINUTES ?= 20

.PHONY: help demo dev serve simulate migrate check test test-browser fuzz chaos soak bench fmt golden matrix pins clean

help: ## list the recipes
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: $(READY) ## show the main job on every provider's simulator
	@$(BIN)/segue demo

dev: $(READY) ## simulators, server, a customer and a key, staying up
	@$(BIN)/segue dev

serve: $(READY) ## run the server
	@$(BIN)/segue serve

simulate: $(READY) ## run one simulator: make simulate PROVIDER=apollo PORT=9000
	@$(BIN)/segue simulate $(PROVIDER) --port $(PORT)

migrate: $(READY) ## bring the database up to this version
	@$(BIN)/segue migrate

check: $(READY) ## everything but the tests, stopping at the first failure
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy --strict
	$(BIN)/python tools/sizes.py
	$(BIN)/python tools/places.py
	$(BIN)/python tools/matrix.py --check
	$(BIN)/python tools/security.py

# Every process that a test starts would compile all of Segue where no bytecode may be written.
test: $(READY) ## the tests
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(WORKERS) --dist worksteal --durations=15 $(ARGS)

test-browser: $(READY) ## connecting in a real Chromium (Debian: apt install chromium)
	$(BIN)/pytest tests/browser $(ARGS)

fuzz: $(READY) ## more of what is drawn at random: make fuzz EXAMPLES=1000 SEED=2
	SEGUE_FUZZ_EXAMPLES=$(EXAMPLES) SEGUE_FUZZ_SEED=$(SEED) $(BIN)/pytest -n $(WORKERS) tests/fuzz $(ARGS)

# A part that is not there is not run. Without SEED= the campaign draws one, and prints it.
chaos: $(READY) ## thousands of writes under every trouble: make chaos SEED=7 WRITES=3000
	$(BIN)/python -m tests.chaos --writes $(WRITES) $(if $(filter file,$(origin SEED)),,--seed $(SEED)) $(ARGS)
	@for part in budget jobs; do \
		test ! -f tests/chaos/$$part.py || $(BIN)/python -m tests.chaos.$$part || exit 1; \
	done

soak: $(READY) ## a mixed load for long, with nothing that grows: make soak MINUTES=3
	$(BIN)/python -m tests.soak --minutes $(MINUTES) $(ARGS)

bench: $(READY) ## how fast it is, on two cores, in one run (Debian: apt install nginx-light wrk)
	$(BIN)/python -m bench --scale $(SCALE) $(ARGS)

fmt: $(READY) ## format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: $(READY) ## write the golden plans anew; read the diff
	SEGUE_GOLDEN=rewrite $(BIN)/pytest -q -n $(WORKERS) src/segue/providers
	git diff --stat

matrix: $(READY) ## write docs/providers.md from the tables
	$(BIN)/python tools/matrix.py

# The index is whichever the machine is set up for; the pins name none, only hashes.
pins: ## resolve requirements/*.in anew (needs uv)
	cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --upgrade runtime.in -o runtime.txt
	cd requirements && uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --upgrade dev.in -o dev.txt

clean: ## forget the virtual environment and every cache
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Each stamp is newer than what it was made from, so a second run asks no network.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Segue needs Python 3.11 or later: set PYTHON, as in 'make PYTHON=python3.12 demo'." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "This Python has no venv module: install it (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.segue-pins: requirements/dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(READY): pyproject.toml .venv/.segue-pins
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
