#!/usr/bin/env bash
# Everything that reads the code without running it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
bin=.venv/bin

echo "ruff";          "$bin/ruff" check --quiet .
echo "mypy";          "$bin/mypy" --no-error-summary
echo "import-linter"; "$bin/lint-imports" --no-cache >/tmp/lint-imports.$$ || { cat /tmp/lint-imports.$$; rm -f /tmp/lint-imports.$$; exit 1; }
rm -f /tmp/lint-imports.$$
echo "djlint";        "$bin/djlint" --lint --quiet templates
