# Suara Loket. `make help` lists what there is.

SHELL := /bin/bash
LISTEN ?= 127.0.0.1:8080
DIR ?= demo
MONTHS ?= 9
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT := $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)

.PHONY: help build run test race quick soak crash lint bench pictures clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /  make \1\t/' | expand -t 16

build: ## one static binary, bin/suaraloket
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/suaraloket ./cmd/suaraloket

run: build ## the demo: a sample city on http://127.0.0.1:8080 (LISTEN=0.0.0.0:8080 for a phone, DIR=, MONTHS=)
	./bin/suaraloket demo --listen $(LISTEN) --dir $(DIR) --months $(MONTHS)

test: ## everything that proves the product; installs what it needs
	tools/test.sh

race: ## every test under the race detector (makes `make test` several times as long)
	RACE=all tools/test.sh

quick: ## what needs neither a MySQL server nor a browser; names what it left out
	@go test -json ./... | go -C tools run ./testlog -skips

soak: ## tablets, the chat and a cluster under faults, and fuzzing (ROUNDS=, FUZZ=, ONLY=)
	tools/soak.sh

crash: ## program, database, disk, network and clock fail under load, many times (ROUNDS=, OUTAGE=, SEED=)
	tools/crash.sh

lint: ## formatting, go vet, staticcheck
	tools/lint.sh

bench: ## tables of what it takes in, reads and needs, in one run (tools/bench.sh says how to pick parts)
	tools/bench.sh

pictures: ## the pictures in docs, taken anew
	tools/pictures.sh

clean: ## what building and the demo have left
	rm -rf bin demo
