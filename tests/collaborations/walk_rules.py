"""What holds after every step of a walk, whoever did what.

The legal moves stand here as the design says them, and not as the product's tables have them.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Select

from app.collaborations import policy as collaborations
from app.collaborations.agreement import parts
from app.collaborations.agreement import policy as agreements
from app.collaborations.ending import policy as endings
from app.collaborations.gates import policy as gates
from app.collaborations.running import policy as running
from app.core import clock
from app.core.actor import Actor, Role
from app.core.working_days import working_days_between, working_days_since
from app.extensions import db
from app.responses import policy as responses
from tests.collaborations.walk_verbs import KEPT_APART, ON_RESPONSES
from tests.collaborations.walking import Step, Walk

# From the empty word a row comes into being.
MOVES: dict[tuple[str, str], set[tuple[str, str]]] = {
    ("responses", "state"): {
        ("", "interest"),
        *(("interest", to) for to in ("invited", "accepted", "declined", "withdrawn")),
        *(("invited", to) for to in ("full", "declined", "withdrawn")),
        *(("full", to) for to in ("accepted", "declined", "withdrawn")),
    },
    ("response_partners", "state"): {
        ("", "asked"),
        *(("asked", "confirmed"), ("asked", "declined"), ("confirmed", "declined")),
        *((state, "") for state in ("asked", "confirmed", "declined")),
    },
    ("collaborations", "status"): {
        ("", "scoping"),
        # What has not started can only be stopped.
        *(("scoping", to) for to in ("running", "ending", "stopped")),
        *(("running", to) for to in ("ending", "completed", "stopped")),
        # It goes on after all, or is closed.
        *(("ending", to) for to in ("scoping", "running", "completed", "stopped")),
    },
    ("collaboration_gates", "state"): {
        *(("", "open"), ("", "blocked")),
        *(("open", to) for to in ("asked", "blocked", "settled", "not_needed")),
        *(("asked", to) for to in ("blocked", "settled", "not_needed")),
        *(("blocked", to) for to in ("asked", "settled", "not_needed")),
        *(("settled", "open"), ("not_needed", "open")),
    },
    ("agreement_versions", "state"): {
        ("", "offered"),
        *(("offered", to) for to in ("in_force", "declined", "withdrawn")),
        ("in_force", "replaced"),
    },
    ("collaboration_check_ins", "state"): {
        ("", "asked"),
        *(("asked", "answered"), ("asked", "missed"), ("missed", "answered")),
    },
}
# Where nothing of a row changes any more; a gate that is settled or not needed is opened again first.
FINAL = {
    ("responses", "state"): {"accepted", "declined", "withdrawn"},
    ("agreement_versions", "state"): {"declined", "withdrawn", "replaced"},
    ("collaboration_gates", "state"): {"settled", "not_needed"},
}
# Never changed, never removed: no statement but an insert may name them.
ONLY_ADDED = {
    "collaboration_events",
    "audit_rows",
    "mail_rows",
    "agreement_signatures",
    "stage_decisions",
    "agreed_scores",
}
VERSION_STANDS = (
    "agreement_id",
    "number",
    "texts",
    "deviation",
    "hash",
    "offered_at",
    "organisation_id",
    "person_id",
)
# Once it has ended: measures, lessons, outputs and adoptions may still come, nothing else.
ENDS_WITH_IT = (
    *("agreements", "agreement_versions", "agreement_signatures", "agreement_papers", "stage_decisions"),
    *("collaboration_gates", "collaboration_contacts", "collaboration_handover_notes"),
    *("collaboration_check_ins", "collaboration_milestones", "collaboration_costs", "collaboration_risks"),
    *("collaboration_reflections", "reflection_causes", "collaboration_causes", "collaboration_areas"),
    *("responses", "response_answers", "response_partners"),
)
# What is no event: what happens to a response before there is a timeline, and what the clock asks and reminds of.
TELLS_NO_EVENT = {*ON_RESPONSES, "time_passes"}
MANAGERS = {Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR}

Rule = Callable[[Walk, Step], None]
RULES: list[Rule] = []


def rule(made: Rule) -> Rule:
    RULES.append(made)
    return made


def changed(w: Walk, name: str) -> Iterator[tuple[Any, Any]]:
    """The rows of a table before and after, where they differ; None for one that was not, or is not, there."""
    old, new = w.before[name], w.rows[name]
    if old is not new:
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield old.get(key), new.get(key)


def only(w: Walk, name: str, rows: dict[str, Any]) -> Any:
    """The one row of a table of which a walk has at most one."""
    return next(iter(rows[name].values()), None)


@rule
def what_is_refused_leaves_nothing(w: Walk, step: Step) -> None:
    if not step.done:
        assert all(w.before[name] == w.rows[name] for name in w.rows)
        assert not any(step.new.values())


@rule
def states_move_along_their_tables(w: Walk, step: Step) -> None:
    for (table, field), legal in MOVES.items():
        for old, new in changed(w, table):
            move = (getattr(old, field, ""), getattr(new, field, ""))
            # "Blocked" may be said anew, of something else.
            stays = move[0] == move[1] and move[0] not in FINAL.get((table, field), ())
            assert move in legal or stays, f"{table}: {move[0]} -> {move[1]}"


@rule
def no_event_is_lost(w: Walk, step: Step) -> None:
    for how, table in step.writes:
        assert how == "INSERT INTO" or table not in ONLY_ADDED, f"{how} {table}"
    events = w.kept["collaboration_events"]
    new = step.new["collaboration_events"]
    stood = events[: len(events) - len(new)]
    for event in new:
        assert event.at == clock.now() and (not stood or stood[-1].at <= event.at)
        assert event.told.strip() and event.act


@rule
def every_change_is_audited_and_told(w: Walk, step: Step) -> None:
    differs = any(old is not new and old != new for old, new in _tables(w))
    events, audits = step.new["collaboration_events"], step.new["audit_rows"]
    if not differs and not events:
        assert step.verb == "time_passes" or not (audits or step.new["mail_rows"])
        return
    assert audits, "no audit row"
    assert events or step.verb in TELLS_NO_EVENT, "no event"
    assert len(audits) >= len(events)
    by_themselves = step.verb == "time_passes"
    for row in (*events, *audits):
        # By whoever acted; the flag is raised by the site.
        signed = (row.person_id, row.organisation_id)
        assert signed == (step.actor.person_id, step.actor.organisation_id) or row.act.endswith("raise_flag")
        assert by_themselves is (row.person_id is None) or row.act.endswith("raise_flag")


def _tables(w: Walk) -> Iterator[tuple[Any, Any]]:
    return ((w.before[name], w.rows[name]) for name in w.rows)


@rule
def only_those_who_take_part_change_it(w: Walk, step: Step) -> None:
    collaboration = only(w, "collaborations", w.before)
    if collaboration is None or not step.new["collaboration_events"] or step.verb == "time_passes":
        return
    actor = step.actor
    sides = {collaboration.police_organisation_id, collaboration.academic_organisation_id}
    here = (actor.person_id, actor.organisation_id)
    contact = any(
        (c.person_id, c.organisation_id) == here for c in w.before["collaboration_contacts"].values()
    )
    takes_part = actor.organisation_id in sides and (contact or bool(actor.roles & MANAGERS))
    owned = {
        owner
        for gate in w.before["collaboration_gates"].values()
        for owner in (gate.police_owner_id, gate.academic_owner_id)
    }
    owns = (
        step.verb in ("gate_ask", "gate_block", "gate_settle", "gate_not_needed") and actor.person_id in owned
    )
    adopts = step.verb in ("adopt", "withdraw_adoption") and actor.side == "police"
    assert takes_part or owns or adopts


@rule
def nothing_unsigned_is_in_force(w: Walk, step: Step) -> None:
    for old, new in changed(w, "agreement_versions"):
        assert new is not None
        assert old is None or all(getattr(old, name) == getattr(new, name) for name in VERSION_STANDS)
    collaboration, agreement = only(w, "collaborations", w.rows), only(w, "agreements", w.rows)
    if collaboration is None:
        return
    versions = list(w.rows["agreement_versions"].values())
    in_force = [each for each in versions if each.state == "in_force"]
    assert len(in_force) <= 1 and sum(each.state == "offered" for each in versions) <= 1
    assert [each.number for each in versions] == list(range(1, len(versions) + 1))
    signatures = w.rows["agreement_signatures"].values()
    for version in versions:
        assert version.hash == _hash(version)
        signed = [each for each in signatures if each.version_id == version.id]
        assert all(each.hash == version.hash and each.post.strip() for each in signed)
        sides = {each.organisation_id for each in signed}
        assert len(sides) == len(signed) == len({each.person_id for each in signed})
        both = {collaboration.police_organisation_id, collaboration.academic_organisation_id}
        assert sides <= both
        # In force when both have signed, and only then.
        assert (sides == both) is (version.state in ("in_force", "replaced"))
    for version in versions:
        if version.state == "offered":
            # Nobody signs what is no longer meant.
            assert parts.rendered({**parts.BEGINNING, **agreement.texts}) == version.texts[1:]
    if in_force:
        agreed = {each["code"]: each["text"] for each in in_force[0].texts}
        assert collaboration.success_criteria == agreed["success"]
    elif agreement is not None and agreement.texts:
        assert collaboration.success_criteria == agreement.texts["success"]


def _hash(version: Any) -> str:
    """SHA-256 of what everybody reads, as the page explains it."""
    lines = [f"Working agreement, version {version.number}"]
    for each in version.texts:
        said = each["text"] or "(Nothing is said.)"
        lines += ["", each["title"], *(f"    {line}".rstrip() for line in said.split("\n"))]
    return hashlib.sha256("\n".join([*lines, ""]).encode()).hexdigest()


@rule
def the_dates_of_a_gate_are_in_order(w: Walk, step: Step) -> None:
    for _, gate in changed(w, "collaboration_gates"):
        assert gate is not None, "a gate is gone"
        known = [day for day in (gate.opened_on, gate.asked_on, gate.settled_on) if day is not None]
        assert known == sorted(known) and known[-1] <= clock.today()
        assert (gate.settled_on is not None) is (gate.state == "settled")
        assert bool(gate.not_needed_because.strip()) is (gate.state == "not_needed")
        assert bool(gate.blocked_by.strip()) is (gate.state == "blocked")
        assert gate.asked_on is not None or gate.state != "asked"


@rule
def both_reflect_before_large_work_closes(w: Walk, step: Step) -> None:
    old, new = only(w, "collaborations", w.before), only(w, "collaborations", w.rows)
    if new is None or old is None or old.status == new.status:
        return
    has_ended = new.status in ("completed", "stopped")
    assert has_ended is (new.closed_at is not None)
    if new.status in ("scoping", "running"):
        assert (
            new.outcome is None
            and new.ended is None
            and (new.started is not None) is (new.status == "running")
        )
    else:
        assert new.outcome is not None and new.ended <= clock.today()
    if not has_ended:
        return
    assert (new.status == "stopped") is (new.outcome in ("abandoned", "never_started"))
    assert (new.outcome == "delivered") is (not w.rows["collaboration_causes"])
    theirs = {row.lesson_id for row in w.rows["collaboration_lessons"].values()}
    taught = {row.organisation_id for key, row in w.rows["lessons"].items() if key[0] in theirs}
    if old.status != "ending":
        assert step.verb == "close" and step.actor.organisation_id in taught
        assert _was_small(old)
        return
    wrote = {row.organisation_id for row in w.rows["collaboration_reflections"].values()}
    assert step.actor.organisation_id in wrote & taught
    both = {new.police_organisation_id, new.academic_organisation_id}
    assert both == wrote & taught or working_days_since(old.ending_at) >= 20


def _was_small(row: Any) -> bool:
    """As it was known before somebody closed it: without a planned end, it was."""
    first, last = row.started or row.planned_start, row.planned_end
    short = first is None or last is None or working_days_between(first, last) < 20
    return row.mechanism in ("placement", "training", "consultancy") and short


@rule
def what_has_ended_stays(w: Walk, step: Step) -> None:
    old, new = only(w, "collaborations", w.before), only(w, "collaborations", w.rows)
    if old is None or old.status not in ("completed", "stopped"):
        return
    # The evidence too: both sides stand behind it.
    moves = ("updated_at", "stalled_at")
    assert all(getattr(old, name) == getattr(new, name) for name in old._fields if name not in moves)
    for name in ENDS_WITH_IT:
        assert w.before[name] == w.rows[name], name


@rule
def a_reflection_is_read_by_its_side_until_both_are_given(w: Walk, step: Step) -> None:
    before, after = (tables["collaboration_reflections"] for tables in (w.before, w.rows))
    if len(before) == 2:
        assert before == after
    assert set(before) <= set(after) and len(after) <= 2
    if before == after:
        return
    given = {row.organisation_id for row in after.values()}
    for actor in w.both_sides():
        readable = _numbers(endings.readable_by(actor))
        own = actor.organisation_id in given and _takes_part(w, actor)
        assert readable == ({row.id for row in after.values()} if own else set())


@rule
def a_side_is_asked_once_a_month(w: Walk, step: Step) -> None:
    asked = list(w.rows["collaboration_check_ins"].values())
    months = [(row.organisation_id, row.month) for row in asked]
    assert len(set(months)) == len(months)
    for old, new in changed(w, "collaboration_check_ins"):
        assert new is not None
        assert (new.on_track is not None) is (new.answered_at is not None) is (new.state == "answered")
        if old is not None and old.state == "answered":
            assert sum(row.state == "answered" for row in asked if row.month == old.month) == 1
    if step.verb in ("check_in_answer", "check_in_correct") and step.done:
        for actor in w.both_sides():
            given = [row for row in asked if row.state == "answered"]
            own = {row.month for row in given if row.organisation_id == actor.organisation_id}
            seen = {row.id for row in given if row.month in own}
            assert _numbers(running.answers_readable_by(actor)) == (seen if _takes_part(w, actor) else set())


@rule
def a_flag_is_raised_by_disagreement_and_lowered_by_words(w: Walk, step: Step) -> None:
    old, new = only(w, "collaborations", w.before), only(w, "collaborations", w.rows)
    was, is_up = getattr(old, "flagged_at", None), getattr(new, "flagged_at", None)
    if was == is_up:
        return
    acts = [event.act for event in step.new["collaboration_events"]]
    if is_up is None:
        assert step.verb == "lower_flag" and acts == ["lower_flag"]
        return
    assert was is None and step.verb == "check_in_answer" and acts == ["answer_check_in", "raise_flag"]
    (mine,) = [row for _, row in changed(w, "collaboration_check_ins")]
    said = {row.on_track for row in w.rows["collaboration_check_ins"].values() if row.month == mine.month}
    assert said == {"yes", "no"}


@rule
def any_act_ends_a_stall(w: Walk, step: Step) -> None:
    old, new = only(w, "collaborations", w.before), only(w, "collaborations", w.rows)
    if old is None or new is None:
        return
    if step.new["collaboration_events"] and step.verb != "time_passes":
        assert new.stalled_at is None
    elif old.stalled_at != new.stalled_at:
        assert old.stalled_at is None and step.verb == "time_passes"
        by_people = [
            event.at for event in w.kept["collaboration_events"] if event.organisation_id is not None
        ]
        assert max(by_people) <= clock.now() - timedelta(days=30)


@rule
def what_is_kept_apart_is_told_nowhere(w: Walk, step: Step) -> None:
    told = [event.told for event in step.new["collaboration_events"]]
    told += [f"{row.fields} {row.detail}" for row in step.new["audit_rows"]]
    told += [f"{letter.subject} {letter.body}" for letter in step.new["mail_rows"]]
    assert not [text for text in told if KEPT_APART in text]


def check(w: Walk, step: Step) -> None:
    for each in RULES:
        each(w, step)


# ---- who reads what


def check_readers(w: Walk) -> None:
    """Which ones may be read, and whether one may be read, have one answer, wherever a walk ends."""
    for name in w.random.sample(w.names, 5):
        actor = w.cast.actors[name]
        assert _reads(actor, w.response, responses) is responses.can_read(actor, w.response), name
        if w.collaboration is None:
            continue
        one, takes_part = w.collaboration, _takes_part(w, actor)
        may_read = takes_part or one.audience in actor.audiences
        assert _reads(actor, one, collaborations) is collaborations.can_read(actor, one) is may_read, name
        assert collaborations.takes_part(actor, one) is agreements.can_read(actor, one) is takes_part, name
        me = actor.person_id or 0
        own = {g.id for g in one.gates if takes_part or me in (g.police_owner_id, g.academic_owner_id)}
        assert _numbers(gates.readable_by(actor)) == own, name
        gate = w.random.choice(one.gates)
        assert gates.can_read(actor, gate) is (gate.id in own), name
        agreement = agreements.agreement_of(one)
        may_sign = "sign" in agreements.acts(actor, agreement)
        assert _numbers(agreements.to_sign(actor)) == ({agreement.offered.id} if may_sign else set()), name
        if not takes_part:
            assert not _numbers(endings.readable_by(actor)) | _numbers(running.notes_readable_by(actor)), name


def _reads(actor: Actor, thing: Any, policy: Any) -> bool:
    return thing.id in _numbers(policy.readable_by(actor))


def _numbers(query: Select[Any]) -> set[int]:
    return {row.id for row in db.session.scalars(query)}


def _takes_part(w: Walk, actor: Actor) -> bool:
    row = only(w, "collaborations", w.rows)
    here = (actor.person_id, actor.organisation_id)
    contact = any((c.person_id, c.organisation_id) == here for c in w.rows["collaboration_contacts"].values())
    sides = (row.police_organisation_id, row.academic_organisation_id)
    return actor.organisation_id in sides and (contact or bool(actor.roles & MANAGERS))
