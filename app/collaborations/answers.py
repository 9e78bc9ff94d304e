"""What the pages of collaborations answer when a verb says no. What the verb had begun is forgotten."""

from typing import Any

from app.core.errors import FieldError
from app.extensions import db

MEANWHILE = "Somebody else saved this after you opened it. Compare with what is saved now, then save again"


def refuse(form: Any, error: FieldError) -> None:
    """Put the message by its field."""
    db.session.rollback()
    form.complain(error)


def tell_meanwhile(form: Any, said: str = MEANWHILE) -> None:
    """Tell that somebody else was first. What was typed stays.

    Where what is saved now is shown beside it, give the form its version: sent again, it takes the place of theirs.
    """
    db.session.rollback()
    form.form_errors.append(said)


def status_of(form: Any) -> int:
    return 422 if form.errors else 200
