"""What a walk may do to the collaboration that it has come to. What `walk_verbs` says goes for these too."""

from sqlalchemy import select

from app.collaborations import service as collaborations
from app.collaborations.agreement import paper_service as papers
from app.collaborations.agreement import policy as agreements
from app.collaborations.agreement import service as agreement
from app.collaborations.agreement.models import Mark
from app.collaborations.ending import results
from app.collaborations.ending import service as ending
from app.collaborations.ending.models import Extent, OutputKind, Reflection, WouldRepeat
from app.collaborations.ending.policy import can_remove_output, can_withdraw_adoption
from app.collaborations.ending.words import DIMENSIONS
from app.collaborations.gates import service as gates
from app.collaborations.measuring import service as measuring
from app.collaborations.measuring.policy import can_remove
from app.collaborations.models import Outcome
from app.collaborations.running import check_ins, contacts, plan
from app.collaborations.running.models import Likelihood, OnTrack
from app.collaborations.service.values import Lesson, Measure
from app.collaborations.size import is_small
from app.collaborations.stages import service as stages
from app.collaborations.stages.models import Decision
from app.extensions import db
from app.lessons import service as lessons
from app.lessons.models import LessonKind
from tests.collaborations.agreement.verbs import WHOLE
from tests.collaborations.walk_verbs import ALL, ENDED, GOING_ON, KEPT_APART, OWNERS, VERBS, among, verb

__all__ = ["VERBS"]
IS_OFFERED = among("agreement_versions", state=["offered"])
IS_DONE = among("collaboration_gates", state=["settled", "not_needed"])


# ---- the collaboration, its measures and its agreement


@verb(*GOING_ON)
def edit(w):
    w.do(
        collaborations.edit,
        collaboration=w.collaboration,
        version=w.version(w.collaboration.version),
        title=w.words() or "Treads",
        summary=w.words(),
        planned_start=w.maybe(w.day(-5, 20)),
        planned_end=w.maybe(w.day(0, 200)),
        second_id=w.maybe(w.person_id()),
    )


@verb(*GOING_ON)
def set_measures(w):
    rows = [
        Measure(each.name, baseline=w.words(), target="9", id=each.id)
        for each in w.collaboration.measures
        if w.chance(0.8)
    ]
    if len(rows) < 3:
        rows.append(Measure("Time to result", None, w.random.choice(("", "9")), "2", w.maybe("3"), "days"))
    version = w.version(w.collaboration.version)
    w.do(collaborations.set_measures, collaboration=w.collaboration, version=version, measures=rows)


@verb(*ALL, weight=1, when=lambda w: bool(w.rows["collaboration_measures"]))
def add_reading(w):
    measure = w.one_of(w.collaboration.measures)
    words = w.random.choice(("", "4", "-1, interval -3 to 2"))
    w.do(
        measuring.add_reading,
        collaboration=w.collaboration,
        measure=measure,
        words=words,
        on=w.day(-30, 1),
    )


@verb(*ALL, weight=1, when=lambda w: bool(w.rows["measure_readings"]))
def remove_reading(w):
    reading = w.one_of(w.one_of(w.collaboration.measures).readings)
    w.need(can_remove(w.actor, w.collaboration, reading))
    w.do(measuring.remove_reading, collaboration=w.collaboration, reading=reading)


@verb(*ALL, weight=1, when=lambda w: bool(w.rows["collaboration_measures"]))
def set_not_measured(w):
    measure = w.one_of(w.collaboration.measures)
    w.do(measuring.set_not_measured, collaboration=w.collaboration, measure=measure, because=w.words())


@verb(*GOING_ON, weight=6)
def agreement_save(w):
    now = agreements.agreement_of(w.collaboration).version
    own = "success_police" if w.actor.side == "police" else "success_academic"
    values = {own: w.words()}
    if w.chance(0.7):
        values |= WHOLE
    if w.chance(0.3):
        values |= {
            "success": w.words() or "More hits",
            "publication": "delay",
            "publication_reason": w.words(),
        }
    if w.chance(0.05):
        values["success_academic"] = w.words()
    w.do(agreement.save, collaboration=w.collaboration, version=w.version(now), values=values)


@verb(*GOING_ON, weight=4, when=lambda w: not IS_OFFERED(w))
def agreement_offer(w):
    now = agreements.agreement_of(w.collaboration).version
    w.do(agreement.offer, collaboration=w.collaboration, version=w.version(now))


def _number(w):
    return w.version(max(len(agreements.agreement_of(w.collaboration).versions), 1))


@verb(*GOING_ON, weight=12, when=IS_OFFERED)
def agreement_sign(w):
    w.do(agreement.sign, collaboration=w.collaboration, number=_number(w), post=w.words())


@verb(*GOING_ON, weight=1, when=IS_OFFERED)
def agreement_decline(w):
    w.do(agreement.decline, collaboration=w.collaboration, number=_number(w), reason=w.words())


@verb(*GOING_ON, weight=1)
def agreement_mark(w):
    code = w.random.choice(("DPIA", "DSA", "NOTHING"))
    mark = w.random.choice(list(Mark))
    w.do(
        papers.mark,
        collaboration=w.collaboration,
        code=code,
        mark=mark,
        because=w.words(),
        reference=w.words(),
    )


# ---- gates and stages


@verb(*GOING_ON, "ending", weight=1)
def gates_derive(w):
    w.do(gates.derive, collaboration=w.collaboration)


@verb(*GOING_ON, weight=1)
def gates_add(w):
    code = w.random.choice(("POLICE_ETHICS", "EQUALITY", "DPIA", "UNI_ETHICS", "NOTHING"))
    w.do(gates.add, collaboration=w.collaboration, kind_code=code)


@verb(*GOING_ON, weight=1)
def gate_assign(w):
    w.do(gates.assign, gate=w.one_of(w.collaboration.gates), person_id=w.maybe(w.person_id()))


def _gate(w):
    gate = w.one_of(w.collaboration.gates)
    return {"gate": gate, "version": w.version(gate.version)}


@verb(*GOING_ON)
def gate_ask(w):
    w.do(gates.ask, **_gate(w), asked_on=w.day(-20, 1))


@verb(*GOING_ON)
def gate_block(w):
    w.do(gates.block, **_gate(w), blocked_by=w.words())


@verb(*GOING_ON, "ending", weight=3)
def gate_settle(w):
    asked = w.maybe(w.day(-25, 1))
    w.do(gates.settle, **_gate(w), settled_on=w.day(-20, 1), conditions=w.words(), asked_on=asked)


@verb(*GOING_ON)
def gate_not_needed(w):
    w.do(gates.not_needed, **_gate(w), because=w.words())


@verb(*GOING_ON, weight=1, when=IS_DONE)
def gate_reopen(w):
    w.do(gates.reopen, **_gate(w), reason=w.words())


@verb(*GOING_ON, weight=2)
def stage_decide(w):
    w.do(
        stages.decide,
        collaboration=w.collaboration,
        version=w.version(len(stages.history(w.collaboration))),
        decision=w.random.choice(list(Decision)),
        to=w.random.choice((*w.stages, None)),
        reason=w.words(),
        decided_on=w.day(-3, 1),
        decided_by_post=w.words(),
        without_because=w.random.choice(("", w.words())),
    )


# ---- work that runs


@verb("scoping", weight=4)
def start(w):
    because = w.random.choice(("", w.words()))
    w.do(
        collaborations.start,
        collaboration=w.collaboration,
        started=w.day(-40, 1),
        unsigned_because=because,
    )


@verb(*GOING_ON, weight=1)
def name_contacts(w):
    w.do(
        contacts.name_contacts,
        collaboration=w.collaboration,
        second_id=w.maybe(w.person_id()),
        lead_id=w.maybe(w.person_id()),
    )


@verb(*GOING_ON, weight=1)
def write_note(w):
    own = w.actor.organisation_id
    standing = contacts.note_of(w.collaboration, own) if own else None
    w.do(
        contacts.write_note,
        collaboration=w.collaboration,
        version=w.version(standing.version if standing else 0),
        where_things_are=f"{KEPT_APART} in the vault",
        who_knows_what=w.words(),
        what_is_promised=w.words(),
    )


@verb(*GOING_ON, weight=1)
def hand_over(w):
    contact = w.one_of(w.collaboration.contacts)
    w.do(contacts.hand_over, collaboration=w.collaboration, contact_id=contact.id, to_id=w.person_id())


@verb(*GOING_ON, weight=1)
def plan_milestones(w):
    rows = [
        plan.MilestoneRow(f"Step {n}", w.day(0, 90), w.maybe(w.day(-5, 1)))
        for n in range(w.random.randrange(3))
    ]
    version = w.version(plan.version_of(plan.milestones_of(w.collaboration), plan.MilestoneRow))
    w.do(plan.set_milestones, collaboration=w.collaboration, version=version, rows=rows)


@verb(*GOING_ON, weight=1)
def plan_costs(w):
    bearer = w.random.choice((w.cast.force.id, w.cast.university.id, 0))
    version = w.version(plan.version_of(plan.costs_of(w.collaboration), plan.CostRow))
    rows = [plan.CostRow("Analyst", bearer, 1.5, 100)] if w.chance(0.8) else []
    w.do(plan.set_costs, collaboration=w.collaboration, version=version, rows=rows)


@verb(*GOING_ON, weight=1)
def plan_risks(w):
    version = w.version(plan.version_of(plan.risks_of(w.collaboration), plan.RiskRow))
    rows = [plan.RiskRow("Nobody exports", w.random.choice(list(Likelihood)))] * w.random.choice(
        (0, 1, 2, 11)
    )
    w.do(plan.set_risks, collaboration=w.collaboration, version=version, rows=rows)


def _check_in(w):
    asked = check_ins.of_collaboration(w.collaboration)[:4]
    own = [each for each in asked if each.organisation_id == w.actor.organisation_id]
    asked = w.one_of(own if own and w.chance(0.8) else asked)
    return {
        "check_in": asked,
        "on_track": w.random.choice((OnTrack.YES, OnTrack.PARTLY, OnTrack.NO, OnTrack.NO)),
        "in_the_way": w.random.choice(("", KEPT_APART, KEPT_APART)),
    }


@verb("running", weight=12, when=among("collaboration_check_ins", state=["asked", "missed"]))
def check_in_answer(w):
    w.do(check_ins.answer, **_check_in(w))


@verb("running", weight=3, when=among("collaboration_check_ins", state=["answered"]))
def check_in_correct(w):
    w.do(check_ins.correct, **_check_in(w))


@verb("running", weight=5, when=lambda w: w.collaboration.flagged_at is not None)
def lower_flag(w):
    w.do(check_ins.lower, collaboration=w.collaboration, said=w.words())


# ---- the end


def _outcome(w):
    possible = collaborations.possible_outcomes(w.collaboration)
    outcome = w.random.choice([*possible * 3, *Outcome])
    delivered = outcome is Outcome.DELIVERED
    return {"outcome": outcome, "causes": [] if delivered is w.chance(0.95) else w.causes[:1]}


def _lesson(w):
    return Lesson("Try the export first", LessonKind.DID_NOT_WORK, "Nobody could.", "Ask for one row.")


def _said(w):
    actuals = {each.id: "5" for each in w.collaboration.measures if w.chance(0.5)}
    return {
        "summary": w.words(),
        "ended": w.day(-3, 1),
        "actuals": actuals,
        **_outcome(w),
    }


@verb("scoping", "running", weight=2, when=lambda w: is_small(w.collaboration))
def close(w):
    w.do(collaborations.close, collaboration=w.collaboration, stage_code=None, lesson=_lesson(w), **_said(w))


@verb(*GOING_ON, weight=1, when=lambda w: not is_small(w.collaboration))
def end(w):
    w.do(ending.end, collaboration=w.collaboration, **_said(w))


@verb("ending", weight=1)
def reopen(w):
    w.do(ending.reopen, collaboration=w.collaboration, reason=w.words())


@verb("ending", weight=7)
def reflect(w):
    standing = db.session.scalar(
        select(Reflection).where(
            Reflection.collaboration_id == w.collaboration.id,
            Reflection.organisation_id == (w.actor.organisation_id or 0),
        )
    )
    w.do(
        ending.reflect,
        collaboration=w.collaboration,
        version=w.version(standing.version if standing else 0),
        worked=f"{KEPT_APART}: {w.words()}",
        did_not=KEPT_APART,
        differently=KEPT_APART,
        would_repeat=w.random.choice(list(WouldRepeat)),
        scores=dict.fromkeys(DIMENSIONS, w.random.choice((1, 2, 3, 4, 5, 5, 5, 6))),
        **_outcome(w),
    )


@verb("ending", *ENDED, weight=3)
def add_lesson(w):
    w.do(_teach, collaboration=w.collaboration, lesson=_lesson(w))


def _teach(actor, *, collaboration, lesson):
    """A lesson is begun and sent in one go."""
    lessons.submit(actor, lesson=ending.add_lesson(actor, collaboration=collaboration, lesson=lesson))


@verb("ending", weight=4)
def conclude(w):
    w.do(ending.conclude, collaboration=w.collaboration)


@verb("running", "ending", *ENDED, weight=1)
def assess(w):
    w.do(
        results.assess,
        collaboration=w.collaboration,
        version=w.version(w.collaboration.version),
        maryland=w.random.choice((None, 0, 3, 5, 6)),
        emmie={"effect": w.words()},
    )


@verb("running", "ending", *ENDED, weight=1)
def add_output(w):
    w.do(
        results.add_output,
        collaboration=w.collaboration,
        title="Report",
        kind=w.random.choice(list(OutputKind)),
        licence=w.random.choice(("cc_by", "not_open")),
        link=w.random.choice(("", "10.1234/abc")),
        not_open_because=w.words(),
    )


@verb("ending", *ENDED, weight=1, when=lambda w: bool(w.rows["collaboration_outputs"]))
def remove_output(w):
    output = w.one_of(results.outputs_of(w.collaboration))
    w.need(can_remove_output(w.actor, output))
    w.do(results.remove_output, output=output)


@verb(*ENDED, weight=2, whose=("police elsewhere", *OWNERS))
def adopt(w):
    w.do(
        results.adopt,
        collaboration=w.collaboration,
        on=w.day(-5, 1),
        extent=w.random.choice(list(Extent)),
        words=w.words(),
    )


@verb(
    *ENDED,
    weight=1,
    whose=("police elsewhere", *OWNERS),
    when=lambda w: bool(w.rows["collaboration_adoptions"]),
)
def withdraw_adoption(w):
    adoption = w.one_of(results.adoptions_of(w.collaboration))
    w.need(can_withdraw_adoption(w.actor, adoption))
    w.do(results.withdraw_adoption, adoption=adoption)
