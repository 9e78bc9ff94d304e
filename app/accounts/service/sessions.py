"""Sessions: how one begins, how long it may lie idle, and how it ends.

A session is a signed cookie: the person's number and epoch (raised to end every session at once), and the
moment of the last request, so that an old copy of the cookie is worth nothing.
"""

from flask import current_app, g, session
from flask_login import login_user, logout_user

from app.accounts.models import Person
from app.accounts.service.actors import actor_for
from app.core import audit, clock
from app.core.actor import ANONYMOUS, Role
from app.core.models import AuditKind
from app.extensions import db

REFRESHED_EVERY = 60  # seconds: the cookie is not sent anew with every answer
_PRIVILEGED = (Role.REVIEWER, Role.ADMINISTRATOR)


def _now() -> int:
    return int(clock.now().timestamp())


def idle_limit(person: Person) -> int:
    """Seconds without a request after which the person's session ends."""
    setting = "IDLE_MINUTES_PRIVILEGED" if person.site_role in _PRIVILEGED else "IDLE_MINUTES"
    return int(current_app.config[setting]) * 60


def seconds_left(person: Person) -> int:
    """Seconds after which the present session ends if no request comes."""
    return max(0, session.get("seen_at", 0) + idle_limit(person) - _now())


def load_person(session_id: str) -> Person | None:
    """The person behind the present session; None, and the session over, when it has lain idle too long or
    every session of the person has been ended."""
    number, _, epoch = session_id.partition(".")
    person = db.session.get(Person, int(number)) if number.isascii() and number.isdigit() else None
    if person is None or not person.is_active:
        _forget()
        return None
    if str(person.epoch) != epoch:
        # Ended from elsewhere. What is typed into a page still open is kept for them as well.
        _forget()
        session["ended_person_id"] = person.id
        return None
    if seconds_left(person) == 0:
        end_session(person)
        return None
    if session["seen_at"] + min(REFRESHED_EVERY, idle_limit(person) // 4) <= _now():
        refresh_session()
    return person


def refresh_session() -> None:
    """Let the idle time begin anew."""
    session["seen_at"] = _now()


def open_session(person: Person) -> None:
    """Sign `person` in. The CSRF token stays only where their own idle session has ended, so that a page
    left open in another tab can still be sent."""
    token = session.get("csrf_token")
    earlier = session.get("ended_person_id") or session.get("_user_id", "").partition(".")[0]
    session.clear()
    if token and str(earlier) == str(person.id):
        session["csrf_token"] = token
    login_user(person)
    refresh_session()
    g.pop("actor", None)


def end_session(person: Person) -> None:
    """End the session for idleness, remembering whose it was so that what they typed can be kept."""
    audit.note(actor_for(person), "accounts.idle_end", AuditKind.SECURITY)
    _forget()
    session["ended_person_id"] = person.id


def sign_out(person: Person) -> None:
    """End the present session at the person's own wish."""
    audit.note(actor_for(person), "accounts.sign_out", AuditKind.SECURITY)
    leave()


def leave() -> None:
    """Let the present browser be nobody's."""
    logout_user()
    session.clear()
    g.pop("actor", None)


def _forget() -> None:
    for key in ("_user_id", "_fresh", "_id", "seen_at"):
        session.pop(key, None)


def note_security(person: Person | None, act: str, detail: str = "") -> None:
    """Keep a security event of `person`, or of nobody known."""
    audit.note(actor_for(person) if person else ANONYMOUS, act, AuditKind.SECURITY, detail=detail)
