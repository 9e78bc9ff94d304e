#!/usr/bin/env bash
# Run all tests: lint, then everything on SQLite, then the data layer, policies, services and search on
# PostgreSQL. The argument is `short` or `full`: how often kills, walks, fuzz and populations repeat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CG_COUNTS="${1:-short}"
began=$SECONDS
step() { echo; echo "== $* ($((SECONDS - began)) s)"; }

# What the person has set for their own installation must not leak into the tests.
unset DATA_DIR DATABASE_URL BASE_URL SAMPLE PORT HOST TRUSTED_PROXIES FLASK_DEBUG FLASK_APP

step "Lint"
bash tests/support/lint.sh
step "Tests on SQLite"
.venv/bin/python -m pytest -n 2 --dist loadgroup
step "Tests on PostgreSQL"
CG_TEST_DATABASE=postgres .venv/bin/python -m pytest -n 2 --dist loadgroup -m postgres
step "All passed"
