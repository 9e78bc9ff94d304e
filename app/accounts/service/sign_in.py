"""Signing in, and the lock after too many failures."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.models import Person, SignInFailure
from app.accounts.service.sessions import note_security, open_session
from app.core import audit, clock
from app.core.errors import FieldError
from app.extensions import db

# One answer for a wrong password, an unknown, unproved or closed account, and a lock.
NOT_SIGNED_IN = (
    "You could not be signed in. Check your email address and password. If you have just signed up, open the "
    "link in our letter first. After several wrong attempts, wait a while or choose a new password"
)


def normal_address(email: str) -> str:
    """An address as it is kept and compared: in lower case."""
    return email.strip().lower()


def person_by_address(email: str) -> Person | None:
    """The person with that address, if any."""
    return db.session.scalar(select(Person).where(Person.email == normal_address(email)))


def sign_in(*, email: str, password: str, source: str) -> Person:
    """Open a session for whoever has this address and password; `source` is the network address.

    Raises FieldError, always with the same words. The same work is done whether or not the address is known.
    """
    person = person_by_address(email)
    known = person is not None and person.is_active
    right = passwords.verify(person.password_hash if person and known else None, password)
    failures = _recent_failures(_hashed(email), source)
    if _is_locked(failures):
        note_security(person, "accounts.locked_out")
        raise FieldError("email", NOT_SIGNED_IN)
    if person is None or not right:
        audit.keep(SignInFailure(address_hash=_hashed(email), source=source))
        note_security(person, "accounts.sign_in_failed")
        if len(failures) + 1 >= current_app.config["SIGN_IN_FAILURES"]:
            note_security(person, "accounts.lock")
        raise FieldError("email", NOT_SIGNED_IN)
    for failure in failures:
        db.session.delete(failure)
    if passwords.needs_rehash(person.password_hash):
        person.password_hash = passwords.hash_password(password)
    note_security(person, "accounts.sign_in")
    open_session(person)
    return person


def _hashed(email: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"sign-in:{normal_address(email)}".encode(), hashlib.sha256).hexdigest()


def _lock_time() -> timedelta:
    return timedelta(minutes=current_app.config["SIGN_IN_LOCK_MINUTES"])


def _recent_failures(address_hash: str, source: str) -> list[SignInFailure]:
    """The latest failures within one lock time of each other, newest first; at most as many as lock."""
    since = clock.now() - 2 * _lock_time()
    rows = db.session.scalars(
        select(SignInFailure)
        .where(
            SignInFailure.address_hash == address_hash,
            SignInFailure.source == source,
            SignInFailure.created_at > since,
        )
        .order_by(SignInFailure.created_at.desc(), SignInFailure.id.desc())
        .limit(current_app.config["SIGN_IN_FAILURES"])
    ).all()
    if not rows or rows[0].created_at <= clock.now() - _lock_time():
        return []
    return [row for row in rows if row.created_at > rows[0].created_at - _lock_time()]


def lift_lock(email: str) -> None:
    """Forget the failures of this address from every source."""
    for failure in db.session.scalars(
        select(SignInFailure).where(SignInFailure.address_hash == _hashed(email))
    ).all():
        db.session.delete(failure)


def _is_locked(failures: list[SignInFailure]) -> bool:
    return len(failures) >= current_app.config["SIGN_IN_FAILURES"]


def forget_failures() -> None:
    """Remove failures that can lock nobody any more. The worker calls this."""
    old = select(SignInFailure).where(SignInFailure.created_at < clock.now() - 2 * _lock_time())
    for failure in db.session.scalars(old.limit(1000)).all():
        db.session.delete(failure)
