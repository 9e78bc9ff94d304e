"""A listing, a response to it, and everybody who might come to either."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts.models import Person
from app.core import clock
from app.core.actor import ANONYMOUS, Actor, Role
from app.extensions import db
from app.listings.models import Listing
from app.organisations.models import Kind, Organisation
from app.responses import service
from app.responses.assessment.models import Assessment, ListingAssessor
from app.responses.full import service as full
from app.responses.models import PartnerState, Response, ResponsePartner
from tests import factories
from tests.support import kept

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


@kept.once
@factories.together()
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


ESSENTIALS = "A ranked list of likely links\nA half-day course"


@dataclass
class Weighed(Cast):
    """A cast with a response that has a partner, and whose listing has assessors."""

    partner: Organisation
    assessors: list[Person]
    weighed: Response


@kept.once
def gather_weighed(kind: str = "brief", title: str = "Tyre marks", **values: Any) -> Weighed:
    """One assessor, one owner who has stepped back, one organisation that has joined."""
    asked = {"essentials": ESSENTIALS} if kind == "brief" else {}
    cast = gather(kind, title=title, **asked)
    partner = factories.organisation(cast.away.kind)
    extra = factories.actors(
        {
            "assessor": (cast.home,),
            "second assessor": (cast.home,),
            "owner who stepped back": (cast.home,),
            "manager of the partner": (partner, PM),
            "member of the partner": (partner,),
        }
    )
    people = {name: db.session.get(Person, actor.person_id) for name, actor in extra.items()}
    named = [people["assessor"], people["second assessor"]]
    cast.listing.co_owners.append(people["owner who stepped back"])
    response = cast.response(**values)
    response.partners = [ResponsePartner(organisation=partner, state=PartnerState.CONFIRMED)]
    db.session.add_all(ListingAssessor(listing=cast.listing, person=each) for each in named)
    db.session.add(
        Assessment(
            response=response,
            person=people["owner who stepped back"],
            is_recused=True,
            conflict="My brother works there.",
        )
    )
    db.session.flush()
    return Weighed(
        **{**vars(cast), "actors": cast.actors | extra}, partner=partner, assessors=named, weighed=response
    )


def invited(cast: Cast, **values: Any) -> Response:
    """A response that the poster has invited to a full one."""
    values.setdefault("conflict", "")
    response = cast.response(**values)
    cast.listing.waiting_responses += 1
    return service.invite(
        cast.actors["poster"], response=response, full_by=clock.today() + timedelta(days=28)
    )


def write(cast: Cast, response: Response, text: str = "We did it in 2024.") -> None:
    """Every box of the draft, filled."""
    for answer in response.answers:
        full.save(
            cast.actors["responder"],
            answer=answer,
            texts=dict.fromkeys(answer.boxes, text),
            version=answer.version,
        )


def sent(cast: Cast, response: Response | None = None) -> Response:
    """A full response that has been sent."""
    response = response or invited(cast)
    write(cast, response)
    return full.send(cast.actors["responder"], response=response)
