# make demo   the seeds become a graph, the graph answers     make test   the tests
# make check  lint, types, import directions                  make bench  the scoreboard (long)
# make fuzz   ten minutes of hostile input                    make lock   pin the dependencies anew

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STORE ?= news.kg
EXTRAS ?= dev

.PHONY: demo test check bench fuzz lock clean docs

$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[$(EXTRAS)]'
	touch $@

demo: $(VENV)/.installed
	$(BIN)/kg ingest seeds/ --store $(STORE)
	@echo
	$(BIN)/kg query --store $(STORE) --name timeline
	@echo
	$(BIN)/kg query --store $(STORE) --name who-said-what
	@echo
	$(BIN)/kg query --store $(STORE) --name positions

test: $(VENV)/.installed
	$(BIN)/python -m pytest -rs

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks

fuzz: $(VENV)/.installed
	$(BIN)/python -m tests.fuzz

docs: $(VENV)/.installed
	$(BIN)/python -m tests.make_docs

lock:
	$(PYTHON) -m pip install --quiet uv
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-header --quiet -o requirements.lock

clean:
	rm -rf $(VENV) $(STORE) build dist .pytest_cache .mypy_cache .ruff_cache
