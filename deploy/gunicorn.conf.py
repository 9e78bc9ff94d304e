"""How the web server runs. Where it listens is said by deploy/serve.sh."""

import os
from pathlib import Path
from typing import Any

from flask import Flask

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))

timeout = 60
graceful_timeout = 10
keepalive = 5

# A heartbeat file on a slow disk makes workers look dead; memory is always quick.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

# Forwarded headers are judged by the app alone (TRUSTED_PROXIES), so the server believes nobody.
forwarded_allow_ips = ""

# Addresses and queries stay out of the log: what people search for is their own business.
accesslog = None
loglevel = "warning"


def post_worker_init(worker: Any) -> None:
    """Each web process follows the search index from a thread of its own, begun after the fork."""
    if isinstance(worker.wsgi, Flask):  # not the page that gunicorn shows where the site cannot be loaded
        worker.wsgi.extensions["follow-index"].start(worker.wsgi)


def worker_exit(server: Any, worker: Any) -> None:
    """The thread ends with the process."""
    if isinstance(worker.wsgi, Flask):
        worker.wsgi.extensions["follow-index"].stop()
