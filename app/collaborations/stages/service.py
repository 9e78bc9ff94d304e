"""The decision that moves a collaboration between stages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.collaborations.models import Collaboration
from app.collaborations.service.changing import lock, note
from app.collaborations.stages import policy
from app.collaborations.stages.deployment import IN_USE, unsettled
from app.collaborations.stages.models import Decision, StageConfirmation, StageDecision
from app.collaborations.stages.words import DECISION_LABELS
from app.core import clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError
from app.core.sensitivity.confirming import confirmed
from app.extensions import db
from app.taxonomy.models import Stage


def decide(
    actor: Actor,
    *,
    collaboration: Collaboration,
    version: int,
    decision: Decision,
    to: str | None,
    reason: str,
    decided_on: date,
    decided_by_post: str,
    without_because: str = "",
    boxes: Collection[str] = (),
) -> StageDecision:
    """The collaboration stands at the stage `to` from now on, because of `reason`; a stop leaves it where it stood.

    `version` is the number of decisions that the actor had seen. Into use it goes without settled gates of ethics and
    law only with `without_because`, which everybody who may read the collaboration reads for good; `boxes` are those
    ticked for finds of the sensitivity check in it. Raises FieldError, Refused, WrongState, EditedMeanwhile.
    """
    lock(collaboration)
    policy.need_decide(actor, collaboration)
    before = history(collaboration)
    if version != len(before):
        raise EditedMeanwhile(collaboration)
    for field, text, what in (
        ("reason", reason, "Enter the reason for the decision"),
        ("decided_by_post", decided_by_post, "Enter who decided"),
    ):
        if not text.strip():
            raise FieldError(field, what)
    if decided_on > clock.today():
        raise FieldError("decided_on", "The date of the decision must be today or in the past")
    if before and decided_on < before[0].decided_on:
        raise FieldError("decided_on", "The date must be the same as or after that of the decision before")
    stage = _stage_after(collaboration, decision, to)
    lacking = unsettled(collaboration) if _goes_into_use(collaboration, stage) else []
    if lacking and not without_because.strip():
        raise FieldError("without_because", "Enter why it goes on without the gates that are not settled")
    because = without_because if lacking else ""
    made = StageDecision(
        collaboration_id=collaboration.id,
        from_stage_code=collaboration.stage_code,
        stage_code=stage,
        decision=decision,
        reason=reason,
        decided_on=decided_on,
        decided_by_post=decided_by_post,
        decided_by_id=actor.person_id,
        organisation_id=actor.organisation_id,
        without_gates=list(lacking),
        without_because=because,
        confirmations=confirmed(actor, StageConfirmation, {"without_because": because}, boxes=boxes),
    )
    db.session.add(made)
    collaboration.stage_code = stage
    note(actor, collaboration, "decide_stage", _told(made), fields=["stage_code"])
    db.session.flush()
    return made


def _stage_after(collaboration: Collaboration, decision: Decision, to: str | None) -> str | None:
    if decision is Decision.STOP:
        return collaboration.stage_code
    if to is None and decision is Decision.CHANGE:
        to = collaboration.stage_code
    if to is None or db.session.get(Stage, to) is None:
        raise FieldError("to", "Select the stage that it moves to")
    if decision is Decision.GO_ON and to == collaboration.stage_code:
        raise FieldError("to", "Select another stage than the one where it stands")
    return to


def _goes_into_use(collaboration: Collaboration, stage: str | None) -> bool:
    return stage in IN_USE and stage != collaboration.stage_code


def _told(made: StageDecision) -> str:
    before = db.session.get(Stage, made.from_stage_code) if made.from_stage_code else None
    after = db.session.get(Stage, made.stage_code) if made.stage_code else None
    move = f": {after.label}" if after else ""
    if before is not None and after is not None and before is not after:
        move = f": from {before.label} to {after.label}"
    warned = ". It goes on without settled gates of ethics or law" if made.without_because else ""
    return f"Decision on the stage: {DECISION_LABELS[made.decision].lower()}{move}{warned}"


def history(collaboration: Collaboration) -> Sequence[StageDecision]:
    """The decisions of a collaboration, the newest first."""
    rows = select(StageDecision).where(StageDecision.collaboration_id == collaboration.id)
    names = joinedload(StageDecision.stage), joinedload(StageDecision.from_stage)
    return db.session.scalars(rows.options(*names).order_by(StageDecision.id.desc())).all()


def following(collaboration: Collaboration) -> str | None:
    """The stage after the one where it stands; the first while no stage is known."""
    stages = list(db.session.scalars(select(Stage.code).order_by(Stage.position)))
    if collaboration.stage_code is None:
        return stages[0] if stages else None
    return next(iter(stages[stages.index(collaboration.stage_code) + 1 :]), None)


@dataclass(frozen=True)
class Warned:
    """The work is in use while gates of ethics or law were not settled; `on` and `because` where that was decided."""

    stage: str
    gates: Sequence[str]
    on: date | None = None
    because: str = ""
    by: str = ""


def warnings(collaboration: Collaboration) -> list[Warned]:
    """What whoever reads the collaboration is told: each decision to go into use without settled gates, for good; and
    that work which was opened here stands there without them, however it came there."""
    found = [
        Warned(
            each.stage.label if each.stage else "",
            each.without_gates,
            each.decided_on,
            each.without_because,
            each.organisation.name if each.organisation else "",
        )
        for each in history(collaboration)
        if each.without_because
    ]
    stage = collaboration.stage
    opened_here = collaboration.recorded_by_organisation_id is None and policy.is_asked(collaboration)
    if stage is not None and stage.code in IN_USE and opened_here and not found:
        lacking = unsettled(collaboration)
        found += [Warned(stage.label, lacking)] if lacking else []
    return found
