# Everything a person or CI needs; each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: test demo check unit docs fix bench fuzz setup clean page

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev -e .
	touch $(READY)

setup: $(READY)

# The whole gate: format, lint, types, imports, dependencies, Dockerfile, docs, tests.
test: check unit

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry bot
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive bot --severity-level medium
	$(BIN)/hadolint Dockerfile

unit: $(READY)
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 -m 'not slow' --cov --cov-report=term-missing:skip-covered

# Answers a question from a simulated Deepgram, then takes yours. No account anywhere.
demo: $(READY)
	$(BIN)/dgusage demo

fix: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Remakes the generated tables of docs/ and README.md.
docs: $(READY)
	$(BIN)/cog -r docs/*.md

# Builds the demo's page anew from its sources, with the locked packages; takes Node 20 and npm.
page:
	cd bot/demo/page && npm ci && npm run build

bench: $(READY)
	for program in tests/benchmarks/bench_*.py; do $(BIN)/python -m tests.benchmarks.$$(basename $$program .py) || exit 1; done

fuzz: $(READY)
	$(BIN)/python -m pip install --quiet atheris
	$(BIN)/python tests/fuzz/fuzz_read.py

clean:
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
