# The commands of this project. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test test-money mutants lint check bench cases gate threads promises examples pictures spapi day mails messages docs lock

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

$(STAMP): requirements-uv.txt requirements-dev.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(BIN)/uv pip sync -q --require-hashes --python $(BIN)/python requirements-uv.txt requirements-dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps -e .
	@touch $(STAMP)

# Given on the command line or in the environment; empty means the program's own default.
run: export FIRSTHAND_PORT := $(or $(PORT),$(FIRSTHAND_PORT))
run: export FIRSTHAND_DATA_DIR := $(or $(DATA_DIR),$(FIRSTHAND_DATA_DIR))
run: export FIRSTHAND_DEMO := $(or $(DEMO),$(FIRSTHAND_DEMO),1)
run: $(STAMP) ## Start everything (PORT=8000 DATA_DIR=./data DEMO=0 ARGS=--once)
	@exec $(BIN)/firsthand serve $(ARGS)

# All of them in three processes (tests wait a third of their time), a file in one of them;
# ARGS= stands for the choice of tests too.
test: $(STAMP) ## Run all tests (ARGS= for pytest)
	@$(BIN)/pytest $(or $(ARGS),$(SIDE_BY_SIDE))

# Every step x every fault x every kind of account x three seeds, with real kills; and beside
# it the state machine.
test-money: export MONEY_ALL := $(if $(CELL),,1)
test-money: export MONEY_SEED := $(SEED)
test-money: export MONEY_CELL := $(CELL)
test-money: $(STAMP) ## Kill workers at every step of moving money (SEED= CELL=kind:step:fault)
	@$(BIN)/python -m tests.money $(ARGS)

mutants: $(STAMP) ## Change the code of money in small ways: is it noticed? (N=100 SEED=2 a sample, ONLY=remedies/rules, KEPT= MINUTES= SLOW=100)
	@PYTHONPATH=src:. $(BIN)/python -m tools.mutants $(if $(N),--most $(N)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY)) $(if $(KEPT),--kept $(KEPT)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SLOW),--slow $(SLOW))

lint: $(STAMP) ## Style, types, layers
	@$(BIN)/ruff format --check src tests tools
	@$(BIN)/ruff check src tests tools
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/mypy

mails: $(STAMP) ## Take in every mail below DIR= into a throwaway database (DETAIL=1)
	@PYTHONPATH=src $(BIN)/python bench/mails.py $(if $(DETAIL),--detail) "$(or $(DIR),.)"

check: lint test ## Everything the build server runs

cases: $(STAMP) ## Check the figures against reference cases (FILE=)
	@$(BIN)/python -m tests.cases.run $(FILE)

promises: $(STAMP) ## Score the promises found in labelled replies (FILE= LEAST=0.95 DETAIL=1)
	@PYTHONPATH=src:. $(BIN)/python -m tests.promises.run $(if $(LEAST),--least $(LEAST)) $(if $(DETAIL),--detail) "$(or $(FILE),tests/promises/fresh)"

gate: $(STAMP) ## Score the send gate on labelled messages (FILE= DETAIL=1 RECALL=0.93 PRECISION=0.93)
	@PYTHONPATH=src:. $(BIN)/python -m tests.gate.run $(if $(DETAIL),--detail) $(if $(RECALL),--recall $(RECALL)) $(if $(PRECISION),--precision $(PRECISION)) $(or $(FILE),$(wildcard tests/gate/fresh/*.jsonl))

threads: $(STAMP) ## Check that mails find their conversation, by a labelled set and in any order
	@THREADS=all $(BIN)/pytest -n 2 -q tests/threads tests/domain/tickets/test_any_order.py

examples: $(STAMP) ## Check what is promised of any input on ten times as many examples
	@EXAMPLES=all $(BIN)/pytest $(SIDE_BY_SIDE) -m hypothesis
	@EXAMPLES=all $(BIN)/pytest tests/api/test_document.py tests/connectors/email/test_mutants.py

pictures: $(STAMP) ## Keep a picture of every page the browser's tests open, in screenshots/
	@PICTURES=all $(BIN)/pytest -n 2 --dist loadfile tests/browser

spapi: $(STAMP) ## Send every example of Amazon's model files through our client (DIR=)
	@PYTHONPATH=src:. $(BIN)/python -m tests.spapi $(if $(DIR),"$(DIR)")

day: $(STAMP) ## Live through a day of twenty stores at the fake of Amazon, 60 times as fast (ARGS="--hours 24 --speed 60")
	@PYTHONPATH=src:. $(BIN)/python -m tests.day $(ARGS)

messages: $(STAMP) ## Collect sentences to translate, compile the Chinese ones
	@$(BIN)/python -m tools.messages

docs: $(STAMP) ## Write the generated parts of the documentation
	@$(BIN)/python -m tools.docs

bench: $(STAMP) ## Measure pages, facts of a million tickets, imports of a million rows, 100 agents (ONLY=pages|facts|imports|agents|money ARGS=)
	@failed=0; for one in $(or $(ONLY),pages facts imports agents money); do \
		PYTHONPATH=src:. $(BIN)/python -m bench.$$one $(ARGS) || failed=1; done; exit $$failed

lock: $(STAMP) ## Renew the locked versions
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements-uv.in -o requirements-uv.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra dev -o requirements-dev.txt
	@for one in locust django-helpdesk; do $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header bench/agents/$$one.in -o bench/agents/$$one.txt; done
