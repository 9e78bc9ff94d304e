"""The commit hook: an unsafe request with a status under 400 commits, everything else rolls back."""

import hashlib
from collections.abc import Callable

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from app.core import actor, audit
from app.core.database import SAFE_METHODS
from app.core.models import Submission
from app.extensions import db

AfterCommit = Callable[[], None]
_after_commit: list[AfterCommit] = []


def after_commit(step: AfterCommit) -> None:
    """Let `step()` run after a request that wrote has been committed. The search room waits for its index here."""
    if step not in _after_commit:
        _after_commit.append(step)


def init_app(app: Flask) -> None:
    """End every request's transaction, and let the same form sent twice act once."""
    app.before_request(_answer_second_click)
    app.after_request(_settle)
    app.teardown_request(_write_notes_of_failed_request)


def _submission_digest() -> str | None:
    """What makes this post the same as another: who, where, and every field, its form's own key among them."""
    if request.method != "POST" or not request.form.get("submission_key"):
        return None
    reader = actor.current()
    if reader.is_anonymous:
        return None
    fields = sorted(item for item in request.form.items(multi=True) if item[0] != "csrf_token")
    text = repr((reader.person_id, request.path, fields))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _answer_second_click() -> ResponseReturnValue | None:
    digest = g.submission_digest = _submission_digest()
    if digest is None:
        return None
    earlier = db.session.get(Submission, digest)
    return redirect(earlier.location) if earlier is not None else None


def _settle(response: Response) -> Response:
    if request.method in SAFE_METHODS or response.status_code >= 400:
        db.session.rollback()
    else:
        response = _commit(response)
    _write_notes()
    return response


def _commit(response: Response) -> Response:
    digest = g.get("submission_digest")
    location = response.headers.get("Location", "")
    if digest is not None and location and db.session.get(Submission, digest) is None:
        db.session.add(Submission(digest=digest, location=location[:2000]))
    try:
        db.session.commit()
    except IntegrityError:
        # Two clicks at once: the other one was first, so its answer is the answer.
        db.session.rollback()
        earlier = db.session.get(Submission, digest) if digest is not None else None
        if earlier is None:
            raise
        response.headers["Location"] = earlier.location
        return response
    for step in _after_commit:
        step()
    return response


def _write_notes() -> None:
    notes, g.notes = g.get("notes", []), []
    audit.write_notes(notes)


def _write_notes_of_failed_request(error: BaseException | None) -> None:
    if g.get("notes"):
        db.session.rollback()
        _write_notes()
