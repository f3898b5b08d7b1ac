# What can be done here. CI calls only these.
SHELL := /bin/sh
BIN := .venv/bin
# Passed on: make demo ARGS="--headless --fast", make test ARGS="tests/core -x"
ARGS ?=
# Another Python than the first of python3.11, python3.12, python3.13, python3: make demo PYTHON=/path/to/python
export PYTHON ?=
# Where a machine forbids Python to keep what it has compiled, every process that a test starts would compile all of it anew.
export PYTHONDONTWRITEBYTECODE :=
# make test BROWSER=no leaves out the tests that need Chromium.
BROWSER ?= yes
# Which benches; each takes --help. Also: answers, calibrate, desk, episodes, known, languages, notices, publishing, readers, simulate, statements, steps, ticks.
BENCH ?= intake pages

# Not the Markdown: code in it is laid out for its reader.
PYTHON_FILES := src tests bench scripts docs/generate.py hatch_build.py

.DEFAULT_GOAL := help
.PHONY: help demo serve test check bench bench-intake bench-pages bench-detection bench-scope accuracy docs messages lock screenshots wheel clean setup setup-dev

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { line = sprintf("  make %-15s", $$1); n = split($$2, words, " "); \
		for (i = 1; i <= n; i++) { if (length(line " " words[i]) > 80) { print line; line = sprintf("%22s", "") } line = line " " words[i] } \
		print line }' $(MAKEFILE_LIST)

demo: setup ## an outage from the first report to the last, on http://127.0.0.1:8000 (ARGS="--headless --fast")
	@$(BIN)/groundswell demo $(ARGS)

serve: setup ## start for real, with data in ./groundswell-data (ARGS="--port 8080")
	@$(BIN)/groundswell serve $(ARGS)

# Four processes on two cores, a file to each, in the order of tests/conftest.py: much of the time is waiting for servers and browsers.
PROCESSES := -n 4 --dist loadfile --no-loadscope-reorder

# In a fresh clone the tests are compiled once, while the rest is set up: otherwise each of the processes would, all at once.
COMPILE := [ -d tests/__pycache__ ] || $(BIN)/python -m pytest --collect-only -qq $(ARGS) >/dev/null 2>&1 || true

test: setup-dev ## all tests (ARGS="tests/core -x", BROWSER=no without Chromium)
ifeq ($(BROWSER),no)
	@{ $(COMPILE); } & scripts/setup readers; set_up=$$?; wait; exit $$set_up
	@$(BIN)/python -m pytest $(PROCESSES) -m "not browser" $(ARGS)
else
	@{ $(COMPILE); } & scripts/setup readers && scripts/setup browser; set_up=$$?; wait; exit $$set_up
	@$(BIN)/python -m pytest $(PROCESSES) $(ARGS)
endif

check: setup-dev ## format, lint, types (of the page's script too, with its tests), the law, the locks
	$(BIN)/ruff format --check $(PYTHON_FILES)
	$(BIN)/ruff check $(PYTHON_FILES)
	$(BIN)/mypy src tests bench scripts docs hatch_build.py
	$(BIN)/lint-imports --config importlinter.toml --no-logo
	$(BIN)/python -m pytest tests/law $(ARGS)
	$(BIN)/python scripts/check_locks.py
	$(BIN)/python scripts/check_foreign.py
	$(BIN)/python scripts/check_frontend.py
	@echo "all in order"

bench: setup-dev ## speed, beside a bare server and nginx in the same run (BENCH="intake steps", ARGS="--seconds 5")
	@scripts/setup bench
	@set -e; PATH=$$PATH:/usr/sbin; for name in $(BENCH); do echo "== bench/$$name.py"; $(BIN)/python -m bench.$$name $(ARGS); done

bench-intake: setup-dev ## reports a second beside nginx, the bare stack and what a disk allows
	@$(MAKE) --no-print-directory bench BENCH=intake

bench-pages: setup-dev ## pages, JSON, 304 and weight beside nginx and another status page, and 10,000 readers of the live stream
	@scripts/setup bench
	@scripts/setup statuspage || echo "without the status page of others: it could not be installed (see above)"
	@PATH=$$PATH:/usr/sbin $(BIN)/python -m bench.pages $(ARGS)
	@$(BIN)/python -m bench.readers

bench-detection: setup-dev ## the detector beside its peers: recall, delay, false alarms, cost; under 17 minutes on two cores (ARGS="--quick", "--seed 7")
	@scripts/setup peers
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.detection $(ARGS)

bench-scope: setup-dev ## causes, shared causes, bystanders, beside peers, written down in docs/explanation (ARGS="--quick" only prints)
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.scope --markdown docs/explanation/accuracy-scope.md $(ARGS)

accuracy: setup-dev ## the detector's bench, with further streams and throws, written down in docs/explanation/accuracy.md; about 25 minutes on two cores
	@scripts/setup peers
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.detection --markdown docs/explanation/accuracy.md --figures src/groundswell/web/measured.csv $(ARGS)

docs: setup-dev ## write docs/reference anew from the code, then check every link
	$(BIN)/python docs/generate.py
	$(BIN)/python -m pytest tests/law/test_docs.py $(ARGS)

messages: setup-dev ## take the texts of the pages into the catalogs of their languages, and compile those
	@$(BIN)/python scripts/messages.py $(ARGS)

lock: ## resolve the dependencies anew (needs uv; ARGS=--upgrade for newer ones)
	@scripts/lock $(ARGS)

screenshots: setup-dev ## docs/images, and every page at both widths, light and dark, in docs/_screenshots
	@scripts/setup browser
	@$(BIN)/python scripts/screenshots.py $(ARGS)

wheel: setup-dev ## the package, front end built, in dist/
	@$(BIN)/python -m pip --disable-pip-version-check wheel -q --no-build-isolation --no-deps -w dist .

clean: ## away with everything that was made here (not with ./groundswell-data)
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache frontend/node_modules src/groundswell/web/static/built
	rm -f src/groundswell/web/locale/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: ## .venv with what the program needs, from the locks
	@scripts/setup runtime

setup-dev:
	@scripts/setup dev
