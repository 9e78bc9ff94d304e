#!/usr/bin/env bash
# Bring database, reference data, sample content and index up to date; each step does nothing where nothing is due.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
flask() { .venv/bin/flask --app wsgi "$@"; }

flask db upgrade
flask seeds load
flask sample load --if-wanted
flask search rebuild --if-stale
flask matching rebuild --if-stale
