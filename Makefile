# Everything runs in .venv, made here from the locked, hashed dependencies. Needs Python >= 3.11 and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test browser coverage lint lock bench bench-quick bench-long score fuzz soak screens package chart docs release clean

.venv: requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Sharedfate needs Python 3.11 or newer, this is %d.%d" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch .venv

demo: .venv
	$(BIN)/sharedfate demo
	$(BIN)/sharedfate demo --early

# Compiled once, not by every process that a test starts.
test coverage: export PYTHONDONTWRITEBYTECODE :=

test: .venv
	$(BIN)/python -m pytest

# The board in a real browser: a Chromium on PATH (apt-get install chromium). Without one all of it is skipped.
browser: .venv
	$(BIN)/python -m pytest -n 0 -m browser tests/browser -rs

# The same, counting lines: half as long again.
coverage: .venv
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: .venv
	$(BIN)/python -m pip check --disable-pip-version-check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sharedfate catalog check

fuzz: .venv
	$(BIN)/python -m tests.fuzz --inputs 200000
	$(BIN)/python -m tests.fuzz_http
	$(BIN)/python -m tests.api_requests --requests 2000

soak: .venv
	$(BIN)/python -m tests.soak --sites 2000 --minutes 15
	$(BIN)/python -m tests.kills --points 100
	$(BIN)/python -m tests.demos --kills 30
	$(BIN)/python -m tests.storms --channels 50 --changes 50
	$(BIN)/python -m tests.refusals --runs 500
	SHAREDFATE_ALL_FAULTS=1 $(BIN)/python -m pytest -q -n 0 tests/notifying/test_chat_faults.py
	$(BIN)/python -m tests.floods --polls 60 --megabytes 64
	$(BIN)/python -m tests.measured_world --services 500
	$(BIN)/python -m tests.stops --repeat 3
	$(BIN)/python -m tests.fault_pairs --pairs 100
	$(BIN)/python -m tests.prometheus
	$(BIN)/python -m tests.failovers --kills 50
	$(BIN)/python -m tests.store_faults

# A venv of its own for each of these, so that .venv stays small: .venv-ship, .venv-docs.
.venv-%: requirements-%.lock
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $<
	touch $@

# Wheel, source, bill of materials, chart and checksums in dist/; then the wheel in an environment that holds nothing else.
package: .venv .venv-ship
	rm -rf dist
	$(BIN)/python -m hatchling build -t sdist -t wheel
	.venv-ship/bin/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml --mc-type application --output-reproducible \
		--output-format JSON --output-file dist/sharedfate.cdx.json requirements.lock
	.venv-ship/bin/python -c 'import helm_python; helm_python.package("deploy/helm/sharedfate", destination="dist")'
	cd dist && sha256sum * > SHA256SUMS
	$(BIN)/python -m tests.installing.clean dist

# The chart's templates, by Helm's own library and Kubernetes' schemas; the Dockerfile, by hadolint.
chart: .venv .venv-ship
	$(BIN)/python -m pytest -n 0 tests/installing/test_chart.py -rs
	.venv-ship/bin/hadolint deploy/Dockerfile

# The manual as a site, in site/; what it links to has to be there.
docs: .venv-docs
	rm -rf .site && mkdir -p .site/benchmarks/history
	cd .site && ln -s ../README.md ../CHANGELOG.md ../CONTRIBUTING.md ../SECURITY.md ../docs ../deploy .
	ln -s ../../../benchmarks/history/README.md .site/benchmarks/history/
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/python -m mkdocs build --strict

release:
	deploy/release.sh "$(VERSION)" $(DRY)

screens: .venv
	$(BIN)/python -m tests.screens --out docs/screens

# The table of speed: prints it and writes docs/performance.md. Wants a machine that does nothing else.
bench: .venv
	$(BIN)/python -m benchmarks.table

# The same in minutes, beside the last figures: warns of what is a fifth slower.
bench-quick: .venv
	$(BIN)/python -m benchmarks.table --quick

# What is no row of the table: floods, worlds made up, journeys.
bench-long: .venv
	$(BIN)/python -m benchmarks.probe
	$(BIN)/python -m benchmarks.inbound
	$(BIN)/python -m benchmarks.api
	$(BIN)/python -m benchmarks.board
	$(BIN)/python -m benchmarks.acknowledge
	$(BIN)/python -m benchmarks.parse
	$(BIN)/python -m benchmarks.correlate
	$(BIN)/python -m benchmarks.null_year
	$(BIN)/python -m benchmarks.panels
	$(BIN)/python -m benchmarks.crowd --months 120
	$(BIN)/python -m benchmarks.store
	$(BIN)/python -m benchmarks.journeys

score: .venv
	$(BIN)/sharedfate evaluate benchmarks/history/incidents.jsonl.gz --events benchmarks/history/shared_events.json \
		--from 2020-11-01 --to 2026-09-01 --margins 20 \
		--null-figures benchmarks/history/null-random.json \
		--null-figures benchmarks/history/null-category.json --report docs/score.md

lock: .venv
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --quiet --python-version 3.11 \
		pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --quiet --python-version 3.11 \
		--group dev pyproject.toml -o requirements-dev.lock
	for group in build docs ship; do \
		$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url --quiet --python-version 3.11 \
			--group pyproject.toml:$$group -o requirements-$$group.lock || exit 1; \
	done

clean:
	rm -rf .venv .venv-ship .venv-docs dist site .site .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
