"""What the room of listings brings to the house."""

from datetime import timedelta

from flask import Flask

from app.core import evaluate, panels, worker
from app.listings import commands, service
from app.listings.routes import bp
from app.listings.showing import confirmed_panel


def init_app(app: Flask) -> None:
    """Register the page for handing over everything, the daily expiry and the room's measurement."""
    app.register_blueprint(bp)
    for page in ("briefs.show", "offers.show"):
        panels.add(page, confirmed_panel, order=5)
    evaluate.group.add_command(commands.measure)
    worker.job("expire-listings", service.expire_due, every=timedelta(days=1))
