#!/usr/bin/env bash
# Serve the site: the web server and `flask worker` side by side, until interrupted.
#
# A worker that dies is started again after a second. When the web server ends, or this script is
# interrupted or terminated, both are stopped and the script leaves with the web server's status.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

host="${HOST:-127.0.0.1}"
port="${PORT:-8000}"
export PORT="$port"
web=""
keeper=""

keep_worker() {
  local worker="" ending=""
  trap 'ending=1; [ -z "$worker" ] || kill -TERM "$worker" 2>/dev/null || true' INT TERM
  while [ -z "$ending" ]; do
    .venv/bin/flask --app wsgi worker &
    worker=$!
    # wait returns early when a signal comes, so it is asked until the worker is truly gone
    while kill -0 "$worker" 2>/dev/null; do wait "$worker" || true; done
    [ -n "$ending" ] || { echo "The worker ended; starting it again." >&2; sleep 1; }
  done
}

stop() {
  trap '' INT TERM
  [ -z "$web" ] || kill -TERM "$web" 2>/dev/null || true
  [ -z "$keeper" ] || kill -TERM "$keeper" 2>/dev/null || true
}
trap stop INT TERM

keep_worker &
keeper=$!
# What somebody has published goes before searches: the worker has little to do, but soon (docs/matching.md).
nice -n 5 .venv/bin/gunicorn --config deploy/gunicorn.conf.py --bind "$host:$port" wsgi:app &
web=$!

echo
echo "Common Ground is at http://$host:$port"
echo "Sample sign-ins: .venv/bin/flask --app wsgi sample accounts   (kept in ${DATA_DIR:-var}/sample-accounts.json)"
echo "Stop with Ctrl-C."

status=0
while kill -0 "$web" 2>/dev/null; do
  status=0
  wait "$web" || status=$?
done
stop
wait "$keeper" 2>/dev/null || true
[ "$status" -le 128 ] || status=0 # ended by the signal that stopped us
exit "$status"
