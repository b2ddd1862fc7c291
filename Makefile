# make run, make test: all that a newcomer needs. The other targets are for those who change the portal.

PYTHON ?= python3
PORT ?= 8000
VAR_DIR ?= $(CURDIR)/var
export VAR_DIR

VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(VENV)/tools
LOCAL := HTTPS=off LOCAL=on

install = $(BIN)/pip install --disable-pip-version-check $(1) >$(VENV)/install.log 2>&1 || \
  { echo "Could not install the packages ($(VENV)/install.log says why). Check the network and run the same command again." >&2; exit 1; }

.PHONY: run dev test browser faults fuzz check check-html bench bench-pages bench-weight bench-lighthouse bench-submit bench-search bench-facets bench-api bench-admin drill tools messages screenshots secret lock clean python

run: $(VENV)/.run secret
	@$(LOCAL) exec $(BIN)/python manage.py serve --port "$(PORT)"

dev: $(VENV)/.dev secret
	@$(LOCAL) DEBUG=on exec $(BIN)/python manage.py serve --port "$(PORT)" --reload

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not browser and not faults" $(ARGS)

browser: $(VENV)/.dev $(TOOLS)/.installed
	@$(BIN)/python -m pytest -q -n 3 --dist worksteal -m browser $(ARGS) # browsers wait half of the time

# Stops, freezes and fills what the portal stands on, all started here; needs nginx, PostgreSQL and Redis of Debian, and
# root for the full disk.
faults: $(VENV)/.dev
	@$(BIN)/python -m pytest -q -m faults $(ARGS)

fuzz: $(VENV)/.dev
	@$(BIN)/python -m pytest -q tests/safety/test_fuzzing.py --hypothesis-profile fuzz $(ARGS)

check: $(VENV)/.dev
	@BIN=$(BIN) .ci/check

check-html: $(VENV)/.dev $(TOOLS)/.installed
	@$(BIN)/python -m bench.html

bench: $(VENV)/.dev
	@$(BIN)/python -m bench.load $(ARGS)

bench-pages: bench-weight bench-lighthouse

bench-weight: $(VENV)/.dev
	@$(BIN)/python -m bench.weight

bench-submit: $(VENV)/.dev
	@$(BIN)/python -m bench.submit

bench-search: $(VENV)/.dev
	@$(BIN)/python -m bench.search $(ARGS)

bench-facets: $(VENV)/.dev
	@$(BIN)/python -m bench.facets $(ARGS)

bench-api: $(VENV)/.dev
	@$(BIN)/python -m bench.api

bench-admin: $(VENV)/.dev
	@$(BIN)/python -m bench.admin $(ARGS)

# Backs up under writes, destroys, restores and compares; on PostgreSQL, too, where DATABASE_URL names a server.
drill: $(VENV)/.dev
	@$(BIN)/python -m bench.drill

bench-lighthouse: $(VENV)/.dev $(TOOLS)/.installed
	@$(BIN)/python -m bench.lighthouse

messages: $(VENV)/.dev
	@BIN=$(BIN) .ci/messages

screenshots: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.screenshots

lock: $(VENV)/.dev
	@$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-emit-trusted-host --output-file requirements.lock requirements.txt requirements-scale.txt

secret:
	@mkdir -m 700 -p "$(VAR_DIR)"
	@test -s "$(VAR_DIR)/secret_key" || (umask 077 && $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(64))" > "$(VAR_DIR)/secret_key")

python:
	@command -v "$(PYTHON)" >/dev/null || { echo "Python is not installed ($(PYTHON) not found). The portal needs Python 3.11 or newer." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This is $$("$(PYTHON)" --version); the portal needs Python 3.11 or newer. Name another one: make run PYTHON=python3.12" >&2; exit 1; }

$(BIN)/python: | python
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "Could not create $(VENV). On Debian and Ubuntu install the package python3-venv first." >&2; exit 1; }

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing the packages of requirements.txt (once, about half a minute) …"
	@$(call install,-r requirements.txt)
	@touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt requirements-scale.txt | $(BIN)/python
	@echo "Installing the packages of requirements-dev.txt (once, about a minute) …"
	@$(call install,-r requirements-dev.txt -r requirements-scale.txt)
	@touch $@ $(VENV)/.run

tools: $(TOOLS)/.installed

$(TOOLS)/.installed: .ci/package.json | $(BIN)/python
	@command -v npm >/dev/null && command -v java >/dev/null || { echo "The tools that measure pages need npm and Java 17 (Debian: npm, default-jre-headless)." >&2; exit 1; }
	@mkdir -p $(TOOLS)
	@cp .ci/package.json $(TOOLS)/
	@npm install --prefix $(TOOLS) --no-package-lock --ignore-scripts --no-audit --no-fund >$(TOOLS)/install.log 2>&1 || { echo "Could not install the tools that measure pages ($(TOOLS)/install.log says why)." >&2; exit 1; }
	@touch $@

clean:
	rm -rf $(VENV)
