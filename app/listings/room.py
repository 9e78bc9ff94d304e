"""What the room of listings brings to the house."""

from datetime import timedelta

from flask import Flask

from app.core import worker
from app.listings import service
from app.listings.routes import bp


def init_app(app: Flask) -> None:
    """Register the page for handing over everything, and the daily expiry."""
    app.register_blueprint(bp)
    worker.job("expire-listings", service.expire_due, every=timedelta(days=1))
