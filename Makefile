# Two commands are all a newcomer needs: `make demo` and `make test`. Both set the machine up by themselves.
SHELL := /bin/bash
BIN := .venv/bin
ONLY ?=

.PHONY: setup setup-test demo test test-faults test-marks check bench lock clean

setup:
	@.ci/setup

setup-test:
	@.ci/setup --test

demo: setup
	@$(BIN)/mitsprache demo --data var/demo $(if $(filter 0,$(DEMO_SERVE)),--no-serve,)

# ONLY=unit|property|golden|web|browser|a11y|bench runs one group
test: setup-test
	@$(BIN)/python -m pytest -n 2 --dist worksteal -q $(if $(filter a11y,$(ONLY)),-m a11y,$(if $(ONLY),tests/$(ONLY),))

# Injected faults in full numbers; others by MITSPRACHE_KILLS, _CUTS, _TERMINATIONS, _REPLIES, _LIVES=number
test-faults: setup-test
	@MITSPRACHE_FAULTS=full $(BIN)/python -m pytest -q -p no:xdist -m faults tests

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# ONLY=count|cast|guess|print|scan|plain|languages|pages
bench: setup
	@$(BIN)/python -m tests.bench $(ONLY)

lock:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 \
		--extra test --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .hypothesis
