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
        {
            "owner": factories.actor(home, who=owner),
            "co-owner": factories.actor(home, who=co_owner),
            "manager at home": factories.actor(home, PM),
            "administrator at home": factories.actor(home, ADMIN),
            "colleague at home": factories.actor(home),
            "asker": factories.actor(away, who=asker),
            "co-owner of the draft": factories.actor(away, who=co_asker),
            "manager of the asker": factories.actor(away, PM),
            "administrator of the asker": factories.actor(away, ADMIN),
            "colleague of the asker": factories.actor(away),
            "asker who has moved": factories.actor(home, who=factories.person(home)),
            "manager elsewhere": factories.actor(factories.force(), PM),
            "academic": factories.actor(factories.university()),
            "member not approved": factories.actor(who=factories.person(away, approved=False)),
            "reviewer": factories.actor(None, Role.REVIEWER),
            "auditor": factories.actor(None, Role.AUDITOR),
            "administrator": factories.actor(None, Role.ADMINISTRATOR),
            "public": ANONYMOUS,
        },
    )


def as_near(thing: Any, kind: str = "brief") -> Near:
    """`thing` as something that was found to be near."""
    return Near(kind, thing, None, "Its name", 0.6, True, Why((), None))  # type: ignore[arg-type]
