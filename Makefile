# Every command the project has, for people and for CI. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
NODE := tests/node tests/node-prism
NODE_STAMPS := $(NODE:%=%/node_modules/.ready)

.PHONY: help env machine demo test lint types walls golden proof bench pictures schema constraints clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(STAMP) ## make the environment (.venv) from the pinned, hashed constraints
$(STAMP): constraints.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q newsletter
	@touch $@

machine: env $(NODE_STAMPS) ## install what the tests need beside Python, as far as this machine lets it
	@tests/machine.sh
%/node_modules/.ready: %/package-lock.json
	@if command -v npm >/dev/null; then cd $* && npm ci --silent --no-fund --no-audit --ignore-scripts && touch node_modules/.ready; \
	else echo "make: npm is missing: tests that use $* will be skipped" >&2; fi

demo: env ## read the shipped samples, check and build the shipped issues, say where to look
	@# The samples are from November 2025: the clock is stopped there.
	@export SOURCE_DATE_EPOCH=1763712000 PATH="$(CURDIR)/$(BIN):$$PATH"; set -e; \
	echo "== newsletter ingest seeds/inbox (recorded feeds, pages, texts; no network)"; \
	newsletter ingest seeds/inbox/feeds/*.xml seeds/inbox/feeds/*.json seeds/inbox/pages seeds/inbox/texts seeds/inbox/*.eml seeds/inbox/*.md; \
	echo; echo "== newsletter inbox -n 5"; newsletter inbox -n 5; \
	echo; echo "== newsletter check"; newsletter check; \
	echo; echo "== newsletter build"; newsletter build --force
	@echo
	@echo "Open  out/site/index.html  for the archive, or run  $(BIN)/newsletter build 42 --open"

test: machine lint types ## everything that must hold
	$(BIN)/python -m pytest -n 3 --dist worksteal

lint: env ## style
	$(BIN)/ruff check --quiet newsletter tests tools bench
	$(BIN)/ruff format --quiet --check newsletter tests tools bench

types: env ## mypy, strict, on code and tests
	$(BIN)/mypy --no-error-summary

walls: env ## the import contracts of the house
	$(BIN)/lint-imports

coverage: machine ## tests with measured coverage
	$(BIN)/coverage erase
	@# Left out: what watches the imports, and what runs as somebody who may write no measure.
	$(BIN)/coverage run -m pytest -n 3 --dist worksteal --deselect tests/test_walls.py::test_help_loads_no_heavy_library \
	  --deselect tests/test_killed.py --deselect tests/test_ledger.py::test_on_a_full_disk_nothing_is_sent \
	  --deselect tests/test_ledger.py::test_with_a_ledger_that_cannot_be_written_nothing_is_sent
	$(BIN)/coverage combine --quiet && $(BIN)/coverage report

golden: env ## write the golden files anew; look at the difference before you commit it
	NEWSLETTER_GOLDEN=1 $(BIN)/python -m pytest -n 2 -q || true
	git diff --stat -- tests/cases docs

proof: machine ## the proofs with their full counts
	NEWSLETTER_PROOF=1 $(BIN)/python -m pytest -n 2 --dist worksteal

bench: env ## speed, beside the tools that people use today
	$(BIN)/python -m bench

pictures: env ## the pictures of the README, from a real Chromium
	$(BIN)/python tools/pictures.py

schema: env ## write the shipped JSON Schema anew
	$(BIN)/newsletter schema --out newsletter/issue.schema.json

constraints: ## pin every dependency again, with hashes and no registry address
	$(PYTHON) -m venv .cache/uv && .cache/uv/bin/python -m pip install --quiet uv
	.cache/uv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --group dev \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet --output-file constraints.txt

clean: ## remove what can be made again
	rm -rf out dist .cache .mypy_cache .ruff_cache .hypothesis tests/node*/node_modules
