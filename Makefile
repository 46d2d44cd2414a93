# Everything a developer or an operator types. `make help` lists it.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
export QUXIANG_ENV ?= demo

.PHONY: help run test coverage requirements bench frontend install lint

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

install: $(VENV)/.installed ## make the virtual environment

run: $(VENV)/.installed ## start the demo world on 127.0.0.1:$PORT
	$(BIN)/quxiang setup --people
	@echo "打开 http://127.0.0.1:$(PORT)  （按 Ctrl+C 停止）"
	exec $(BIN)/gunicorn -c python:app.serving 'app.main:serve()' --bind 127.0.0.1:$(PORT)

lint: $(VENV)/.installed-dev ## style, types, layers, templates
	$(BIN)/ruff format --check app tests
	$(BIN)/ruff check app tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint app --lint --quiet --profile jinja --extension html

test: $(VENV)/.installed-dev ## every check and every test, on both databases and in the browser
	.ci/prepare
	$(MAKE) --no-print-directory lint
	QUXIANG_ENV=test $(BIN)/pytest tests -q -n 2 --dist loadgroup

coverage: $(VENV)/.installed-dev ## the branch coverage of app/, which must not fall below 90 %
	QUXIANG_ENV=test $(BIN)/pytest tests -q -n 2 --dist loadgroup --cov --cov-report=term:skip-covered --ignore tests/mutants --ignore tests/chaos

requirements: $(VENV)/.installed-dev ## which requirements have a passing test
	$(BIN)/python -m tests.requirements

bench: $(VENV)/.installed-dev ## measurements, as ratios within one run
	.ci/prepare
	QUXIANG_ENV=test $(BIN)/python -m tests.bench

frontend: ## build the committed assets anew
	cd app/web/frontend && npm ci --ignore-scripts --no-audit --no-fund && node build.mjs
