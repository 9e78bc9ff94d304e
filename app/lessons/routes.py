"""The pages of lessons."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core import panels
from app.core.actor import current
from app.core.paging import paginate
from app.lessons import checking, clicks, policy, protection, uses
from app.lessons.board import board
from app.lessons.keeping import is_stale
from app.lessons.models import Lesson
from app.lessons.search import card
from app.lessons.voices import STATE_LABELS, other_voice, standing
from app.lessons.words import EVIDENCE_LABELS, KIND_COLOURS, KIND_LABELS, source_links

bp = Blueprint("lessons", __name__)
ACT_LABELS = {
    "edit": "Change",
    "submit": "Send this lesson",
    "answer": "Say what your side thinks",
    "unname": "Name no organisation",
    "accept": "Accept",
    "return": "Send back",
    "still_holds": "It still holds",
    "revise": "Change",
    "take_back": "Take back and change",
    "withdraw": "Withdraw",
}


@bp.get("/lessons")
def index() -> ResponseReturnValue:
    found = board(current(), request.args)
    cards = [card(lesson) for lesson in found.page.items]
    kept = [(name, value) for name, values in found.chosen.items() for value in values]
    return render_template(
        "lessons/index.html", board=found, cards=cards, kept=kept, may_write=policy.can_write(current())
    )


@bp.get("/lessons/<int:id>")
def show(id: int) -> ResponseReturnValue:
    actor = current()
    lesson = policy.access_lesson(actor, id)
    held = policy.parties(actor, lesson)
    return render_template(
        "lessons/show.html",
        lesson=lesson,
        shown=protection.shown(lesson),
        waits=protection.waits(lesson) if held else "",
        voice=other_voice(lesson),
        standing=standing(actor, lesson),
        state_labels=STATE_LABELS,
        links=source_links(lesson),
        acts=policy.acts(actor, lesson),
        act_labels=ACT_LABELS,
        kind_labels=KIND_LABELS,
        kind_colours=KIND_COLOURS,
        evidence_labels=EVIDENCE_LABELS,
        confirmed=checking.finds_confirmed(lesson) if held else [],
        counted=clicks.counted(clicks.counts([id]).get(id, {})),
        is_stale=is_stale(lesson),
        owner=policy.Party.OWNER in held,
        panels=panels.of("lessons.show", actor, lesson),
    )


@bp.get("/lessons/mine")
def mine() -> ResponseReturnValue:
    actor = current()
    policy.access_writing(actor)
    page = paginate(policy.written_by(actor).order_by(Lesson.updated_at.desc()))
    said = uses.counts([lesson.id for lesson in page.items])
    used = {number: uses.told(found) for number, found in said.items()}
    stale = [each for each in page.items if is_stale(each)]
    return render_template("lessons/mine.html", page=page, used=used, stale=stale, state_labels=STATE_LABELS)
