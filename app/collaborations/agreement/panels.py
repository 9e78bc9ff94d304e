"""The working agreement on the page of its collaboration, in the list of tasks, and on the desk."""

from flask import url_for

from app.collaborations.agreement import policy, showing
from app.collaborations.agreement.models import Agreement, Standing
from app.collaborations.models import Collaboration
from app.collaborations.sections import Task
from app.core.actor import Actor
from app.core.panels import Panel


def of_collaboration(actor: Actor, collaboration: Collaboration) -> Panel | None:
    """That it is signed, and in what the freedom to publish is less than usual; to those who take part, more.

    Others who may read the collaboration learn nothing of what is not in force.
    """
    takes_part = policy.can_read(actor, collaboration)
    agreement = policy.agreement_of(collaboration)
    in_force = agreement.in_force
    if in_force is None and not takes_part:
        return None
    context = {
        "in_force": in_force,
        "unsigned_because": agreement.unsigned_because if takes_part and in_force is None else "",
        "href": url_for("agreements.agreement", id=collaboration.id) if takes_part else "",
    }
    if not in_force and not context["unsigned_because"]:
        return None
    return Panel("Working agreement", "collaborations/agreement/panel.html", context)


def task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """How far the working agreement is, for the list of tasks."""
    if not policy.can_read(actor, collaboration):
        return None
    agreement = policy.agreement_of(collaboration)
    standing = policy.standing(agreement)
    in_force = agreement.in_force
    if standing is Standing.OFFERED:
        return _offered(actor, agreement)
    if in_force is not None:
        changed = standing is Standing.DRAFT and bool(showing.changes_not_signed(agreement))
        hint = f"Version {in_force.number} is in force" + (
            ", and changes wait to be offered" if changed else ""
        )
        return Task("in_progress" if changed else "completed", hint)
    if standing is Standing.CLOSED:
        return Task("optional", "None was signed") if agreement.versions else None
    if not agreement.texts:
        return Task("not_started", "Written by both sides, signed by both")
    missing = showing.missing_titles(agreement)
    return Task(
        "in_progress", f"Still to write: {len(missing)}" if missing else "Ready to be offered for signature"
    )


def _offered(actor: Actor, agreement: Agreement) -> Task:
    offered = agreement.offered
    assert offered is not None
    if "sign" in policy.acts(actor, agreement):
        return Task("in_progress", f"Version {offered.number} waits for your side’s signature")
    return Task("in_progress", f"Version {offered.number} waits for the other side’s signature")


def papers_task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """How many of the proposed papers are not settled, for the list of tasks."""
    if not policy.can_read(actor, collaboration):
        return None
    agreement = policy.agreement_of(collaboration)
    shown = showing.shown_papers(collaboration, agreement.papers)
    proposed = [each for each in shown if each["why"]]
    waiting = sum(each["is_open"] for each in proposed)
    if policy.standing(agreement) is Standing.CLOSED and not agreement.papers:
        return None
    if not proposed:
        return Task("optional", "None is proposed")
    if not waiting:
        return Task("completed", f"{len(proposed)} proposed, all settled")
    status = "in_progress" if agreement.papers else "not_started"
    return Task(status, f"{len(proposed)} proposed, {waiting} not settled")
