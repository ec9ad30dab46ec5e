# Everything a person or CI needs; each target sets up what it uses.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
READY := $(VENV)/.ready
SEMGREP := $(VENV)/semgrep/bin/semgrep
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install -c constraints.txt

.PHONY: timings chaos soak test demo check unit docs docs-site fix bench fuzz setup clean page pictures image-check dist-check sbom

# What the bot needs to run, and no more.
$(RUNS): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(PIP) -e .
	touch $(RUNS)

# semgrep's own pins contradict the bot's, so it lives apart.
$(SEMGREP): .semgrep/requirements.txt
	test -x $(VENV)/semgrep/bin/python || $(PYTHON) -m venv $(VENV)/semgrep
	$(VENV)/semgrep/bin/python -m pip install --quiet --disable-pip-version-check -r .semgrep/requirements.txt
	touch $(SEMGREP)

$(READY): $(RUNS)
	$(PIP) --group dev -e '.[otel]'
	touch $(READY)

setup: $(READY)

# The whole gate: format, lint, types, imports, dependencies, Dockerfile, spelling, docs, tests.
test: check unit

check: $(READY) $(SEMGREP) docs-site
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry bot
	$(BIN)/bandit -q -c pyproject.toml -r bot -ll
	$(SEMGREP) scan --config .semgrep/rules.yml --metrics off --disable-version-check --error --quiet bot
	$(BIN)/python -m tests.programs.no_secrets
	$(BIN)/shellcheck .ci/run tests/programs/*.sh
	$(BIN)/hadolint Dockerfile
	$(BIN)/codespell bot docs README.md Makefile manifest.yml

unit: $(READY)
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 -m 'not slow' --cov --cov-report=term-missing:skip-covered

# Answers a question from a simulated Deepgram, then takes yours. No account anywhere.
demo: $(RUNS)
	$(BIN)/dgusage demo

fix: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Remakes what is generated: the tables of docs/, .env.example, the manifest for Socket Mode.
docs: $(READY)
	$(BIN)/cog -r docs/*.md
	$(BIN)/python -m tests.docs_tables

# The pages as a site, in dist/site; a broken link or a page that no menu leads to fails it.
docs-site: $(READY)
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --config-file .mkdocs.yml --site-dir dist/site

# Builds the demo's page anew from its sources, with the locked packages; takes Node 20 and npm.
page:
	cd bot/demo/page && npm ci && npm run build

# Takes the pictures of docs/ anew, from the demo's page; takes Debian's chromium, fonts-lato and
# fonts-noto-color-emoji.
pictures: $(READY)
	$(BIN)/python -m tests.demo_page.pictures

bench: $(READY)
	for program in tests/benchmarks/bench_*.py; do $(BIN)/python -m tests.benchmarks.$$(basename $$program .py) || exit 1; done

# What is timed or takes its time; for a machine at rest.
timings: $(READY)
	$(BIN)/pytest -m slow

# Three replicas, kill -9, frozen processes, a store that dies: nothing lost, nothing posted twice.
chaos: $(READY)
	$(BIN)/python -m tests.chaos

# 10,000 hostile requests, nonsense, everything hung, crowds, rolling restarts, every fault: 25 minutes.
soak: $(READY)
	$(BIN)/python -m tests.soak

fuzz: $(READY)
	$(PIP) atheris
	$(BIN)/python tests/fuzz/fuzz_read.py

# Builds the Dockerfile without a Docker engine and looks into it; takes root, buildah, debootstrap.
image-check:
	tests/programs/image_check.sh

# Builds wheel and sdist, and uses the wheel in a clean virtualenv.
dist-check: $(READY)
	PYTHON=$(BIN)/python tests/programs/dist_check.sh

# What a release is made of, in CycloneDX's form: everything that the bot needs to run.
sbom: $(READY)
	$(PIP) --group ship
	rm -rf dist/sbom && $(PYTHON) -m venv dist/sbom
	dist/sbom/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt .
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --output-file dist/dgusage.cdx.json dist/sbom/bin/python
	rm -rf dist/sbom

clean:
	rm -rf $(VENV) .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
