# Two commands: make run, make test. The rest is for those who work on it.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# The first Python on the path that really runs and is new enough; else python3, so that its lack is named.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done; true)

.PHONY: run test proof bench check lock clean

run: $(VENV)/.run
	@$(BIN)/zeren run

test: $(VENV)/.dev
	@$(BIN)/python tools/tests.py

proof: $(VENV)/.dev
	@$(BIN)/python tools/tests.py --proof

bench: $(VENV)/.dev
	@$(BIN)/python tools/bench.py

check: $(VENV)/.dev
	@$(BIN)/python tools/tests.py --only-static

$(VENV)/bin/python:
	@sh tools/prerequisites.sh "$(PYTHON)"
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "安装运行环境（按带校验和的锁定文件）…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "安装测试环境（按带校验和的锁定文件）…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Needs uv; writes both lock files anew from pyproject.toml.
lock:
	uv pip compile pyproject.toml requirements/build.in --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/run.txt
	uv pip compile pyproject.toml requirements/build.in --extra dev --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11 -o requirements/dev.txt

clean:
	rm -rf $(VENV) build dist
