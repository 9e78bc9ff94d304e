"""The verbs of lessons: the only writers. Those between a draft and the board stand in app.lessons.validation."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.core import audit
from app.core import policy as engine
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.extensions import db
from app.lessons import checking, policy, sources
from app.lessons.cases import load_published_cases
from app.lessons.models import Attribution, Evidence, Lesson, LessonKind, LessonMechanism, LessonState
from app.lessons.naming import TEXTS
from app.lessons.validation import (
    accept,
    answer,
    forget_answer,
    release,
    return_,
    submit,
    take_back,
    unname,
    withdraw,
)
from app.organisations.models import Organisation
from app.taxonomy.models import Area, Cause, Mechanism, Specialism

__all__ = [
    "accept",
    "answer",
    "edit",
    "load_published_cases",
    "newest",
    "release",
    "return_",
    "submit",
    "take_back",
    "unname",
    "withdraw",
    "write",
    "write_for",
]

PLAIN_FIELDS = (
    "title",
    "kind",
    "is_good_practice",
    "conditions",
    "applies_when",
    "does_not_apply_when",
    "what_happened",
    "root_cause",
    "recommendation",
    "evidence",
    "stage_code",
    "gate_code",
    "region_code",
    "happened_on",
    "days_lost",
    "attribution",
    "names_other",
    "embargo_until",
)
FIELDS = (*PLAIN_FIELDS, "areas", "specialisms", "causes", "guards_against", "mechanisms")


# Others can rely on what was seen more than once, or compared with what happens without it.
RELIED_ON = (Evidence.REPEATED, Evidence.COMPARED)


def write(actor: Actor, *, boxes: Collection[str] = (), **values: Any) -> Lesson:
    """A draft by `actor`, for their own organisation, holds `values` (see FIELDS; codes for the lists).

    Raises Refused for somebody who is no verified member, and FieldError as `edit` does.
    """
    policy.access_writing(actor)
    own = db.session.get_one(Organisation, actor.organisation_id)
    return write_for(actor, organisation=own, boxes=boxes, **values)


def write_for(
    actor: Actor,
    *,
    organisation: Organisation,
    other: Organisation | None = None,
    is_sample: bool = False,
    boxes: Collection[str] = (),
    called: Mapping[str, str] | None = None,
    **values: Any,
) -> Lesson:
    """A draft of `organisation` by `actor`, from work with `other`, holds `values`. Whoever calls this hangs it on that
    work; by the time it is submitted it is known who answers for the other side.

    `called` says what the form calls the fields, for errors and boxes. Raises Refused when `actor` is not of that
    organisation, and FieldError as `edit` does.
    """
    engine.require(
        policy.can_write_for(actor, organisation), "You write lessons for your own organisation only."
    )
    lesson = Lesson(
        author_id=actor.person_id,
        organisation=organisation,
        other=other,
        is_sample=is_sample or actor.is_sample,
    )
    with db.session.no_autoflush:
        changed = _fill(lesson, values)
        _check(actor, lesson, values, boxes, called)
    db.session.add(lesson)
    audit.record(actor, "lessons.write", lesson, fields=changed)
    db.session.flush()
    return lesson


def edit(actor: Actor, *, lesson: Lesson, version: int, boxes: Collection[str] = (), **values: Any) -> Lesson:
    """The draft holds `values`; what the sensitivity check points at in their texts is confirmed by the ticked `boxes`.

    Raises EditedMeanwhile when `version` is not its present one. Raises FieldError for a text marked above OFFICIAL,
    for a find that is not confirmed (by the name of its box), and, where `values` say the attribution, for a text that
    names an organisation which is not to be named.
    """
    policy.require("edit", actor, lesson)
    if version != lesson.version:
        raise EditedMeanwhile(lesson)
    source = sources.source_of(lesson)
    with db.session.no_autoflush:
        changed = _fill(lesson, values)
        if (
            lesson.attribution is Attribution.SECTOR_ONLY
            and source
            and lesson.conditions == source.conditions
        ):
            lesson.conditions = ""
        _check(actor, lesson, values, boxes)
    if changed:
        lesson.version += 1
        forget_answer(lesson, changed)
        audit.record(actor, "lessons.edit", lesson, fields=changed)
    db.session.flush()
    return lesson


def newest(limit: int) -> Sequence[Lesson]:
    """The newest lessons that everybody may read, members' before published cases."""
    return db.session.scalars(
        select(Lesson).where(Lesson.state == LessonState.PUBLISHED).order_by(*newest_first()).limit(limit)
    ).all()


def newest_first() -> tuple[Any, ...]:
    """The order of the board: members' lessons, then published cases, each the newest first.

    Those of one moment are ordered by title: numbers are drawn at random, and would order them so.
    """
    return (Lesson.is_published_case, Lesson.published_at.desc(), Lesson.title, Lesson.id)


def _fill(lesson: Lesson, values: dict[str, Any]) -> list[str]:
    """Put `values` into `lesson`; the names of the fields that changed."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
    if not values.get("attribution", True):
        values["attribution"] = Attribution.ROLE_ONLY
    changed = []
    for name in PLAIN_FIELDS:
        if name in values and getattr(lesson, name) != values[name]:
            setattr(lesson, name, values[name])
            changed.append(name)
    kind = LessonKind(lesson.kind)
    # A cause explains what failed; what worked names the cause that it prevents.
    if kind is LessonKind.WORKED:
        values["causes"] = []
    if kind is LessonKind.DID_NOT_WORK:
        values["guards_against"] = []
    if lesson.attribution not in (None, Attribution.NAMED):
        lesson.names_other = False
    if kind is LessonKind.DID_NOT_WORK or "evidence" in values:
        lesson.is_good_practice = kind is not LessonKind.DID_NOT_WORK and lesson.evidence in RELIED_ON
    lists = {"areas": Area, "specialisms": Specialism, "causes": Cause, "guards_against": Cause}
    for name, model in lists.items():
        if name in values and _set_codes(lesson, name, model, values[name]):
            changed.append(name)
    if "mechanisms" in values and _set_mechanisms(lesson, values["mechanisms"]):
        changed.append("mechanisms")
    return changed


def _set_mechanisms(lesson: Lesson, values: Iterable[str]) -> bool:
    wanted = {Mechanism(value) for value in values}
    if wanted == set(lesson.mechanisms):
        return False
    kept = [link for link in lesson.mechanism_links if link.mechanism in wanted]
    new = sorted(wanted - {link.mechanism for link in kept})
    lesson.mechanism_links = [*kept, *(LessonMechanism(mechanism=mechanism) for mechanism in new)]
    return True


def _check(
    actor: Actor,
    lesson: Lesson,
    values: Mapping[str, Any],
    boxes: Collection[str],
    called: Mapping[str, str] | None = None,
) -> None:
    """Check the texts among `values`; and, where they say who may be named, whether any text names another."""
    texts = {name: values[name] for name in TEXTS if name in values}
    checking.keep_confirmed(actor, lesson, texts, boxes, called)
    if "attribution" in values:
        try:
            checking.check_names(lesson)
        except FieldError as error:
            raise FieldError((called or {}).get(error.field, error.field), error.message) from error


def _set_codes(lesson: Lesson, name: str, model: Any, codes: Iterable[str]) -> bool:
    wanted = set(codes)
    if wanted == {thing.code for thing in getattr(lesson, name)}:
        return False
    things = db.session.scalars(select(model).where(model.code.in_(wanted)).order_by(model.position)).all()
    setattr(lesson, name, list(things))
    return True
