"""A force, a university, their people, and everybody who might come to their collaboration."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person
from app.collaborations.models import Collaboration, Confirmation
from app.core.actor import ANONYMOUS, Actor, Role
from app.organisations.models import Kind, Organisation
from tests import factories
from tests.support import kept

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


@kept.once
@factories.together()
def gather() -> Cast:
    force, university = factories.force(), factories.university()
    police, academic = factories.person(force), factories.person(university)
    moved = factories.person(factories.force())
    return Cast(
        force,
        university,
        police,
        academic,
        factories.actors(
            {
                "police lead": (force, police),
                "police manager": (force, PM),
                "police administrator": (force, ADMIN),
                "police colleague": (force,),
                "academic lead": (university, academic),
                "academic manager": (university, PM),
                "academic administrator": (university, ADMIN),
                "academic colleague": (university,),
                "somebody who has moved": (factories.force(), moved),
                "police elsewhere": (factories.force(), PM),
                "academic elsewhere": (factories.university(), PM),
                "manager of a partnership": (factories.organisation(Kind.PARTNERSHIP), PM),
                "member not approved": (None, factories.person(force, approved=False)),
                "reviewer": (None, Role.REVIEWER),
                "auditor": (None, Role.AUDITOR),
                "administrator": (None, Role.ADMINISTRATOR),
            }
        )
        | {
            "public": ANONYMOUS,
        },
    )


NAMES = ("Peter Police", "peter@force.example", "Rosalind Academic", "rosalind@university.example")


def named() -> Cast:
    """A cast whose leads can be looked for on a page."""
    made = gather()
    made.police_lead.name, made.police_lead.email = NAMES[:2]
    made.academic_lead.name, made.academic_lead.email = NAMES[2:]
    return made
