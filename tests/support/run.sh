#!/usr/bin/env bash
# Run all tests: everything on SQLite; beside it the data layer, policies, services and search on PostgreSQL; before
# them lint, and after them the HTML validator over every page that was seen. The argument is `short` or `full`: how
# often kills, walks, fuzz and populations repeat.
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

# Where memory serves as a disk and has room, nothing waits for a disk.
room="$(df --output=avail /dev/shm 2>/dev/null | tail -1)"
made="$(mktemp -d -p "$([ "${room:-0}" -gt 4000000 ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")"
mkdir "$made/pages"
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$made"' EXIT
tests() { .venv/bin/python -m pytest -o timeout="$limit" --basetemp="$made/$1" "${@:2}"; }

# At first on a machine nothing is compiled: one process does it before the others begin, or four would do it at once.
# It and PostgreSQL leave the lint one processor.
step "Lint; beside it the tests are read, and those on PostgreSQL begin"
{
  tests reading --collect-only -q >"$made/beside" 2>&1
  CG_TEST_DATABASE=postgres tests postgres -m postgres >"$made/beside" 2>&1
} &
beside=$!
bash tests/support/lint.sh

step "Tests on SQLite"
# With full counts one of the processes mostly waits for what it has killed, so there is one more.
processes="$([ "$CG_COUNTS" = full ] && echo 3 || echo 2)"
# In the order in which they are given, and browser tests first: see tests/conftest.py.
CG_SAVE_PAGES="$made/pages" tests sqlite -n "$processes" --dist loadgroup --no-loadscope-reorder
step "HTML of every page that the tests saw"
.venv/bin/python -m tests.support.html "$made/pages"
step "Tests on PostgreSQL"
wait "$beside" || { cat "$made/beside"; exit 1; }
cat "$made/beside"
step "All passed"
