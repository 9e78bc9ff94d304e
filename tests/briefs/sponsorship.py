"""A force with a domain, a brief of it, its sponsor, and everybody who might come near."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person
from app.briefs.models import Brief
from app.briefs.sponsors import service
from app.briefs.sponsors.models import Sponsor, SponsorState
from app.core import clock
from app.core.actor import ANONYMOUS, CLOCK, Actor, Audience, Role
from app.organisations.models import Organisation, OrganisationDomain
from tests import factories
from tests.listings.drafts import full_brief

POST, NAME, ADDRESS = "Assistant Chief Constable (Crime)", "Rowan Ashdown", "rowan.ashdown@northmere.example"


@dataclass
class Cast:
    force: Organisation
    brief: Brief
    poster: Person
    manager: Person
    holder: Person
    actors: dict[str, Actor]

    def sponsor(self, brief: Brief | None = None, **values: Any) -> Sponsor:
        values.setdefault("post", POST)
        values.setdefault("holder", self.holder)
        if values.get("state", SponsorState.NOT_ASKED) is not SponsorState.NOT_ASKED:
            values.setdefault("asked_at", clock.now())
        return factories._add(Sponsor(brief=brief or self.brief, **values))

    def name(self, brief: Brief | None = None, who: str = "poster", **values: str) -> Sponsor:
        given = {"post": POST, "holder_name": NAME, "email": ADDRESS} | values
        return service.name(self.actors[who], brief=brief or self.brief, **given)


def gather(**values: Any) -> Cast:
    """The holder has an account; `values` are the brief's."""
    values.setdefault("audience", Audience.PUBLIC)
    with factories.together():
        force = factories.force(
            name="Northmere Constabulary", domains=[OrganisationDomain(domain="northmere.example")]
        )
        poster, co_owner = factories._person(force, approved=True), factories._person(force, approved=True)
        manager = factories._person(force, Role.PARTNERSHIP_MANAGER, approved=True)
        holder = factories._person(
            force, approved=True, email="holder@northmere.example", name="Lee Holdsworth"
        )
    brief = full_brief(force, poster, values.pop("state", "published"), **values)
    brief.co_owners = [co_owner]
    actors = factories.actors(
        {
            "poster": (force, poster),
            "co-owner": (force, co_owner),
            "manager": (force, manager, Role.PARTNERSHIP_MANAGER),
            "administrator of the force": (force, Role.ORGANISATION_ADMINISTRATOR),
            "holder": (force, holder),
            "colleague": (force,),
            "reviewer": (None, Role.REVIEWER),
            "reviewer of the force": (force, Role.REVIEWER),
            "manager elsewhere": (factories.force(), Role.PARTNERSHIP_MANAGER),
            "academic": (factories.university(),),
            "auditor": (None, Role.AUDITOR),
            "administrator": (None, Role.ADMINISTRATOR),
        }
    ) | {"public": ANONYMOUS, "clock": CLOCK}
    return Cast(force, brief, poster, manager, holder, actors)
