"""The pages on which a lesson is written: what happened, who may see what, its work, and a check before it is sent.

A draft from a collaboration begins there (`app.collaborations.ending.routes.add_lesson`), on the same first screen.
"""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.actor import current
from app.core.display import show_date
from app.core.errors import EditedMeanwhile, FieldError
from app.lessons import checking, policy, service, sources
from app.lessons.forms import SubmitForm
from app.lessons.models import Lesson, LessonKind, LessonState
from app.lessons.routes import bp
from app.lessons.words import EVIDENCE_LABELS, KIND_LABELS, contributor
from app.lessons.writing_forms import WORK, HappenedForm, SharingForm, WorkForm
from app.taxonomy.choices import MECHANISM_LABELS

MEANWHILE = (
    "Somebody else saved this lesson after you opened it. Both texts are below: saving again keeps yours"
)

# The places of the screens on the way to the check, for a draft without and with a collaboration that fills in one.
STEPS = {"work": ("Step 2 of 3", ""), "sharing": ("Step 3 of 3", "Step 2 of 2")}
TITLES = {
    "edit": "What happened",
    "work": "The work it comes from",
    "sharing": "Who may see what",
}


@bp.route("/lessons/new", methods=["GET", "POST"])
def write() -> ResponseReturnValue:
    policy.access_writing(current())
    form = HappenedForm.of()
    if form.validate_on_submit():
        try:
            lesson = service.write(current(), boxes=form.ticked(), **form.values())
        except FieldError as error:
            form.complain(error)
        else:
            return redirect(url_for("lessons.work", id=lesson.id))
    beginnings = sources.beginnings(current())
    return write_page(form, "Step 1 of 3", url_for("lessons.index"), beginnings=beginnings)


def write_page(
    form: Any,
    step: str,
    back: str,
    *,
    drafts: Sequence[Lesson] = (),
    is_reflected: bool = False,
    filled_in: Sequence[str] = (),
    beginnings: Sequence[sources.Beginning] = (),
) -> ResponseReturnValue:
    """The first screen of a new lesson: with the `drafts` that were begun before, whether its texts come from a
    reflection, what is `filled_in` from a collaboration, and the work with which it could begin instead."""
    page = render_template(
        "lessons/write.html",
        form=form,
        step=step,
        back=back,
        drafts=drafts,
        is_reflected=is_reflected,
        filled_in=filled_in,
        beginnings=beginnings,
    )
    return page, 422 if form.errors else 200


@bp.route("/lessons/<int:id>/edit", methods=["GET", "POST"])
def edit(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "edit")
    return _screen(lesson, HappenedForm.of(lesson), "edit", url_for("lessons.submit", id=id))


@bp.route("/lessons/<int:id>/work", methods=["GET", "POST"])
def work(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "edit")
    return _screen(lesson, WorkForm.of(lesson), "work", _next(lesson))


@bp.route("/lessons/<int:id>/sharing", methods=["GET", "POST"])
def sharing(id: int) -> ResponseReturnValue:
    lesson = policy.access_lesson(current(), id, "edit")
    return _screen(lesson, SharingForm.of(lesson), "sharing", url_for("lessons.submit", id=id))


@bp.route("/lessons/<int:id>/submit", methods=["GET", "POST"])
def submit(id: int) -> ResponseReturnValue:
    """What was written, with a way to change it, and the button that sends it."""
    lesson = policy.access_lesson(current(), id, "submit")
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            service.submit(current(), lesson=lesson)
        except FieldError as error:
            form.complain(error)
        else:
            with_other = lesson.state is LessonState.WITH_OTHER_SIDE
            flash(
                f"Your lesson has been sent to {'the other side' if with_other else 'a reviewer'}.", "success"
            )
            return redirect(url_for("lessons.show", id=id))
    page = render_template(
        "lessons/submit.html",
        form=form,
        lesson=lesson,
        happened=_happened(lesson),
        shared=_shared(lesson),
        work=_work(lesson),
        source=sources.source_of(lesson),
        faults=[
            (told, url_for(f"lessons.{_screen_of(field)}", id=id, then="submit"))
            for field, told in checking.why_not_send(lesson)
        ],
    )
    return page, 422 if form.errors else 200


def _next(lesson: Lesson) -> str:
    """After the work: back to the check where somebody came from there, else on to who may see what."""
    return url_for(
        "lessons.submit" if request.args.get("then") == "submit" else "lessons.sharing", id=lesson.id
    )


def _screen(lesson: Lesson, form: Any, screen: str, after: str) -> ResponseReturnValue:
    """One screen of the draft: what was typed is saved, and the way goes on `after`."""
    meanwhile = False
    if form.validate_on_submit():
        boxes = form.ticked() if hasattr(form, "ticked") else ()
        try:
            service.edit(current(), lesson=lesson, version=form.version.data, boxes=boxes, **form.values())
        except EditedMeanwhile:
            form.version.data = lesson.version
            form.form_errors.append(MEANWHILE)
            meanwhile = True
        except FieldError as error:
            form.complain(error)
        else:
            flash("Your draft has been saved.", "success")
            return redirect(after)
    source = sources.source_of(lesson)
    step = STEPS.get(screen, ("", ""))[source is not None]
    page = render_template(
        "lessons/screen.html",
        screen=screen,
        title=TITLES[screen],
        caption=f"{lesson.title}: {step.lower()}" if step else lesson.title,
        form=form,
        lesson=lesson,
        meanwhile=_happened(lesson) + _shared(lesson) if meanwhile else [],
        source=source,
    )
    return page, 422 if form.errors else 200


def _screen_of(field: str) -> str:
    """The screen on which a field is changed. A text that names a side can be changed beside the choice to name it."""
    return "work" if field in WORK else "sharing"


def _happened(lesson: Lesson) -> list[tuple[Any, ...]]:
    works = lesson.kind is LessonKind.WORKED
    behind = lesson.guards_against if works else lesson.causes
    return [
        ("The lesson in one line", lesson.title),
        ("Did it work?", KIND_LABELS[lesson.kind]),
        ("What happened", lesson.what_happened),
        ("What to do next time", lesson.recommendation),
        ("What it prevents" if works else "What was behind it", [cause.label for cause in behind]),
    ]


def _shared(lesson: Lesson) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [("It comes from", contributor(lesson))]
    if lesson.other is not None:
        rows.append(
            ("The other side", f"{lesson.other.name}, if it agrees" if lesson.names_other else "Not named")
        )
    return [
        *rows,
        ("What it rests on", EVIDENCE_LABELS[lesson.evidence] if lesson.evidence else ""),
        ("When it applies", lesson.applies_when),
        ("When it does not apply", lesson.does_not_apply_when),
        ("Conditions in which it held", lesson.conditions),
        ("Off the board until", show_date(lesson.embargo_until) if lesson.embargo_until else "No embargo"),
    ]


def _work(lesson: Lesson) -> list[tuple[Any, ...]]:
    """What is said of the work from which the lesson comes, for its owners."""
    return [
        ("How you worked together", [MECHANISM_LABELS[each] for each in lesson.mechanisms]),
        ("Areas of challenge", [area.label for area in lesson.areas]),
        ("Specialisms", [specialism.label for specialism in lesson.specialisms]),
        ("Stage", lesson.stage.label if lesson.stage else ""),
        ("Gate", lesson.gate.label if lesson.gate else ""),
        ("Days lost", "" if lesson.days_lost is None else str(lesson.days_lost)),
        ("Region", lesson.region.label if lesson.region else ""),
        ("When the work ended", show_date(lesson.happened_on) if lesson.happened_on else ""),
    ]
