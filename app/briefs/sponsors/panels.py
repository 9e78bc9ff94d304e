"""The sponsoring chief officer beside a brief."""

from app.briefs.models import Brief
from app.briefs.sponsors import policy
from app.briefs.sponsors.models import SponsorState
from app.briefs.sponsors.words import sponsor_line
from app.core.actor import Actor
from app.core.panels import Panel
from app.listings import policy as listings
from app.listings.models import Party as ListingParty

# Act -> what its link says, in the order of the panel.
LINKS = {
    "ask": "Ask for the confirmation",
    "name": "Change the post or its holder",
    "remove": "Remove the sponsor",
    "confirm": "Say whether you back it",
}
ENDPOINTS = {"confirm": "briefs.answer_as_sponsor"}


def on_page(actor: Actor, brief: Brief) -> Panel | None:
    """Who backs the brief. Its owners see the holder and what they can do; a reviewer sees where it stands."""
    held = listings.parties(actor, brief)
    is_owner = ListingParty.OWNER in held
    sponsor = policy.sponsor_seen_by(actor, brief)
    may_name = policy.can_name_for(actor, brief)
    if sponsor is None and not may_name and ListingParty.REVIEWER not in held:
        return None
    acts = [act for act in LINKS if sponsor and getattr(policy, f"can_{act}")(actor, sponsor)]
    confirmed = sponsor is not None and sponsor.state is SponsorState.CONFIRMED
    context = {
        "brief": brief,
        "line": sponsor_line(sponsor),
        "holder": sponsor.holder if sponsor and is_owner else None,
        "reason": sponsor.decline_reason if sponsor and held else "",
        "is_older": bool(held and confirmed and sponsor and sponsor.confirmed_version != brief.version),
        "may_name": may_name and sponsor is None,
        "links": [(ENDPOINTS.get(act, f"briefs.{act}_sponsor"), LINKS[act]) for act in acts],
    }
    return Panel("Sponsoring chief officer", "briefs/sponsors/panel.html", context)
