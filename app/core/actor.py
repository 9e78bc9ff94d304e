"""Who is acting: the one argument that every policy and every verb takes first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from flask import g, has_request_context


class Role(StrEnum):
    POLICE = "police"
    ACADEMIC = "academic"
    PARTNERSHIP_MANAGER = "partnership_manager"
    ORGANISATION_ADMINISTRATOR = "organisation_administrator"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Audience(StrEnum):
    """Who a listing is for. Each includes the ones after it: what the public may read, everyone may."""

    POLICE = "police"
    MEMBERS = "members"
    PUBLIC = "public"


@dataclass(frozen=True)
class Actor:
    """A person as the policies see them: who, for which organisation, in which roles.

    `organisation_id` and the organisation's roles are set only while the membership is approved.
    """

    person_id: int | None = None
    name: str = ""
    organisation_id: int | None = None
    side: str = ""
    is_sample: bool = False
    roles: frozenset[Role] = frozenset()
    audiences: frozenset[Audience] = field(default_factory=lambda: frozenset({Audience.PUBLIC}))

    @property
    def is_anonymous(self) -> bool:
        return self.person_id is None

    @property
    def is_member(self) -> bool:
        """Whether the person is a verified member of an organisation."""
        return self.organisation_id is not None

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds any of `roles`."""
        return bool(self.roles.intersection(roles))

    def manages(self, organisation_id: int | None) -> bool:
        """Whether the actor is a partnership manager or administrator of that organisation."""
        return (
            organisation_id is not None
            and self.organisation_id == organisation_id
            and self.has(Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR)
        )


ANONYMOUS = Actor()
# The worker acting on the clock: expiry, reminders. It may do only what a policy table gives to "clock".
CLOCK = Actor(name="clock")

_loader: Callable[[], Actor] | None = None


def register_loader(loader: Callable[[], Actor]) -> None:
    """Let `loader` tell who is acting in the present request. The accounts room calls this once."""
    global _loader
    _loader = loader


def current() -> Actor:
    """The actor of the present request, loaded once; outside a request nobody."""
    if not has_request_context() or _loader is None:
        return ANONYMOUS
    if "actor" not in g:
        g.actor = _loader()
    actor: Actor = g.actor
    return actor
