#!/usr/bin/env bash
# Everything that reads the code without running it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=.venv/bin

echo "ruff";          "$bin/ruff" check --quiet .
echo "mypy";          "$bin/mypy" --no-error-summary
echo "import-linter"
said="$("$bin/lint-imports" --no-cache)" || { echo "$said"; exit 1; }
echo "djlint";        "$bin/djlint" --lint --quiet templates
