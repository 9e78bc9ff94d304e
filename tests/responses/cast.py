"""A listing, a response to it, and everybody who might come to either."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person
from app.core.actor import ANONYMOUS, Actor, Role
from app.listings.models import Listing
from app.organisations.models import Kind, Organisation
from app.responses.models import Response
from tests import factories

PM, ADMIN = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR


@dataclass
class Cast:
    home: Organisation
    away: Organisation
    listing: Listing
    poster: Person
    responder: Person
    actors: dict[str, Actor]

    def response(self, **values: Any) -> Response:
        return factories.response(self.listing, self.away, by=self.responder, **values)


def gather(kind: str = "brief", **values: Any) -> Cast:
    """`home` posts, `away` responds; the others look on."""
    force, university = factories.force(), factories.university()
    home, away = (force, university) if kind == "brief" else (university, force)
    poster, co_owner, responder = factories.person(home), factories.person(home), factories.person(away)
    make = factories.brief if kind == "brief" else factories.offer
    listing = make(home, poster=poster, **values)
    listing.co_owners = [co_owner]
    moved_poster, moved_responder = factories.person(away), factories.person(home)
    return Cast(
        home,
        away,
        listing,
        poster,
        responder,
        {
            "poster": factories.actor(home, who=poster),
            "co-owner": factories.actor(home, who=co_owner),
            "manager at home": factories.actor(home, PM),
            "administrator at home": factories.actor(home, ADMIN),
            "colleague at home": factories.actor(home),
            "responder": factories.actor(away, who=responder),
            "manager of the responder": factories.actor(away, PM),
            "administrator of the responder": factories.actor(away, ADMIN),
            "colleague of the responder": factories.actor(away),
            "poster who has moved": factories.actor(away, who=moved_poster),
            "responder who has moved": factories.actor(home, who=moved_responder),
            "manager elsewhere": factories.actor(factories.force(), PM),
            "academic elsewhere": factories.actor(factories.university()),
            "manager of a partnership": factories.actor(factories.organisation(Kind.PARTNERSHIP), PM),
            "member not approved": factories.actor(who=factories.person(home, approved=False)),
            "reviewer": factories.actor(None, Role.REVIEWER),
            "auditor": factories.actor(None, Role.AUDITOR),
            "administrator": factories.actor(None, Role.ADMINISTRATOR),
            "public": ANONYMOUS,
        },
    )
