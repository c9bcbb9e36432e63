# Florin: every task starts here. `make` lists them.

SWIFT_FLAGS := --explicit-target-dependency-import-check error
RELEASE := .build/release/florin

.DEFAULT_GOAL := help
.PHONY: help setup build demo test api simulate bench clean

help: ## Show this list.
	@echo "Florin: monetisation and billing. Every amount exact, explained, provable."
	@echo
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16
	@echo
	@echo "  make demo DEMO='--no-serve --json --home DIR'     pass options to the demo"
	@echo "  make test TEST='--filter RatingTests'             run some of the tests"
	@echo "  make simulate SEEDS=2000 STEPS=500                longer and more worlds; SEED=17 plays one"
	@echo "  make bench BENCH=bill-run QUICK=1                 one benchmark, small sizes"

setup: ## Install the system libraries that are missing, and only those.
	@Scripts/setup

build: setup ## Build the release program, .build/release/florin.
	@swift build -c release $(SWIFT_FLAGS) --product florin

demo: build ## Bill 7,043 real customers and serve their invoices on a local page.
	@$(RELEASE) demo $(DEMO)

test: ## Run every test, the store's on SQLite and on a PostgreSQL server of its own; fails when one does.
	@Scripts/setup test
	@Scripts/test $(TEST)

api: ## Let schemathesis, when it is installed, try the served API with every check; SEED and EXAMPLES say which and how many.
	@swift build $(SWIFT_FLAGS) --product florin
	@FLORIN=.build/debug/florin Scripts/check-api $(or $(SEED),1) $(or $(EXAMPLES),50)

simulate: setup ## Play random worlds with faults beside a naive twin; names each seed that breaks a law.
	@swift build -c release $(SWIFT_FLAGS) --product florin-lab
	@.build/release/florin-lab $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),100)) --steps $(or $(STEPS),500)

bench: build ## Measure speed beside the floors, alternating, in one run.
	@swift build -c release $(SWIFT_FLAGS) --product florin-hello
	@Scripts/setup bench
	@Benchmarks/run --florin $(RELEASE) $(if $(QUICK),--quick) $(BENCH)

clean: ## Remove what the builds and the demo left.
	@rm -rf .build Benchmarks/.build florin-home demo
