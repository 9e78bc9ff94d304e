"""What the room of responses brings to the house."""

from flask import Flask

from app.accounts import service as accounts
from app.core import mail, panels
from app.lessons import places
from app.listings import service as listings
from app.responses import lessons_panels, reminders, service
from app.responses.assessment.routes import bp as assessment_pages
from app.responses.full.routes import bp
from app.responses.panels import assessment_of, conflicts_of, of_listing, of_organisation
from app.responses.partners.routes import bp as partner_pages


def init_app(app: Flask) -> None:
    """Register the room's pages and its panel on the listings' pages."""
    for pages in (bp, partner_pages, assessment_pages):
        app.register_blueprint(pages)
    panels.add("briefs.show", of_listing, order=15)
    panels.add("offers.show", of_listing, order=15)
    panels.add("responses.show", assessment_of, order=20)
    panels.add("responses.show", conflicts_of, order=30)
    panels.add("responses.show", lessons_panels.while_deciding, order=40)
    for name, kind in lessons_panels.KINDS.items():
        places.register(name, kind)
    panels.add("organisations.show", of_organisation, order=40)
    mail.before_digests(reminders.remind_in_digests)
    listings.register_hand_over(service.hand_over)
    listings.register_followers(service.responders)
    accounts.register_closing_check(service.reasons_to_stay)
