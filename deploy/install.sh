#!/usr/bin/env bash
# Install a file of hashed requirements into .venv: deploy/install.sh requirements.txt
#
# uv takes a tenth of pip's time; pip fetches it. It knows nothing of how pip may have been told to reach a mirror, so
# where it fails, pip does the whole.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

pip() { .venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r "$1"; }

pip <(awk '/^uv==/, !/\\$/' requirements-dev.txt)
.venv/bin/uv pip install --quiet --system-certs --python .venv/bin/python --no-deps --require-hashes -r "$1" || pip "$1"
