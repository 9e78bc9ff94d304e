"""What is checked in every text of a lesson before others read it.

Protective markings above OFFICIAL are refused. Names of people and all else that the sensitivity check points at is
confirmed by its writer or changed. An organisation that is not to be named is not named (`app.lessons.naming`).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.sensitivity.confirming import Pointed, by_key, confirmed, pointed_at
from app.core.sensitivity.forms import confirming
from app.lessons import naming
from app.lessons.models import Lesson, LessonConfirmation
from app.lessons.naming import TEXTS


def checked_form(form: Any, lesson: Lesson | None = None, *, only: Iterable[str], **values: Any) -> Any:
    """`form` of this request with a box for each find in the texts `only`, but for what stands confirmed."""
    earlier = lesson.confirmations if lesson else ()
    return confirming(form, earlier, only=only, with_people=True, **values)


def keep_confirmed(
    actor: Actor,
    lesson: Lesson,
    texts: Mapping[str, str],
    boxes: Collection[str] = (),
    called: Mapping[str, str] | None = None,
) -> None:
    """Each find in `texts` (by field) stands confirmed with the lesson, before or by one of the ticked `boxes`.

    `called` says what the form from which they come calls the fields. Raises FieldError for a text marked above
    OFFICIAL, and, by the name of its box, for a find that is not confirmed.
    """
    names = called or {}
    earlier = [row for row in lesson.confirmations if row.field in texts]
    for row in earlier:
        row.field = names.get(row.field, row.field)
    given = {names.get(field, field): text for field, text in texts.items()}
    kept = confirmed(actor, LessonConfirmation, given, earlier=earlier, boxes=boxes, with_people=True)
    fields = {name: field for field, name in names.items()}
    for row in kept:
        row.field = fields.get(row.field, row.field)
    lesson.confirmations = [row for row in lesson.confirmations if row.field not in texts] + kept


def check_names(lesson: Lesson) -> None:
    """Raise FieldError for the first text that names an organisation which the lesson does not name."""
    for field, complaint in naming.complaints(texts_of(lesson), naming.hidden(lesson)).items():
        raise FieldError(field, complaint)


def texts_of(lesson: Lesson) -> dict[str, str]:
    """What its author has written, by field."""
    return {field: text for field in TEXTS if (text := getattr(lesson, field))}


def why_not_send(lesson: Lesson) -> list[tuple[str, str]]:
    """What keeps the draft from being sent: the field at fault, and what its author is told."""
    found = list(naming.complaints(texts_of(lesson), naming.hidden(lesson)).items())
    found += [(each.field, each.request) for each in unconfirmed(lesson)]
    if not lesson.mechanisms:
        found.append(("mechanisms", "Select how you worked together"))
    return found


def unconfirmed(lesson: Lesson) -> list[Pointed]:
    """What the sensitivity check points at in its author's texts and nobody has confirmed."""
    known = by_key(lesson.confirmations)
    return [each for each in pointed_at(texts_of(lesson), with_people=True) if each.key not in known]


def require_fit(lesson: Lesson) -> None:
    """Raise FieldError for the first thing that keeps the draft from being sent."""
    for field, told in why_not_send(lesson):
        raise FieldError(field, told)


def finds_confirmed(lesson: Lesson) -> list[tuple[str, Pointed]]:
    """What the sensitivity check points at and its writer has confirmed: what the text is called, and the find."""
    known = by_key(lesson.confirmations)
    texts = texts_of(lesson) | {"other_view": lesson.other_view}
    called = TEXTS | {"other_view": "The view of the other side"}
    return [(called[each.field], each) for each in pointed_at(texts, with_people=True) if each.key in known]
