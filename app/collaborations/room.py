"""What the room of collaborations brings to the house."""

from flask import Flask

from app.accounts import service as accounts
from app.collaborations import advice, service, tracing
from app.collaborations.agreement import part as agreement
from app.collaborations.ending import part as ending
from app.collaborations.gates import part as gates
from app.collaborations.lessons import led_by, other_leads
from app.collaborations.panels import lessons_of_old, of_listing, of_organisation, of_response, of_specialism
from app.collaborations.records import bp
from app.collaborations.returns import part as returns
from app.collaborations.running import part as running
from app.collaborations.service.lessons import ended_work, source_of
from app.collaborations.stages import part as stages
from app.core import panels
from app.lessons import places, sources, work
from app.lessons import tracing as lessons_tracing
from app.listings import service as listings
from app.matching import conflicts


def init_app(app: Flask) -> None:
    """Register the room's pages and its panels on the pages of lower rooms, and all of its parts."""
    app.register_blueprint(bp)
    panels.add("responses.show", of_response, order=10)
    panels.add("collaborations.show", advice.of_collaboration, order=20)
    places.register(advice.PLACE, advice.KIND)
    panels.add("briefs.show", of_listing, order=60)
    panels.add("offers.show", of_listing, order=60)
    panels.add("briefs.edit", lessons_of_old, order=4)
    panels.add("offers.edit", lessons_of_old, order=4)
    panels.add("organisations.show", of_organisation, order=40)
    panels.add("matching.which_science", of_specialism)
    listings.register_hand_over(service.hand_over)
    accounts.register_closing_check(service.reasons_to_stay)
    conflicts.register(service.partners_of)
    work.register(led_by, other_leads)
    lessons_tracing.register(tracing.closed_work)
    sources.register(source_of, ended_work)
    for part in (agreement, gates, stages, running, ending, returns):
        part.init_app(app)
