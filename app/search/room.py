"""What the room of search brings to the house."""

from datetime import timedelta

from flask import Flask

from app.core import requests, worker
from app.search import follow, outbox, writer
from app.search.commands import group
from app.search.routes import bp


def init_app(app: Flask) -> None:
    """Register the pages, the outbox, the worker's jobs and the commands."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    # For deploy/gunicorn.conf.py, which cannot import the site before it is loaded.
    app.extensions["follow-index"] = follow
    with app.app_context():
        outbox.listen()
    requests.after_commit(outbox.wait_for_index)
    worker.job("index", writer.keep_in_step)
    worker.job("forget-old-outbox-rows", writer.forget_old_rows, every=timedelta(hours=1))
