"""Kept posts: a session that ends, or a button beside a form, loses nothing typed."""

import secrets
from datetime import timedelta

from flask import g, request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.core import actor, clock
from app.core.models import KeptPost
from app.extensions import db

KEPT_FOR = timedelta(days=14)
NEVER_KEPT = frozenset(
    {"csrf_token", "submission_key", "password", "new_password", "current_password", "carried_rows"}
)


def keep(person_id: int | None) -> str | None:
    """Keep the present post for the person whose session has ended; the token that brings it back.

    None when there is nothing to keep or nobody to keep it for. Commits by itself.
    """
    token = hold(person_id, request.path)
    if token is not None:
        db.session.commit()
    return token


def hold(person_id: int | None, path: str) -> str | None:
    """Keep the fields of the present post for the page at `path`; the token that brings them back there.

    None when there is nothing to keep or nobody to keep it for.
    """
    fields = [[k, v] for k, v in request.form.items(multi=True) if k not in NEVER_KEPT]
    if person_id is None or not fields or len(path) > 2000:
        return None
    token = secrets.token_urlsafe(24)
    db.session.add(KeptPost(token=token, person_id=person_id, path=path, fields=fields))
    return token


def fields_for_this_page() -> MultiDict[str, str] | None:
    """What the reader had typed into this page before they were led away; None in any other case."""
    token = request.args.get("kept", "")
    reader = actor.current()
    if request.method != "GET" or not token or len(token) > 64 or reader.is_anonymous:
        return None
    if "kept_fields" not in g:
        found = db.session.scalar(
            select(KeptPost).where(
                KeptPost.token == token,
                KeptPost.person_id == reader.person_id,
                KeptPost.path == request.path,
                KeptPost.at > clock.now() - KEPT_FOR,
            )
        )
        g.kept_fields = MultiDict([(k, v) for k, v in found.fields]) if found else None
    fields: MultiDict[str, str] | None = g.kept_fields
    return fields
