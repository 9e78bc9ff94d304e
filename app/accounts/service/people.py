"""People who did not sign up themselves: made by whoever runs the installation, or named by others."""

from collections.abc import Callable, Collection

from app.accounts import passwords
from app.accounts.links import Purpose, token_for
from app.accounts.models import SITE_ROLES, Membership, MembershipState, Person
from app.accounts.service.sign_in import normal_address, person_by_address
from app.accounts.service.sign_up import check_new_password
from app.core import audit, clock
from app.core.actor import Actor, Role
from app.core.errors import FieldError
from app.extensions import db
from app.organisations.models import Organisation

# Whoever runs the installation, at its own command line.
OPERATOR = Actor(name="operator")
MEMBER_ROLES = (Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR)
Forget = Callable[[int], None]
_forgetters: list[Forget] = []


def register_forgetting(forget: Forget) -> None:
    """Let `forget(person_id)` remove what a higher room keeps for a person alone, once they are erased."""
    if forget not in _forgetters:
        _forgetters.append(forget)


def add_person(
    *,
    email: str,
    name: str,
    post: str = "",
    password: str | None = None,
    organisation: Organisation | None = None,
    roles: Collection[Role] = (),
    is_sample: bool = False,
) -> Person:
    """Make an open account: its address counts as proved, its membership as approved.

    `roles`: at most one role of the site, and roles in `organisation`, which gives the role of its side too.
    Without a password nobody can sign in until one is chosen through `reset_token`. Raises FieldError.
    """
    email = normal_address(email)
    if person_by_address(email) is not None:
        raise FieldError("email", f"{email} has an account already")
    site = [role for role in roles if role in SITE_ROLES]
    if len(site) > 1:
        raise FieldError("roles", "One person holds at most one of reviewer, auditor and administrator")
    if organisation is None and any(role in MEMBER_ROLES for role in roles):
        raise FieldError("roles", "A role in an organisation needs the organisation")
    if password is not None:
        check_new_password(password, email=email, name=name)
    person = Person(
        email=email,
        name=name,
        post=post,
        password_hash=passwords.hash_password(password) if password is not None else "",
        proved_at=clock.now(),
        site_role=site[0] if site else None,
        is_sample=is_sample,
    )
    db.session.add(person)
    db.session.flush()
    if organisation is not None:
        membership = Membership(
            person=person,
            organisation=organisation,
            state=MembershipState.APPROVED,
            is_partnership_manager=Role.PARTNERSHIP_MANAGER in roles,
            is_administrator=Role.ORGANISATION_ADMINISTRATOR in roles,
            how_checked="Added by whoever runs this installation.",
            decided_at=clock.now(),
        )
        db.session.add(membership)
    audit.record(OPERATOR, "accounts.add", person, detail=",".join(sorted(roles)))
    db.session.flush()
    return person


def name_person(actor: Actor, *, email: str, name: str, is_sample: bool = False) -> Person:
    """The person with this address, whom letters reach; without an account, until they sign up, if there was none.

    Who has an account keeps the name they gave themselves.
    """
    person = person_by_address(email)
    if person is None:
        person = Person(email=normal_address(email), name=name, is_sample=is_sample)
        db.session.add(person)
        audit.record(actor, "accounts.name_person", person, fields=["email", "name"])
    elif person.is_only_named and person.name != name:
        person.name = name
        audit.record(actor, "accounts.name_person", person, fields=["name"])
    db.session.flush()
    return person


def forget_named(actor: Actor, *, person: Person) -> None:
    """What others said of the person is erased, unless they have an account by now."""
    if person.is_only_named:
        erase(person)
        audit.record(actor, "accounts.forget_named", person, fields=["email", "name"])
        db.session.flush()


def erase(person: Person) -> None:
    """Nothing personal is left of the person but their number, and letters no longer reach them."""
    person.email = person.new_email = person.site_role = None
    person.name = person.post = person.password_hash = ""
    person.closed_at = clock.now()
    person.epoch += 1
    for forget in _forgetters:
        forget(person.id)


def reset_token(person: Person) -> str:
    """The token of a link with which the person chooses a password: `accounts.reset`, once, for one day."""
    return token_for(person, Purpose.RESET)
