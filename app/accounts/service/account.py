"""What people do to their own account."""

from collections.abc import Callable

from sqlalchemy import select

from app.accounts import letters, passwords
from app.accounts.models import MembershipState, Person
from app.accounts.service.people import erase
from app.accounts.service.sessions import leave, note_security, open_session
from app.accounts.service.sign_in import normal_address, person_by_address
from app.accounts.service.sign_up import check_new_password
from app.core import audit, clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.models import KeptPost
from app.core.policy import require
from app.extensions import db

ClosingCheck = Callable[[int], list[str]]
_closing_checks: list[ClosingCheck] = []


def register_closing_check(check: ClosingCheck) -> None:
    """Let `check(person_id)` name reasons, as sentences, why the person cannot close their account yet."""
    if check not in _closing_checks:
        _closing_checks.append(check)


def reasons_not_to_close(person: Person) -> list[str]:
    """Everything that the person must hand over or end before they can close their account."""
    return [reason for check in _closing_checks for reason in check(person.id)]


def change_details(actor: Actor, *, person: Person, name: str, post: str) -> None:
    """The person's name and post are these."""
    require(actor.person_id == person.id)
    fields = [field for field, value in (("name", name), ("post", post)) if getattr(person, field) != value]
    person.name, person.post = name, post
    audit.record(actor, "accounts.change_details", person, fields=fields)


def change_password(actor: Actor, *, person: Person, current_password: str, new_password: str) -> None:
    """The person has a new password, and every other session has ended. Raises FieldError."""
    require(actor.person_id == person.id)
    _check_password(person, current_password, "current_password")
    check_new_password(new_password, email=person.email or "", name=person.name, field="new_password")
    person.password_hash = passwords.hash_password(new_password)
    audit.record(actor, "accounts.change_password", person, fields=["password"])
    note_security(person, "accounts.password_changed")
    letters.password_changed(person)
    _end_other_sessions(person)


def ask_to_move(actor: Actor, *, person: Person, email: str, password: str) -> None:
    """A letter to the new address asks for its proof, and the old one is told. Raises FieldError.

    Where the new address belongs to another account, its owner is told instead, and the answer is the same.
    """
    require(actor.person_id == person.id)
    _check_password(person, password, "password")
    email = normal_address(email)
    if email == person.email:
        raise FieldError("email", "This is your email address already")
    person.new_email = email
    # Links of an earlier request are void.
    _end_other_sessions(person)
    audit.record(actor, "accounts.change_email", person, fields=["new_email"])
    note_security(person, "accounts.move_asked")
    letters.move(person, person_by_address(email))


def move(actor: Actor, *, person: Person) -> None:
    """The new address is proved and is the person's from now on. Raises FieldError when it is taken."""
    require(actor.person_id == person.id)
    taken = person_by_address(person.new_email or "")
    if taken is not None:
        raise FieldError("submit", "This address cannot be used. Give another one on your account page")
    person.email, person.new_email = person.new_email, None
    audit.record(actor, "accounts.move", person, fields=["email", "new_email"])
    note_security(person, "accounts.moved")
    _end_other_sessions(person)


def sign_out_everywhere(actor: Actor, *, person: Person) -> None:
    """Every session of the person has ended, this one too, and every link in earlier letters is void."""
    require(actor.person_id == person.id)
    audit.record(actor, "accounts.sign_out_everywhere", person)
    note_security(person, "accounts.sign_out_everywhere")
    person.epoch += 1
    db.session.flush()
    leave()


def close(actor: Actor, *, person: Person, password: str) -> None:
    """The account is closed: the number stays, everything personal is erased, the membership has ended.

    Raises FieldError for a wrong password or while something must be handed over first.
    """
    require(actor.person_id == person.id)
    _check_password(person, password, "password")
    if reasons := reasons_not_to_close(person):
        raise FieldError("password", reasons[0])
    membership = person.membership
    if membership is not None:
        membership.state = MembershipState.ENDED
        membership.decided_at = clock.now()
    for held in person.memberships:
        # How the person was checked, and why refused, speak of the person.
        held.how_checked = held.reason = ""
        held.is_administrator = held.is_partnership_manager = False
    for kept in db.session.scalars(select(KeptPost).where(KeptPost.person_id == person.id)).all():
        db.session.delete(kept)
    erase(person)
    audit.record(actor, "accounts.close", person, fields=["email", "name", "post", "password"])
    note_security(person, "accounts.closed")
    db.session.flush()
    leave()


def _check_password(person: Person, password: str, field: str) -> None:
    if not passwords.verify(person.password_hash, password):
        note_security(person, "accounts.password_wrong")
        raise FieldError(field, "That is not your password")


def _end_other_sessions(person: Person) -> None:
    person.epoch += 1
    db.session.flush()
    open_session(person)
