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
        factories.actors(
            {
                "poster": (home, poster),
                "co-owner": (home, co_owner),
                "manager at home": (home, PM),
                "administrator at home": (home, ADMIN),
                "colleague at home": (home,),
                "responder": (away, responder),
                "manager of the responder": (away, PM),
                "administrator of the responder": (away, ADMIN),
                "colleague of the responder": (away,),
                "poster who has moved": (away, moved_poster),
                "responder who has moved": (home, moved_responder),
                "manager elsewhere": (factories.force(), PM),
                "academic elsewhere": (factories.university(),),
                "manager of a partnership": (factories.organisation(Kind.PARTNERSHIP), PM),
                "member not approved": (None, factories.person(home, approved=False)),
                "reviewer": (None, Role.REVIEWER),
                "auditor": (None, Role.AUDITOR),
                "administrator": (None, Role.ADMINISTRATOR),
            }
        )
        | {
            "public": ANONYMOUS,
        },
    )
