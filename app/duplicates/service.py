"""The verbs: what a poster answers, and what becomes of asking to join; and what pages and desks show of both."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.briefs.models import Brief
from app.collaborations.models import Collaboration
from app.core import audit, clock, mail
from app.core.actor import Actor
from app.core.errors import FieldError, WrongState
from app.core.policy import require
from app.core.sensitivity.confirming import refuse_markings
from app.duplicates import policy
from app.duplicates.models import (
    CO_SPONSOR_TRANSITIONS,
    Choice,
    CoSponsor,
    CoSponsorState,
    DuplicateAnswer,
)
from app.duplicates.near import Near, near
from app.extensions import db
from app.listings import service as listings
from app.listings.models import Listing
from app.responses.service import deciders
from app.taxonomy.models import ResearchInterest

NOT_ANSWERED = (
    "Before you send it, answer “Has somebody asked this already?”: "
    "something that asks nearly the same was found"
)
WAITS = (
    "You have asked that this draft be joined to another brief. "
    "Wait for the answer, or take that back and answer anew"
)


# ---- the answer -----------------------------------------------------------------------------------------------------


def answer(
    actor: Actor, *, brief: Brief, choice: Choice, about: Near | None = None, sentence: str = ""
) -> DuplicateAnswer:
    """Keep what becomes of what is near: the draft joins `about`, extends it, or differs from it, and why; or nothing
    was near. The latest answer stands. To join asks the other brief's owners, and changes nothing before they agree.

    Raises Refused, WrongState, FieldError.
    """
    listings.hold_draft(actor, listing=brief)
    require(policy.can_answer(actor, brief), "Only the owners of a draft answer this.")
    if waits(brief):
        raise FieldError("choice", WAITS)
    if (stale := asked_by(brief)) is not None:
        # The other brief ended before its owners answered.
        withdraw(actor, asked=stale)
    if choice is not Choice.NOTHING_NEAR:
        _need(sentence)
    if choice in (Choice.JOIN, Choice.EXTEND) and about is None:
        raise FieldError("about", "Choose which one")
    if choice is Choice.JOIN:
        _ask(actor, brief, about.thing if about else None, sentence)
    found = answer_of(brief)
    if found is None:
        found = DuplicateAnswer(brief=brief)
        db.session.add(found)
    thing = about.thing if about else None
    found.person_id = actor.person_id
    found.choice = choice
    found.sentence = sentence
    found.digest = digest(brief)
    found.other_brief = thing if isinstance(thing, Brief) else None
    found.collaboration = thing if isinstance(thing, Collaboration) else None
    found.research_interest = thing if isinstance(thing, ResearchInterest) else None
    db.session.flush()
    audit.record(actor, "duplicates.answer", brief, fields=["choice", "sentence"], detail=choice.value)
    return found


def digest(brief: Brief) -> str:
    """What the brief asks, as a digest: spaces make no difference."""
    asked = "\0".join(" ".join(text.split()) for text in (brief.problem, brief.desired_outcome))
    return sha256(asked.encode("utf-8", "surrogatepass")).hexdigest()


def answer_of(brief: Brief) -> DuplicateAnswer | None:
    """The latest answer, whatever the brief says by now."""
    return db.session.scalar(select(DuplicateAnswer).where(DuplicateAnswer.brief_id == brief.id))


def standing_answer(brief: Brief) -> DuplicateAnswer | None:
    """The answer, while the brief asks what it asked then, and what it asked of others can still be granted."""
    found = answer_of(brief)
    if found is None or found.digest != digest(brief):
        return None
    return found if found.choice is not Choice.JOIN or waits(brief) else None


def waits(brief: Brief) -> bool:
    """Whether the draft waits for the owners of another brief, who can still agree."""
    asked = asked_by(brief)
    return asked is not None and asked.state is CoSponsorState.ASKED and policy.is_live(asked)


def need_answer(actor: Actor, listing: Listing) -> None:
    """Refuse that a brief is sent for review while something is near and its poster has not said what of it.

    Raises FieldError.
    """
    if not isinstance(listing, Brief):
        return
    if waits(listing):
        raise FieldError("submit", WAITS)
    if standing_answer(listing) is None and near(actor, listing):
        raise FieldError("submit", NOT_ANSWERED)


# ---- co-sponsors ----------------------------------------------------------------------------------------------------


def _ask(actor: Actor, draft: Brief, brief: object, sentence: str) -> None:
    if not isinstance(brief, Brief):
        raise FieldError("about", "Only a brief can be joined. Extend this, or say what is different")
    _lock(brief)
    if reason := policy.why_not_join(actor, draft, brief):
        raise FieldError("about", reason)
    asked = CoSponsor(
        brief=brief,
        draft=draft,
        organisation_id=draft.organisation_id,
        asker_id=actor.person_id,
        sentence=sentence,
        is_sample=actor.is_sample or draft.is_sample or brief.is_sample,
    )
    db.session.add(asked)
    audit.record(actor, "duplicates.join", asked)
    _tell(
        deciders(brief),
        asked,
        "An organisation asks to co-sponsor a brief of yours",
        f"{draft.organisation.name} was about to post a brief that asks nearly the same as one of yours, and asks to "
        "stand beside you as co-sponsor instead.\n\nAgree, or decline with a reason:",
    )
    db.session.flush()


def agree(actor: Actor, *, asked: CoSponsor) -> CoSponsor:
    """The organisation stands beside the owner of the brief from now on, and its draft is withdrawn.

    Raises Refused, and WrongState when it has been answered meanwhile or one of the briefs has moved on.
    """
    _lock(asked.brief)
    _decide(actor, asked, "agree")
    if not policy.is_live(asked):
        raise WrongState("One of the two briefs has ended meanwhile, so they can no longer be joined.")
    listings.join(actor, listing=asked.draft, reason=f"Joined “{asked.brief.title}”")
    audit.record(actor, "duplicates.agree", asked, fields=["state"])
    _tell(
        deciders(asked.draft),
        asked,
        "Your organisation is now co-sponsor of a brief",
        f"{asked.brief.organisation.name} has agreed that your organisation stands beside it as co-sponsor of a brief. "
        "Your own draft has been withdrawn, because it joined that brief:",
    )
    db.session.flush()
    return asked


def decline(actor: Actor, *, asked: CoSponsor, reason: str) -> CoSponsor:
    """Say no, with a reason; the draft's owners are told, and answer anew.

    Raises FieldError without a reason, Refused, and WrongState when it has been answered meanwhile.
    """
    _need(reason, "reason", "Enter a sentence that says why")
    _decide(actor, asked, "decline")
    asked.decline_reason = reason
    audit.record(actor, "duplicates.decline", asked, fields=["state", "decline_reason"])
    _tell(
        deciders(asked.draft),
        asked,
        "Your organisation’s asking to co-sponsor a brief was declined",
        f"{asked.brief.organisation.name} has declined. The reason is given with it. Your draft is as it was: extend "
        "something that is near, or say what is different:",
    )
    db.session.flush()
    return asked


def withdraw(actor: Actor, *, asked: CoSponsor) -> CoSponsor:
    """Take the asking back before it is answered. Raises Refused, WrongState."""
    _decide(actor, asked, "withdraw")
    audit.record(actor, "duplicates.withdraw", asked, fields=["state"])
    _tell(
        deciders(asked.brief),
        asked,
        "An organisation no longer asks to co-sponsor a brief of yours",
        f"{asked.organisation.name} has taken back that it asks to stand beside you as co-sponsor:",
    )
    db.session.flush()
    return asked


def waiting_for(actor: Actor) -> Sequence[CoSponsor]:
    """What waits for the actor to agree or decline, oldest first."""
    asked = policy.readable_by(actor).where(CoSponsor.state == CoSponsorState.ASKED)
    rows = asked.options(selectinload(CoSponsor.organisation), selectinload(CoSponsor.brief))
    found = db.session.scalars(rows.order_by(CoSponsor.created_at, CoSponsor.id))
    return [each for each in found if policy.can_agree(actor, each)]


def asked_by(draft: Brief) -> CoSponsor | None:
    """What the draft's owners asked, while it waits or was agreed to."""
    return db.session.scalar(
        select(CoSponsor).where(CoSponsor.draft_id == draft.id, CoSponsor.state.in_(policy.STANDING))
    )


def declined_of(draft: Brief) -> Sequence[CoSponsor]:
    """What was declined, the latest first."""
    said_no = select(CoSponsor).where(
        CoSponsor.draft_id == draft.id, CoSponsor.state == CoSponsorState.DECLINED
    )
    return db.session.scalars(said_no.order_by(CoSponsor.decided_at.desc(), CoSponsor.id.desc())).all()


def beside(brief: Brief) -> Sequence[CoSponsor]:
    """Who stands beside the owner of a brief."""
    agreed = select(CoSponsor).where(CoSponsor.brief_id == brief.id, CoSponsor.state == CoSponsorState.AGREED)
    rows = agreed.options(selectinload(CoSponsor.organisation))
    return db.session.scalars(rows.order_by(CoSponsor.decided_at, CoSponsor.id)).all()


def _decide(actor: Actor, asked: CoSponsor, act: str) -> None:
    """Bring it to the state that `act` leads to. Who comes second sees the first one's state."""
    db.session.flush()
    db.session.refresh(asked, ["state"], with_for_update={"of": CoSponsor})
    target = CO_SPONSOR_TRANSITIONS.require(act, asked.state, policy.parties(actor, asked))
    asked.state = CoSponsorState(target)
    asked.decided_by_id = actor.person_id
    asked.decided_at = clock.now()


def _lock(brief: Brief) -> None:
    # PostgreSQL locks the row, so that it cannot close while somebody joins it.
    db.session.flush()
    db.session.refresh(brief, ["state"], with_for_update={"of": Listing})


def _need(
    sentence: str, field: str = "sentence", message: str = "Say it in a sentence: it is kept with the brief"
) -> None:
    if not sentence.strip():
        raise FieldError(field, message)
    refuse_markings({field: sentence})


def _tell(people: Sequence[Person], asked: CoSponsor, subject: str, text: str) -> None:
    address = mail.link("duplicates.show", id=asked.id)
    for person in people:
        mail.queue(person.id, subject=subject, body=f"{text}\n{address}")
