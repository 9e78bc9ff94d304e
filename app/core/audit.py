"""The audit trail: `record` within the verb's transaction, `note` and `keep` in a short one of its own."""

from collections.abc import Iterable
from typing import Any

from flask import g, has_request_context, request

from app.core.actor import Actor
from app.core.models import AuditKind, AuditRow, Record
from app.extensions import db

# The session flag under which the GET guard lets a note through: the one exception to "a GET never writes".
NOTING = "noting"


def record(
    actor: Actor, act: str, thing: Any = None, *, fields: Iterable[str] = (), detail: str = ""
) -> None:
    """Add a row for a verb to the present transaction: it stands if and only if the change does.

    `thing` is a mapped object (flushed first, so that it has its number). `detail` holds codes, never texts.
    """
    if thing is not None and thing.id is None:
        db.session.flush()
    db.session.add(_row(actor, act, AuditKind.DONE, thing, fields, detail))


def note(actor: Actor, act: str, kind: AuditKind, *, thing: Any = None, detail: str = "") -> None:
    """Keep a security event, refusal or export, whatever becomes of the present transaction.

    In a request it is written after the transaction has ended; outside one, at once.
    """
    keep(_row(actor, act, kind, thing, (), detail))


def keep(entry: AuditRow | Record) -> None:
    """Keep a row, such as a counter of failures, in the same way as a note."""
    if has_request_context():
        g.setdefault("notes", []).append(entry)
    else:
        write_notes([entry])


def write_notes(entries: list[AuditRow | Record]) -> None:
    """Commit `entries` by themselves. The present transaction must have ended."""
    if not entries:
        return
    db.session.info[NOTING] = True
    try:
        db.session.add_all(entries)
        db.session.commit()
    finally:
        db.session.info.pop(NOTING, None)


def _row(actor: Actor, act: str, kind: AuditKind, thing: Any, fields: Iterable[str], detail: str) -> AuditRow:
    return AuditRow(
        act=act,
        kind=kind,
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        thing_kind=type(thing).__name__.lower() if thing is not None else None,
        thing_id=str(thing.id) if thing is not None else None,
        fields=sorted(fields),
        detail=detail[:300],
        source=(request.remote_addr or "")[:64] if has_request_context() else "",
    )
