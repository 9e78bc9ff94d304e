"""Complete drafts and the people round them, for the tests of the rooms of listings."""

from datetime import timedelta
from typing import Any

from app.accounts.models import Person
from app.briefs.models import Brief, BudgetBand, Horizon
from app.core import clock
from app.extensions import db
from app.listings.models import ListingArea, ListingSpecialism, ListingState
from app.offers.models import Method, Offer
from app.organisations.models import Organisation
from tests import factories


def full_brief(
    at: Organisation, poster: Person, state: ListingState = ListingState.DRAFT, **values: Any
) -> Brief:
    """A brief with nothing missing."""
    fields: dict[str, Any] = {
        "title": "Tyre marks that nobody compares",
        "region_code": "YH",
        "duration_weeks": 26,
        "budget_band": BudgetBand.UNDER_10K,
        "data_access": "Photographs from 400 scenes, read on site.",
        "vetting_code": "NPPV2",
        "horizon": Horizon.NOW,
        "no_research_interest_fits": True,
        "gap": "Which tread patterns can be told apart from a photograph?",
        "declared_official": False,
    }
    made = factories.brief(at, state, poster=poster, **(fields | values))
    made.area_links = [ListingArea(area_code="FORENS-11")]
    db.session.flush()
    return made


def full_offer(
    at: Organisation, poster: Person, state: ListingState = ListingState.DRAFT, **values: Any
) -> Offer:
    """An offer of research with nothing missing."""
    fields: dict[str, Any] = {
        "title": "Image retrieval of tread patterns",
        "region_code": "YH",
        "method": Method.LABORATORY,
        "months": 12,
        "capacity_text": "one study a year",
        "cost_model": "matched funding",
        "vetting_code": "NONE",
        "public_reason": "The methods are published already.",
        "declared_official": False,
        "available_to": clock.today() + timedelta(days=365),
    }
    made = factories.offer(at, state, poster=poster, **(fields | values))
    made.specialism_links = [ListingSpecialism(specialism_code="DIG-MEDIA")]
    db.session.flush()
    return made
