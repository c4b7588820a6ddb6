# `make` lists the targets. A fresh machine needs only Python 3.11 to 3.13, pip, git and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUT ?= out/dateline.duckdb
TOOLS := .tools
TARGET ?= readers
SECONDS ?= 600
INSTALL := -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

.DEFAULT_GOAL := help
.PHONY: help setup run samples tools test test-fast lint format docs lock benchmark bill audit fuzz clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with everything that is locked; .venv/bin/dateline is then the command

# --no-deps: the lock names every package, and older pips cannot match extras against hashes.
$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(INSTALL) --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: $(READY) ## Run the pipeline on the two sample articles; writes out/dateline.duckdb
	@mkdir -p $(dir $(OUT))
	$(BIN)/dateline run seeds/articles --warehouse $(OUT)

samples: $(READY) ## Publish the samples in two nights, as docs/queries.md asks them; writes out/samples.duckdb
	rm -rf build/samples out/samples.duckdb*
	@mkdir -p build/samples out
	cp seeds/articles/*.txt docs/samples/manifest.csv build/samples
	$(BIN)/dateline run build/samples docs/samples/first_night.jsonl --warehouse out/samples.duckdb --run-id night-1
	$(BIN)/dateline run docs/samples/second_night.jsonl --warehouse out/samples.duckdb --run-id night-2

tools: $(TOOLS)/.ready ## Install the tools that people read the file with, each apart, to test them too (1.9 GB; needs npm)

# Of Superset's requirements one comes as source alone; DuckDB's other versions lie in folders, to be put on the path.
$(TOOLS)/.ready: $(wildcard tests/tools/*.lock) tests/tools/package-lock.json
	rm -rf $(TOOLS)
	$(PYTHON) -m venv $(TOOLS)/readers
	$(TOOLS)/readers/bin/python $(INSTALL) --only-binary :all: -r tests/tools/readers.lock
	for version in 1.3 1.4 2.0; do \
	    $(TOOLS)/readers/bin/python $(INSTALL) --only-binary :all: --target $(TOOLS)/duckdb-$$version \
	        -r tests/tools/duckdb-$$version.lock || exit 1; \
	done
	$(PYTHON) -m venv $(TOOLS)/superset
	$(TOOLS)/superset/bin/python $(INSTALL) --prefer-binary -r tests/tools/superset.lock
	$(PYTHON) -m venv $(TOOLS)/s3
	$(TOOLS)/s3/bin/python $(INSTALL) --only-binary :all: -r tests/tools/s3.lock
	mkdir -p $(TOOLS)/node
	cp tests/tools/package.json tests/tools/package-lock.json $(TOOLS)/node
	cd $(TOOLS)/node && npm install --no-save --silent --no-audit --no-fund # npm ci refuses locks of bindings by platform
	touch $@

test: $(READY) ## Run all checks: style, types, every test (of Chromium and other tools where they are installed)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

test-fast: $(READY) ## Run the tests that take no time
	$(BIN)/pytest -m "not slow"

lint: $(READY) ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY) ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: samples ## Generate docs/data_dictionary.md, settings.md, codebooks.md, and the answers in queries.md and notebooks/
	$(BIN)/python -m warehouse.dictionary docs/data_dictionary.md
	$(BIN)/python -m flows.settings_page docs/settings.md
	$(BIN)/python -m flows.codebooks_page out/samples.duckdb
	$(BIN)/python -m flows.queries_page out/samples.duckdb
	$(BIN)/python -m flows.notebook_page out/samples.duckdb

benchmark: $(READY) ## Measure quality and speed; writes benchmarks/RESULTS.md (takes a quarter of an hour)
	$(BIN)/python -m benchmarks

lock: ## Resolve the dependencies anew into requirements.lock and tests/tools/ (needs uv and npm)
	uv pip compile pyproject.toml --extra dask --group dev --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --quiet --output-file requirements.lock
	for name in readers superset s3 duckdb-1.3 duckdb-1.4 duckdb-2.0 fuzz supply; do \
	    uv pip compile tests/tools/$$name.in --universal --python-version 3.11 --generate-hashes --no-header \
	        --no-annotate --no-emit-index-url --quiet --output-file tests/tools/$$name.lock || exit 1; \
	done
	cd tests/tools && npm install --package-lock-only --omit-lockfile-registry-resolved --silent

$(TOOLS)/supply/.ready: tests/tools/supply.lock
	$(PYTHON) -m venv $(TOOLS)/supply
	$(TOOLS)/supply/bin/python $(INSTALL) --only-binary :all: -r $<
	touch $@

bill: $(READY) $(TOOLS)/supply/.ready ## List all that is installed, with licences, as CycloneDX; writes out/dateline.cdx.json
	@mkdir -p out
	$(TOOLS)/supply/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	    --output-file out/dateline.cdx.json $(VENV)

audit: $(TOOLS)/supply/.ready ## Ask what is known to be wrong with a locked package (needs network)
	$(TOOLS)/supply/bin/pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

$(TOOLS)/fuzz/.ready: $(READY) tests/tools/fuzz.lock
	$(BIN)/python $(INSTALL) --only-binary :all: --target $(TOOLS)/fuzz -r tests/tools/fuzz.lock
	touch $@

fuzz: $(TOOLS)/fuzz/.ready ## Fuzz a TARGET for some SECONDS (tests/fuzz/targets.py; Linux)
	@mkdir -p $(TOOLS)/corpus/$(TARGET)
	PYTHONPATH=.:$(TOOLS)/fuzz $(BIN)/python tests/fuzz/fuzz.py $(TARGET) $(TOOLS)/corpus/$(TARGET) \
	    tests/fuzz/corpus/$(TARGET) -max_total_time=$(SECONDS) -timeout=60 -artifact_prefix=$(TOOLS)/

clean: ## Remove what was built; published files stay
	rm -rf $(VENV) $(TOOLS) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
