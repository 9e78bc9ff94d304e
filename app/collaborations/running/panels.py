"""What work that runs asks of somebody on their desk, and the broker's queue of work that has stalled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.collaborations import policy as collaborations
from app.collaborations import sections
from app.collaborations.models import Collaboration, Confirmation, Status
from app.collaborations.running import policy, stalls
from app.collaborations.running.contacts import members_of, missing_of, standing
from app.collaborations.running.models import CheckIn, CheckInState, Party
from app.collaborations.running.words import month_name
from app.collaborations.service.facts import other_of
from app.core import clock
from app.core.actor import Actor
from app.core.panels import Panel
from app.extensions import db

C = Collaboration
SHOWN = 5
# A task in one of these states asks nothing of anybody now.
SETTLED = frozenset({"completed", "optional", "cannot_start", "to_read"})


@dataclass(frozen=True)
class Asked:
    """Something that running work asks of the reader."""

    text: str
    url: str
    since: datetime | None


def waiting_for(actor: Actor) -> list[Asked]:
    """What the actor's running work asks of them: check-ins, contacts and notes of its contacts (of its managers where
    a side has no contact left), flags of leads and managers, missed check-ins of managers."""
    if not actor.is_member:
        return []
    own = actor.organisation_id or 0
    running = collaborations.taken_part_in(actor).where(
        C.status == Status.RUNNING, C.confirmation == Confirmation.CONFIRMED
    )
    rows = running.options(selectinload(C.contacts)).order_by(C.id)
    works = [each for each in db.session.scalars(rows) if policy.is_asked(each)]
    if not works:
        return []
    members = members_of(own)
    numbers = [each.id for each in works]
    with_note = set(
        db.session.scalars(
            policy.notes_readable_by(actor).with_only_columns(policy.HandoverNote.collaboration_id)
        )
    )
    month = clock.today().replace(day=1)
    open_ = select(CheckIn).where(
        CheckIn.collaboration_id.in_(numbers),
        CheckIn.organisation_id == own,
        CheckIn.state.in_([CheckInState.ASKED, CheckInState.MISSED]),
    )
    by_work: dict[int, list[CheckIn]] = {}
    for check_in in db.session.scalars(open_.order_by(CheckIn.month)):
        by_work.setdefault(check_in.collaboration_id, []).append(check_in)
    found: list[Asked] = []
    for work in works:
        here = standing(work, own, members)
        answers = actor.person_id in {contact.person_id for contact in here} or not here
        if work.flagged_at is not None and Party.LEAD in policy.parties(actor, work):
            text = f"Speak with {other_of(work, own).name}: the two sides see “{work.title}” differently"
            found.append(Asked(text, url_for("running.check_ins", id=work.id), work.flagged_at))
        for check_in in by_work.get(work.id, []):
            asked = _check_in(actor, check_in, month, answers=answers)
            found += [asked] if asked else []
        lacking = missing_of(here, work.id in with_note)
        if answers and lacking:
            text = f"Add your side’s {' and '.join(lacking)} to “{work.title}”"
            found.append(Asked(text, url_for("running.contacts", id=work.id), work.started_at))
    return found


def _check_in(actor: Actor, check_in: CheckIn, month: Any, *, answers: bool) -> Asked | None:
    title = check_in.collaboration.title
    url = url_for("running.answer", id=check_in.id)
    if check_in.state is CheckInState.ASKED:
        text = f"Answer two questions on “{title}” for {month_name(check_in.month)}"
        return Asked(text, url, check_in.asked_at) if answers else None
    if actor.manages(actor.organisation_id) and check_in.month == month:
        return Asked(
            f"Your side missed the check-in of {month_name(month)} on “{title}”", url, check_in.due_at
        )
    return None


def stalled_on_desk(actor: Actor, _desk: object) -> Panel | None:
    """For managers: the work of their organisation that has stalled, and what is open in it."""
    found = stalls.stalled_for(actor)
    if not found:
        return None
    rows = [
        (
            work,
            other_of(work, actor.organisation_id).name,
            [task.title for task in sections.tasks(actor, work) if task.status not in SETTLED],
        )
        for work in found[:SHOWN]
    ]
    context = {"rows": rows, "more": len(found) - len(rows), "days": stalls.SILENCE.days}
    return Panel("Stalled work", "collaborations/running/panel_stalled.html", context)
