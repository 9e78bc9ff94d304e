"""What the room of responses brings to the house."""

from flask import Flask

from app.accounts import service as accounts
from app.core import panels
from app.listings import service as listings
from app.responses import service
from app.responses.panels import of_listing
from app.responses.routes import bp


def init_app(app: Flask) -> None:
    """Register the room's pages and its panel on the listings' pages."""
    app.register_blueprint(bp)
    panels.add("briefs.show", of_listing, order=15)
    panels.add("offers.show", of_listing, order=15)
    listings.register_hand_over(service.hand_over)
    accounts.register_closing_check(service.reasons_to_stay)
