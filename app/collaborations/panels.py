"""What collaborations show on the pages of responses, listings and organisations, and of a specialism."""

from collections.abc import Sequence

from app.collaborations import cards, service
from app.collaborations.models import Collaboration
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db
from app.lessons import search as lesson_cards
from app.listings import policy as listings
from app.listings.models import Listing
from app.organisations.models import Organisation
from app.responses import policy as responses
from app.responses.models import Response
from app.taxonomy.models import Specialism

MOST = 10
FEW = 3


def of_response(actor: Actor, response: Response) -> Panel | None:
    """The answer that an owner can give, or the collaboration that came of it."""
    if responses.can_accept(actor, response):
        return Panel("Answer this response", "collaborations/panel_answer.html", {"response": response})
    opened = service.from_response(actor, response)
    if opened is None:
        return None
    return _cards("Collaboration", [opened])


def of_listing(actor: Actor, listing: Listing) -> Panel | None:
    """The collaborations that grew from a listing."""
    return _cards("Collaborations that grew from this", service.from_listing(actor, listing))


def lessons_of_old(actor: Actor, listing: Listing) -> Panel | None:
    """On the draft of a copy: the lessons of the collaborations that grew from the listing it was copied from, as their
    own pages link them for the reader."""
    if listing.copied_from_id is None:
        return None
    old = db.session.scalar(listings.readable_by(actor).where(Listing.id == listing.copied_from_id))
    if old is None:
        return None
    told = {
        lesson for each in service.from_listing(actor, old) for lesson in cards.lessons_shown(actor, each)
    }
    if not told:
        return None
    found = sorted(told, key=lambda lesson: lesson.created_at, reverse=True)[:MOST]
    context = {"title": old.title, "cards": [lesson_cards.card(lesson) for lesson in found]}
    return Panel("What was learned last time", "collaborations/panel_lessons_of_old.html", context)


def of_organisation(actor: Actor, organisation: Organisation) -> Panel | None:
    """The collaborations of an organisation, whatever came of them."""
    return _cards("Collaborations", service.of_organisation(actor, organisation))


def of_specialism(actor: Actor, specialism: Specialism) -> Panel | None:
    """The collaborations shown to everyone that grew from a brief or an offer which names a specialism."""
    found = service.of_specialism(specialism.code)
    if not found:
        return None
    context = {"links": [cards.card(each) for each in found[:FEW]], "more": max(0, len(found) - FEW)}
    return Panel("What it has done for policing", "collaborations/panel_of_specialism.html", context)


def _cards(title: str, found: Sequence[Collaboration]) -> Panel | None:
    if not found:
        return None
    context = {"cards": [cards.card(each) for each in found[:MOST]], "more": max(0, len(found) - MOST)}
    return Panel(title, "collaborations/panel_cards.html", context)
