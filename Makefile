# `make` installs what is missing and builds the plans; `make help` lists the rest. GNU make 3.81 is enough.

BIN := .venv/bin
READY := .venv/.ready
FILES ?= $(wildcard ../shared/seeds/*.txt)
PACKAGE_FILES := requirements.lock pyproject.toml tools/setup

CASES ?= 20000

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build setup test lint bench fuzz conformance machines fidelity golden schemas messages dist lock clean help

build: setup ## install what is missing, build the plans to site/ (the default)
	@$(BIN)/vplan build

setup: $(READY) ## install what is missing: packages in .venv, Pango for the PDFs
	@tools/setup libraries

$(READY): $(PACKAGE_FILES)
	@tools/setup packages
	@touch $@

test: setup lint ## lint, then all tests: code, schemas, Swedish catalogue, package
	@tools/setup node
	@$(BIN)/python -m pytest

lint: $(READY) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup ## measure the promised speeds, side by side
	@$(BIN)/python bench/run.py

fuzz: setup ## check 20,000 files changed at random; CASES=200 for fewer, FUZZ="--seed 1" for the same again
	@$(BIN)/python bench/fuzz.py --cases $(CASES) $(FUZZ)

conformance: setup ## every document through veraPDF, axe and the Nu checker; installs what they need
	@tools/setup verapdf
	@tools/setup web
	@$(BIN)/python -m tools.conformance

machines: setup ## every document on Debian 12 and 13, each verified by the other; fetches both
	@tools/machines

fidelity: setup ## import old plans, build them, compare; FILES="…" names others than ../shared/seeds
	@$(BIN)/python tools/fidelity.py $(FILES)

golden: setup ## renew the documents that tests compare with; read the difference before you commit
	@$(BIN)/python -m pytest tests/test_golden.py --renew

schemas: $(READY) ## renew schemas/ from the models
	@$(BIN)/vplan schema --output schemas

messages: $(READY) ## renew the Swedish catalogue from the code, list what lacks Swedish
	@$(BIN)/python tools/messages.py

dist: $(READY) ## wheel and sdist in dist/
	@$(BIN)/python -m build --no-isolation

lock: $(READY) ## renew requirements.lock with the newest versions that fit
	@tools/setup lock

clean: ## remove what make has written, except .venv
	rm -rf site dist build .vplan .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/node/node_modules
	find bench src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-18s %s\n' "$$name" "$$what"; done
