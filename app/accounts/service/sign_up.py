"""Signing up, proving the address, and a new password instead of a forgotten one.

What a stranger is answered never tells whether an address has an account; the letter tells its owner.
"""

import hashlib

from flask import session
from sqlalchemy.exc import IntegrityError

from app.accounts import letters, passwords
from app.accounts.models import Person
from app.accounts.service.actors import actor_for
from app.accounts.service.sessions import note_security, open_session
from app.accounts.service.sign_in import lift_lock, normal_address, person_by_address
from app.core import audit, clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.extensions import db


def check_new_password(password: str, *, email: str, name: str, field: str = "password") -> None:
    """Do nothing when the person may use `password`. Raises FieldError for `field`."""
    if said := passwords.complaint(password, email=email, name=name):
        raise FieldError(field, said)


def sign_up(actor: Actor, *, name: str, post: str, email: str, password: str) -> None:
    """Make an account that waits for the proof of its address, or tell the owner of a known one by letter.

    An account that was never proved is made anew: its earlier links are void. Raises FieldError when the
    password may not be used.
    """
    email = normal_address(email)
    check_new_password(password, email=email, name=name)
    hashed = passwords.hash_password(password)
    # The browser that chose the password need not give it again when the link is opened in it.
    session["signed_up"] = _mark(hashed)
    person = person_by_address(email)
    if person is None:
        person = _add_person(email)
    if person.proved_at is not None:
        letters.already_known(person)
        return
    person.name, person.post, person.password_hash = name, post, hashed
    person.epoch += 1
    db.session.flush()
    audit.record(actor, "accounts.sign_up", person, fields=["email", "name", "post"])
    letters.prove_address(person)


def _add_person(email: str) -> Person:
    person = Person(email=email)
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:
        # Somebody signed up with the same address at the same moment.
        found = person_by_address(email)
        if found is None:
            raise
        return found
    return person


def _mark(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:32]


def needs_password(person: Person) -> bool:
    """Whether the present browser must give the password to prove: it is not the one that signed up.

    Without this, whoever signs up with somebody else's address would know the password of the account that
    the owner of the address then proves.
    """
    return session.get("signed_up") != _mark(person.password_hash)


def prove(*, person: Person, password: str) -> None:
    """The address is theirs: the account is open and they are signed in.

    Raises FieldError when the password is needed and wrong.
    """
    if needs_password(person) and not passwords.verify(person.password_hash, password):
        note_security(person, "accounts.prove_failed")
        raise FieldError("password", "That is not the password that was chosen at sign-up")
    person.proved_at = clock.now()
    person.epoch += 1
    db.session.flush()
    audit.record(actor_for(person), "accounts.prove", person, fields=["proved_at"])
    open_session(person)


def forgot_password(*, email: str) -> None:
    """Send a link to a new password to whoever has this address; nothing for an unknown one."""
    person = person_by_address(email)
    if person is not None:
        note_security(person, "accounts.forgotten")
        letters.new_password(person)


def reset_password(*, person: Person, password: str) -> None:
    """Set a new password, which also proves the address, and end every session. Raises FieldError."""
    check_new_password(password, email=person.email or "", name=person.name, field="new_password")
    person.password_hash = passwords.hash_password(password)
    person.proved_at = person.proved_at or clock.now()
    person.new_email = None
    person.epoch += 1
    lift_lock(person.email or "")
    audit.record(actor_for(person), "accounts.reset", person, fields=["password"])
    note_security(person, "accounts.password_changed")
    letters.password_changed(person)
    db.session.flush()
