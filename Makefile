# SPDX-License-Identifier: Apache-2.0
# Two commands: `make demo` and `make test`. Both install what is missing first
# (PATRON_DEPS=check only says what; PATRON_DEPS=skip does not look).

BUILD := build
PYTHON ?= $(shell if [ "$$(uname)" != Darwin ] && [ -x /usr/bin/python3 ]; \
	then echo /usr/bin/python3; else echo python3; fi)
JOBS ?= $(shell nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
AS_OF := 2026-06-30
PACK := examples/packs/silk-road-club.json
EVENTS := $(BUILD)/agency/events.csv
CUSTOMERS := $(BUILD)/agency/customers.csv
RUN := $(BUILD)/patron run $(PACK) --events $(EVENTS) --customers $(CUSTOMERS) \
	--as-of $(AS_OF)

.PHONY: help demo test build bench fuzz test-asan deps check-deps clean always
.DEFAULT_GOAL := help

help:
	@echo "make demo        build, run the main job on the sample agency, say where to look"
	@echo "make test        build and run every test; ends with 'N passed, N failed'"
	@echo "make build       $(BUILD)/patron, the libraries, $(BUILD)/python/patron"
	@echo "make bench       figures, one table in $(BUILD)/bench.md"
	@echo "make test-asan   the C++ and C tests under AddressSanitizer and UBSan"
	@echo "make fuzz        ten million hostile expressions"
	@echo "make deps        install what is missing (check-deps only says what)"
	@echo "make clean       remove $(BUILD)"

# ---- what the system must have ----
DEPS_OK := $(BUILD)/.deps.ok

deps: $(DEPS_OK)

$(DEPS_OK): cmake/deps.sh
	@cmake/deps.sh
	@mkdir -p $(@D)
	@[ "$(PATRON_DEPS)" = skip ] || touch $@

check-deps:
	@PATRON_DEPS=check cmake/deps.sh

# ---- build ----
$(BUILD)/build.ninja: CMakePresets.json | $(DEPS_OK)
	@cmake --preset release -DPython_EXECUTABLE="$$(command -v $(PYTHON))"
	@touch $@

build: $(BUILD)/build.ninja
	@cmake --build $(BUILD) --parallel $(JOBS)

# Ninja decides whether there is work; the time of the file tells the rest.
$(BUILD)/patron: always $(BUILD)/build.ninja
	@cmake --build $(BUILD) --parallel $(JOBS) --target patron_cli

always:

# ---- the sample agency ----
$(BUILD)/agency/events.csv: examples/agency/generate.py | $(DEPS_OK)
	@$(PYTHON) examples/agency/generate.py --out $(BUILD)/agency

$(BUILD)/demo/summary.html: $(BUILD)/patron $(PACK) $(EVENTS)
	@echo
	@echo "$(RUN) --out $(BUILD)/demo"
	@$(RUN) --out $(BUILD)/demo

demo: $(BUILD)/demo/summary.html
	@echo
	@echo "Where to look:"
	@echo "  $(BUILD)/demo/summary.html   the page: open it in a browser"
	@echo "  $(BUILD)/demo/               effects and assessments, as CSV and NDJSON"
	@echo "  $(PACK)   the rules that made them"

# ---- tests and figures ----
test: $(BUILD)/build.ninja
	@cmake --build $(BUILD) --parallel $(JOBS) --target all patron_check
	@PYTHON=$(PYTHON) tests/run.sh $(BUILD)

test-asan: | $(DEPS_OK)
	@cmake --preset asan
	@cmake --build --preset asan --parallel $(JOBS)
	@tests/run.sh $(BUILD)/asan --native

# Ten million hostile expressions; a crash or a difference prints its input.
fuzz: $(BUILD)/build.ninja
	@cmake --build $(BUILD) --parallel $(JOBS) --target patron_fuzz
	@$(BUILD)/tests/patron_fuzz --runs 10000000 tests/fuzz/corpus.txt

bench: $(BUILD)/build.ninja $(EVENTS)
	@cmake --build $(BUILD) --parallel $(JOBS) --target all patron_bench patron_rules_bench
	@$(PYTHON) tests/bench/bench.py --build $(BUILD)

clean:
	rm -rf $(BUILD)
