#!/usr/bin/env bash
# Run all tests: everything on SQLite with lint beside it, then the data layer, policies, services and search on
# PostgreSQL with the HTML validator beside it. The argument is `short` or `full`: how often kills, walks, fuzz
# and populations repeat.
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

made="$(mktemp -d)"
mkdir "$made/pages"
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$made"' EXIT
# In the order in which they are given, and browser tests first: see tests/conftest.py.
tests() { .venv/bin/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder -o timeout="$limit" "$@"; }
beside() {
  "$@" >"$made/beside" 2>&1 &
  beside=$!
}
end_beside() {
  step "$*"
  wait "$beside" || { cat "$made/beside"; exit 1; }
  cat "$made/beside"
}

step "Tests on SQLite"
beside bash tests/support/lint.sh
CG_SAVE_PAGES="$made/pages" tests
end_beside "Lint"
step "Tests on PostgreSQL"
beside .venv/bin/python -m tests.support.html "$made/pages"
CG_TEST_DATABASE=postgres tests -m postgres
end_beside "HTML of every page that the tests saw"
step "All passed"
