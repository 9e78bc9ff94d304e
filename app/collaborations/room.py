"""What the room of collaborations brings to the house."""

from flask import Flask

from app.accounts import service as accounts
from app.collaborations import service
from app.collaborations.panels import of_listing, of_organisation, of_response, of_specialism
from app.collaborations.records import bp
from app.core import panels
from app.listings import service as listings
from app.matching import conflicts


def init_app(app: Flask) -> None:
    """Register the room's pages and its panels on the pages of lower rooms."""
    app.register_blueprint(bp)
    panels.add("responses.show", of_response, order=10)
    panels.add("briefs.show", of_listing, order=60)
    panels.add("offers.show", of_listing, order=60)
    panels.add("organisations.show", of_organisation, order=40)
    panels.add("matching.which_science", of_specialism)
    listings.register_hand_over(service.hand_over)
    accounts.register_closing_check(service.reasons_to_stay)
    conflicts.register(service.partners_of)
