"""What the room shows on the pages of briefs, collaborations and research interests."""

from typing import Any

from flask import url_for
from sqlalchemy import select

from app.briefs import policy as briefs
from app.briefs.models import Brief
from app.collaborations import policy as collaborations
from app.collaborations.models import Collaboration
from app.core.actor import Actor
from app.core.panels import Panel
from app.duplicates import service
from app.duplicates.models import Choice, DuplicateAnswer
from app.duplicates.near import near
from app.extensions import db
from app.listings import policy as listings
from app.listings.models import ListingState, Party
from app.taxonomy.models import ResearchInterest

MOST = 10
SAID = {
    Choice.JOIN: "Asked to join",
    Choice.EXTEND: "Extends",
    Choice.DIFFERENT: "Differs from",
    Choice.NOTHING_NEAR: "Nothing near was found",
}


def before_review(actor: Actor, brief: Brief) -> Panel:
    """On the answers to check: the way to the page, or what was answered there."""
    answer = service.standing_answer(brief)
    context = {
        "brief": brief,
        "answer": answer,
        "is_outdated": service.answer_of(brief) is not None,
        "said": SAID,
        "other": _link(actor, answer.other) if answer is not None else None,
    }
    return Panel("Has somebody asked this already?", "duplicates/panel_before_review.html", context)


def answer_on_brief(actor: Actor, brief: Brief) -> Panel | None:
    """For its owners and for reviewers: what was answered, beside the text. For who reviews it also what is near now:
    a reviewer reads more than the poster did."""
    held = listings.parties(actor, brief)
    reviews = brief.state is ListingState.IN_REVIEW and Party.REVIEWER in held
    answer = service.answer_of(brief)
    if not held & {Party.OWNER, Party.REVIEWER} or not (answer or reviews):
        return None
    context = {
        "answer": answer,
        "said": SAID,
        "other": _link(actor, answer.other) if answer else None,
        "is_outdated": answer is not None and answer.digest != service.digest(brief),
        "reviews": reviews,
        "near": [(each.card, each.is_very_near) for each in near(actor, brief)] if reviews else [],
    }
    return Panel("Has this been asked already?", "duplicates/panel_answer.html", context)


def co_sponsors(actor: Actor, brief: Brief) -> Panel | None:
    """The organisations beside the brief's owner; and for its owners, who asks to be one."""
    standing = service.beside(brief)
    asking = [each for each in service.waiting_for(actor) if each.brief_id == brief.id]
    if not standing and not asking:
        return None
    context = {"standing": standing, "asking": asking}
    return Panel("Co-sponsors", "duplicates/panel_co_sponsors.html", context)


def extends(actor: Actor, brief: Brief) -> Panel | None:
    """What the brief extends and what extends it, as far as the reader may read those."""
    answer = service.answer_of(brief)
    says_so = answer is not None and answer.choice is Choice.EXTEND and brief.state in listings.SHOWN_STATES
    onward = _link(actor, answer.other) if says_so and answer is not None else None
    return _linked(onward, _extending(actor, DuplicateAnswer.other_brief_id == brief.id))


def extended_collaboration(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """The briefs that extend a collaboration."""
    return _linked(None, _extending(actor, DuplicateAnswer.collaboration_id == collaboration.id))


def extended_interest(actor: Actor, interest: ResearchInterest) -> Panel | None:
    """The briefs that extend a research interest."""
    return _linked(None, _extending(actor, DuplicateAnswer.research_interest_id == interest.id))


def _extending(actor: Actor, about: Any) -> list[tuple[str, str]]:
    numbers = select(DuplicateAnswer.brief_id).where(DuplicateAnswer.choice == Choice.EXTEND, about)
    readable = briefs.readable_by(actor).where(Brief.id.in_(numbers), Brief.state.in_(listings.SHOWN_STATES))
    found = db.session.scalars(readable.order_by(Brief.published_at.desc(), Brief.id.desc()).limit(MOST))
    return [(each.title, url_for("briefs.show", id=each.id)) for each in found]


def _linked(onward: tuple[str, str] | None, back: list[tuple[str, str]]) -> Panel | None:
    if onward is None and not back:
        return None
    return Panel("Goes with", "duplicates/panel_linked.html", {"onward": onward, "back": back})


def _link(actor: Actor, thing: Any) -> tuple[str, str] | None:
    """The name and the page of what an answer is about, for who may read it now."""
    if isinstance(thing, Brief) and listings.can_read(actor, thing):
        return thing.title, url_for("briefs.show", id=thing.id)
    if isinstance(thing, Collaboration) and collaborations.can_read(actor, thing):
        return thing.title, url_for("collaborations.show", id=thing.id)
    if isinstance(thing, ResearchInterest):
        return f"{thing.issuer} {thing.code}", url_for("taxonomy.research_interest", code=thing.code)
    return None
