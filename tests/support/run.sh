#!/usr/bin/env bash
# Run all tests: lint, then everything on SQLite, then the data layer, policies, services and search on
# PostgreSQL. The argument is `short` or `full`: how often kills, walks, fuzz and populations repeat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CG_COUNTS="${1:-short}"
# A test that hangs ends by itself; one that repeats thousands of times may take longer.
limit="$([ "$CG_COUNTS" = full ] && echo 1200 || echo 120)"
began=$SECONDS
step() { echo; echo "== $* ($((SECONDS - began)) s)"; }
unset FLASK_APP FLASK_DEBUG
# Every process that starts would compile the whole site and all tests anew.
unset PYTHONDONTWRITEBYTECODE
# The matrices of the tests are small: more threads on them only wait for each other.
export OPENBLAS_NUM_THREADS=1

step "Lint"
bash tests/support/lint.sh
step "Tests on SQLite"
pages="$(mktemp -d)"
trap 'rm -rf "$pages"' EXIT
CG_SAVE_PAGES="$pages" .venv/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -o timeout="$limit"
step "HTML of every page that the tests saw"
.venv/bin/python -m tests.support.html "$pages"
step "Tests on PostgreSQL"
CG_TEST_DATABASE=postgres .venv/bin/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -o timeout="$limit" -m postgres
step "All passed"
