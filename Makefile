# Needs Python 3.11 or newer, and nothing else. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed

.DEFAULT_GOAL := help
.PHONY: help up requirements test rehearse simulate mutants contract lint messages screenshots bench bench-pages manage clean-demo clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(RUNTIME) ## Start everything for a look: console, workers, simulated EspoCRM and Advoware
	@$(BIN)/python manage.py up

manage: $(RUNTIME) ## Run one command of the running demo, for example: make manage ARGS="status"
	@CONSOLE_ENV_FILE=$${CONSOLE_DATA_DIR:-data}/demo.env $(BIN)/python manage.py $(ARGS)

requirements: $(DEVELOPMENT) ## Install what tests and tools need into .venv

test: $(DEVELOPMENT) ## Run the whole suite, on SQLite and, where it is installed, on PostgreSQL
	@$(BIN)/python -m tests.run $(ARGS)

rehearse: $(DEVELOPMENT) ## Rehearse the worst day in full size: long outages, killed workers, a race for the same parties
	@REHEARSAL=full $(BIN)/python -m pytest tests/rehearsal $(ARGS)

simulate: $(DEVELOPMENT) ## Play offices in virtual time from a seed: make simulate SEED=1 RUNS=20000 STEPS=50
	@$(BIN)/python -m tests.simulation --seed $(or $(SEED),1) --runs $(or $(RUNS),300) --steps $(or $(STEPS),50) $(ARGS)

mutants: $(DEVELOPMENT) ## Plant known bugs in copies of the tree, and see that the tests notice each
	@$(BIN)/python -m tests.mutants $(NAMES)

contract: $(DEVELOPMENT) ## Hold the simulated EspoCRM against what real servers were recorded answering
	@$(BIN)/python -m tests.contract.report

lint: $(DEVELOPMENT) ## Check style, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

messages: $(DEVELOPMENT) ## Collect the human texts for translation and compile the German ones
	@$(BIN)/python -m tools.messages

screenshots: $(DEVELOPMENT) ## Take the pictures of docs/pictures anew, of a synthetic office
	@$(BIN)/python -m tools.screenshots

bench: $(DEVELOPMENT) ## Measure the ratios of docs/performance.md
	@$(BIN)/python -m bench $(ARGS)

bench-pages: $(DEVELOPMENT) ## Measure every page with 100 000 parties and 2 million attempts, on PostgreSQL
	@$(BIN)/python -m bench.pages $(ARGS)

clean-demo: ## Throw the demo's data away; the next `make up` starts over
	cd "$${CONSOLE_DATA_DIR:-data}" 2>/dev/null && rm -f console.sqlite3* sandbox.json secret_key demo.env || true

clean: clean-demo ## Also throw the virtual environment and all caches away
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "This needs Python 3.11 or newer; name it with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments: install its venv module (Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements.txt requirements-dev.txt | $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(RUNTIME) $@
