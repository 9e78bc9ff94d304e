"""A force, a university, their people, and everybody who might come to their collaboration."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person
from app.collaborations.models import Collaboration, Confirmation
from app.core.actor import ANONYMOUS, Actor, Role
from app.organisations.models import Kind, Organisation
from tests import factories

PM, ADMIN = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR


@dataclass
class Cast:
    force: Organisation
    university: Organisation
    police_lead: Person
    academic_lead: Person
    actors: dict[str, Actor]

    def collaboration(self, **values: Any) -> Collaboration:
        """One that both sides opened; with `recorded_by_organisation_id`, one that a side recorded."""
        values.setdefault("confirmation", Confirmation.CONFIRMED)
        values.setdefault("contacts", [(self.police_lead, self.force), (self.academic_lead, self.university)])
        return factories.collaboration(self.force, self.university, **values)

    def recorded(self, **values: Any) -> Collaboration:
        """One that the force recorded."""
        values.setdefault("confirmation", Confirmation.ONE_SIDE)
        return self.collaboration(recorded_by_organisation_id=self.force.id, **values)

    def person(self, name: str) -> Person:
        return factories.db.session.get_one(Person, self.actors[name].person_id)


def gather() -> Cast:
    force, university = factories.force(), factories.university()
    police, academic = factories.person(force), factories.person(university)
    moved = factories.person(factories.force())
    return Cast(
        force,
        university,
        police,
        academic,
        {
            "police lead": factories.actor(force, who=police),
            "police manager": factories.actor(force, PM),
            "police administrator": factories.actor(force, ADMIN),
            "police colleague": factories.actor(force),
            "academic lead": factories.actor(university, who=academic),
            "academic manager": factories.actor(university, PM),
            "academic administrator": factories.actor(university, ADMIN),
            "academic colleague": factories.actor(university),
            "somebody who has moved": factories.actor(factories.force(), who=moved),
            "police elsewhere": factories.actor(factories.force(), PM),
            "academic elsewhere": factories.actor(factories.university(), PM),
            "manager of a partnership": factories.actor(factories.organisation(Kind.PARTNERSHIP), PM),
            "member not approved": factories.actor(who=factories.person(force, approved=False)),
            "reviewer": factories.actor(None, Role.REVIEWER),
            "auditor": factories.actor(None, Role.AUDITOR),
            "administrator": factories.actor(None, Role.ADMINISTRATOR),
            "public": ANONYMOUS,
        },
    )
