# Everything a person or a machine does with this project. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# The newest JDK >= 25 on this machine runs Maven and the product; empty means Maven picks one by its toolchain.
JDK := $(shell bin/find-jdk 2>/dev/null)
ifneq ($(JDK),)
export JAVA_HOME := $(JDK)
endif
MVN := mvn -B -ntp -q
# Newer than every source when what is built is what the sources say.
APP := app/target/built
SOURCES := $(shell find . -path ./system-tests -prune -o -path ./benchmarks -prune -o -path '*/src/main/*' -type f -print -o -name pom.xml -print)

# Seeds of the simulator: as many as `make test` runs (SimulationTest).
SEEDS ?= 2500
FIRST ?= 1

.PHONY: help build dist run demo test verify simulate planted bench bench-queue bench-store coverage openapi config-doc fmt clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

build: ## compile and package without tests; leaves a runnable bin/gpu-telemetry
	$(MVN) -DskipTests -Djacoco.skip -Dspotless.check.skip -pl app -am package
	@touch $(APP)

$(APP): $(SOURCES)
	@$(MAKE) --no-print-directory build

dist: $(APP) ## what to install: target/dist/gpu-telemetry with a trained AOT cache, and as .tar.gz
	@bin/dist

run: $(APP) ## everything in one process: on the simulator, or on CSV_PATH=<file>
	@exec bin/gpu-telemetry all

demo: $(APP) ## one pass of CSV_PATH (or of a generated file), checked against the file; ends by itself
	@exec bin/gpu-telemetry demo

test: ## every fast test and every gate (format, warnings, coverage, architecture)
	mvn -B -ntp verify

verify: ## the long proofs: kills, memory, real processes
	mvn -B -ntp -Pproof -Djacoco.skip -Dspotless.check.skip verify

target/simulator: $(SOURCES) $(shell find system-tests/src journal/src/test -name '*.java')
	$(MVN) -DskipTests -Djacoco.skip -Dspotless.check.skip -pl system-tests -am package
	@mkdir -p target && touch $@

simulate: target/simulator ## run SEEDS seeds of the broker's simulator, from FIRST on
	@bin/simulate $(SEEDS) $(FIRST) $(EVENTS)

planted: target/simulator ## plant bugs one by one; the simulator has to find each within SEEDS seeds
	@bin/planted $(SEEDS) $(BUG)

bench: ## measure: codec, journal, and the pipeline end to end
	$(MVN) -DskipTests -Djacoco.skip -Dspotless.check.skip -pl benchmarks -am package
	@bin/bench

bench-queue: ## measure the message queue: throughput, backlog and latency, beside the least that any queue must do
	$(MVN) -DskipTests -Djacoco.skip -Dspotless.check.skip -pl benchmarks -am package
	@touch $(APP)
	@bin/bench-queue $(CASES)

bench-store: ## measure the embedded store, every answer checked: CASES="ingest queries ..." SCALE=<percent, 4 takes a minute>
	$(MVN) -DskipTests -Djacoco.skip -Dspotless.check.skip -pl benchmarks -am package
	@touch $(APP)
	@bin/bench-store $(CASES) $(if $(SCALE),scale=$(SCALE))

coverage: ## print the line coverage of each module (after `make test`)
	@bin/coverage

openapi: $(APP) ## write the API's document to docs/openapi.json
	@bin/gpu-telemetry openapi --output docs/openapi.json

config-doc: $(APP) ## write the table of settings to docs/configuration.md
	@bin/gpu-telemetry config-doc > docs/configuration.md

fmt: ## format all sources
	$(MVN) spotless:apply

clean: ## remove what was built
	$(MVN) clean
