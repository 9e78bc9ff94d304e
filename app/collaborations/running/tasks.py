"""How far contacts, plan, check-ins and timeline have come, in the list of tasks of a collaboration."""

from app.collaborations.models import RUNS, Collaboration, Status
from app.collaborations.running import check_ins, plan, policy
from app.collaborations.running.contacts import missing
from app.collaborations.running.models import CheckInState
from app.collaborations.running.words import half_days, month_name
from app.collaborations.sections import Task
from app.core import clock
from app.core.actor import Actor
from app.core.display import show_date


def contacts(actor: Actor, collaboration: Collaboration) -> Task | None:
    """Done once the actor's side has a lead, a second contact and a handover note."""
    if not policy.is_asked(collaboration):
        return None
    lacking = missing(collaboration, actor.organisation_id or 0)
    if not lacking or collaboration.status not in RUNS:
        return Task("completed")
    hint = f"Your side has {' and '.join(f'no {each}' for each in lacking)} yet"
    return Task("not_started" if len(lacking) > 1 else "in_progress", hint)


def the_plan(actor: Actor, collaboration: Collaboration) -> Task | None:
    """Done once every milestone is reached."""
    if not policy.is_asked(collaboration):
        return None
    milestones = plan.milestones_of(collaboration)
    costs = plan.costs_of(collaboration)
    said = []
    if milestones:
        done = sum(each.done_on is not None for each in milestones)
        late = sum(each.done_on is None and each.due < clock.today() for each in milestones)
        overdue = f", {late} overdue" if late else ""
        said.append(f"{done} of {len(milestones)} milestones reached{overdue}")
        if done == len(milestones):
            return Task("completed", said[0])
    if costs:
        both = plan.totals(collaboration, costs)[-1]
        said.append(f"{half_days(both.actual_days)} of {half_days(both.planned_days)} planned days used")
    if said or plan.risks_of(collaboration):
        return Task("in_progress", "; ".join(said))
    return Task("not_started", "Milestones, costs in days and pounds, and what could go wrong")


def monthly(actor: Actor, collaboration: Collaboration) -> Task | None:
    """What is asked of the actor's side now, and whether a flag is up."""
    if not policy.is_asked(collaboration):
        return None
    if collaboration.flagged_at is not None and collaboration.status in RUNS:
        since = show_date(collaboration.flagged_at)
        return Task("error", f"Flagged since {since}: the two sides see differently whether it is on track")
    if collaboration.status is Status.SCOPING:
        return Task("cannot_start", "Two questions to each side every month, once work has started")
    for each in check_ins.of_collaboration(collaboration):
        if each.state is CheckInState.ASKED and policy.can_answer(actor, each):
            return Task("not_started", f"Answer {month_name(each.month)} by {show_date(each.due_at)}")
    if collaboration.status is not Status.RUNNING:
        return Task("completed")
    next_asked = f"The next is asked on {show_date(check_ins.next_asked(clock.today()))}"
    return Task("completed" if check_ins.of_collaboration(collaboration) else "to_read", next_asked)


def the_timeline(actor: Actor, collaboration: Collaboration) -> Task | None:
    """Every collaboration has one."""
    return Task("to_read", "What happened, month by month")
