"""A force with a brief, another with a draft that asks the same, and everybody who might come to either."""

from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person
from app.briefs.models import Brief
from app.core.actor import ANONYMOUS, Actor, Role
from app.duplicates.models import CoSponsor
from app.duplicates.near import Near
from app.listings.models import ListingState
from app.matching.duplicates import Why
from app.organisations.models import Organisation
from tests import factories
from tests.listings.drafts import full_brief
from tests.support import kept

PM, ADMIN = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR


@dataclass
class Cast:
    home: Organisation
    away: Organisation
    brief: Brief
    draft: Brief
    owner: Person
    asker: Person
    actors: dict[str, Actor]

    def asked(self, **values: Any) -> CoSponsor:
        return factories.co_sponsor(self.brief, self.draft, **values)


@kept.once
@factories.together()
def gather(state: ListingState = ListingState.PUBLISHED, **values: Any) -> Cast:
    """`home` owns the brief, `away` drafts one that asks the same; the others look on."""
    home, away = factories.force(), factories.force()
    owner, co_owner = factories.person(home), factories.person(home)
    asker, co_asker = factories.person(away), factories.person(away)
    brief = factories.brief(home, state, poster=owner, **values)
    brief.co_owners = [co_owner]
    draft = full_brief(away, asker)
    draft.co_owners = [co_asker]
    return Cast(
        home,
        away,
        brief,
        draft,
        owner,
        asker,
        factories.actors(
            {
                "owner": (home, owner),
                "co-owner": (home, co_owner),
                "manager at home": (home, PM),
                "administrator at home": (home, ADMIN),
                "colleague at home": (home,),
                "asker": (away, asker),
                "co-owner of the draft": (away, co_asker),
                "manager of the asker": (away, PM),
                "administrator of the asker": (away, ADMIN),
                "colleague of the asker": (away,),
                "asker who has moved": (home, factories.person(home)),
                "manager elsewhere": (factories.force(), PM),
                "academic": (factories.university(),),
                "member not approved": (None, factories.person(away, approved=False)),
                "reviewer": (None, Role.REVIEWER),
                "auditor": (None, Role.AUDITOR),
                "administrator": (None, Role.ADMINISTRATOR),
            }
        )
        | {
            "public": ANONYMOUS,
        },
    )


def as_near(thing: Any, kind: str = "brief") -> Near:
    """`thing` as something that was found to be near."""
    return Near(kind, thing, None, "Its name", 0.6, True, Why((), None))  # type: ignore[arg-type]
