# Every target sets up .venv first; when nothing changed that costs a moment. The logic is in infra/local.
.POSIX:
.PHONY: help setup setup-run run down reset test check fix bench chaos shots lock schemas
.DEFAULT_GOAL := help

PY = .venv/bin/python
FIND_PYTHON = for p in $(PY) "$$PYTHON" python3.14 python3.13 python3.12 python3.11 python3; do \
	[ -n "$$p" ] && "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && break; p=; done; \
	[ -n "$$p" ] || { echo "Hwanryu needs Python 3.11 or newer: install it, or set PYTHON to one." >&2; exit 1; }
COMPILE = UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links

help:
	@echo "make run      start everything and print the address (PORT=8080 REPLICAS=1)"
	@echo "make down     stop what make run started"
	@echo "make reset    remove the data of make run"
	@echo "make test     run every test (ARGS='tests/unit -k clock' for some)"
	@echo "make check    format, lint, types, imports, schemas, containers"
	@echo "make fix      format and mend what ruff can"
	@echo "make setup    .venv and browser assets for working on the project"
	@echo "make schemas  write the JSON Schemas and API documents of contracts/"
	@echo "make shots    pictures of every page"
	@echo "make lock     write the lock files"
	@echo "make bench    compare with peers in one run (ONLY=log_append_32 for one row)"
	@echo "make chaos    faults while clients write, 10,000 commands each (ARGS='-k relay' CHAOS_COMMANDS=2000)"

setup:
	@$(FIND_PYTHON); "$$p" infra/local/bootstrap.py dev

setup-run:
	@$(FIND_PYTHON); "$$p" infra/local/bootstrap.py local

run: setup-run
	@exec $(PY) -m infra.local run

down reset: setup-run
	@exec $(PY) -m infra.local $@

test: setup
	@exec $(PY) -m infra.local test $(ARGS)

check: setup
	@exec $(PY) -m infra.local check

fix: setup
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

schemas: setup
	@$(PY) -m contracts.schemas && exec $(PY) -m gateway.documents

shots: setup
	@CHROMIUM=$$($(PY) -m infra.local chromium) && export CHROMIUM && exec $(PY) -m tests.browser.shots

lock: setup
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group local -o requirements-local.lock
	$(COMPILE) pyproject.toml --group dev -o requirements-dev.lock

bench: setup
	@exec $(PY) -m tests.bench $${ONLY:+--only "$$ONLY"}

chaos: setup
	@exec $(PY) -m infra.local chaos $(ARGS)
