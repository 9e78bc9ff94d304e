"""The collaborations of a manager's organisation: what is wrong with each, filtered and sorted as the address asks.

All that the page needs is read in a handful of queries, however many collaborations there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.collaborations.agreement.models import Agreement, AgreementVersion, VersionState
from app.collaborations.gates import times
from app.collaborations.gates.models import WAITS, Gate, GateState
from app.collaborations.gates.words import STATE_LABELS
from app.collaborations.models import ENDED, OPEN, RUNS, Collaboration, Confirmation, Contact, Status
from app.collaborations.policy import taken_part_in
from app.collaborations.running.models import CheckIn, CheckInState
from app.collaborations.size import is_small
from app.collaborations.words import STATUS_LABELS
from app.core.actor import Actor
from app.desk.policy import access_work
from app.extensions import db
from app.organisations.models import Organisation
from app.taxonomy.choices import MECHANISM_LABELS, label, stage_choices
from app.taxonomy.models import GateKind, Stage

C = Collaboration
# (what it is called in the address, first day, last day or None) of the groups by age.
AGES: tuple[tuple[str, int, int | None], ...] = (
    ("0-10", 0, 10),
    ("11-30", 11, 30),
    ("31-90", 31, 90),
    ("over-90", 91, None),
)
AGE_LABELS = {
    "0-10": "0 to 10 days",
    "11-30": "11 to 30 days",
    "31-90": "31 to 90 days",
    "over-90": "Over 90 days",
}
WRONG = {
    "stuck": "Stuck gate",
    "missed": "Missed check-in",
    "flagged": "The two sides differ",
    "stalled": "Stalled",
    "unsigned": "No signed agreement",
}
STATUSES = {"all": "All", "ended": "Ended"} | {status.value: STATUS_LABELS[status] for status in Status}
SORTS = {
    "": "Most wrong first",
    "gate": "Oldest gate first",
    "end": "Planned end",
    "title": "Title",
    "partner": "Partner",
}
NO_STAGE, SMALL = "none", "small"


def group_of(days: int) -> str:
    """The group by age in which so many days lie."""
    return next(name for name, first, last in AGES if days >= first and (last is None or days <= last))


@dataclass(frozen=True)
class Line:
    """A collaboration as its manager looks at it. `wrong` are codes of WRONG."""

    collaboration: C
    partner: Organisation
    lead: Person | None
    # Those that wait, the oldest first.
    gates: list[Gate]
    wrong: list[str]
    is_small: bool

    @property
    def oldest_days(self) -> int:
        return times.elapsed(self.gates[0]) if self.gates else -1

    @property
    def stage(self) -> str:
        """The column of the science system in which it stands."""
        return SMALL if self.is_small else self.collaboration.stage_code or NO_STAGE

    @property
    def stage_label(self) -> str:
        return stage_label(self.stage)

    @property
    def lead_name(self) -> str:
        return self.lead.name if self.lead else "Nobody named"

    @property
    def oldest_words(self) -> str:
        """The oldest gate that waits, and since when; empty where none does."""
        if not self.gates:
            return ""
        gate = self.gates[0]
        days = times.elapsed(gate)
        return f"{label(GateKind, gate.kind_code)}, {days} {'day' if days == 1 else 'days'}"

    @property
    def wrong_words(self) -> str:
        return ", ".join(WRONG[code] for code in self.wrong)


def stage_label(code: str) -> str:
    """What a column of the science system is called."""
    own = {SMALL: "Small work, no stages", NO_STAGE: "No stage decided yet"}
    return own[code] if code in own else label(Stage, code)


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Whatever it does not know is as if it were not there."""

    view: str = "board"
    by: str = "status"
    status: str = ""
    stage: str = ""
    mechanism: str = ""
    gate: str = ""
    age: str = ""
    wrong: str = ""
    partner: str = ""
    lead: str = ""
    sort: str = ""
    # Of the present page, without what is empty: for links that keep the rest.
    args: Mapping[str, str] = field(default_factory=dict)


def asked(args: Mapping[str, str]) -> Asked:
    """The filters of an address."""
    known: dict[str, set[str]] = {
        "view": {"table"},
        "by": {"stage"},
        "status": set(STATUSES),
        "mechanism": set(MECHANISM_LABELS),
        "age": set(AGE_LABELS),
        "wrong": set(WRONG),
        "sort": set(SORTS) - {""},
    }
    given = {name: args.get(name, "") for name in ("view", "by", *FILTERS, "sort")}
    kept = {name: value for name, value in given.items() if value and value in known.get(name, {value})}
    return Asked(**kept, args=kept)


# What narrows the list -> whether a line passes.
FILTERS: dict[str, Callable[[Line, str], bool]] = {
    "status": lambda line, value: _of_status(line.collaboration.status, value),
    "stage": lambda line, value: line.stage == value,
    "mechanism": lambda line, value: line.collaboration.mechanism.value == value,
    "gate": lambda line, value: any(gate.kind_code == value for gate in line.gates),
    "age": lambda line, value: any(group_of(times.elapsed(gate)) == value for gate in line.gates),
    "wrong": lambda line, value: value in line.wrong,
    "partner": lambda line, value: str(line.partner.id) == value,
    "lead": lambda line, value: line.lead is not None and str(line.lead.id) == value,
}


def _of_status(status: Status, value: str) -> bool:
    if value in ("all", ""):
        return value == "all" or status in OPEN
    return status in ENDED if value == "ended" else status.value == value


def work_of(actor: Actor) -> list[Line]:
    """Every collaboration of the actor's organisation, as far as it may be read. Raises Refused."""
    access_work(actor)
    own = actor.organisation_id
    found = db.session.scalars(
        taken_part_in(actor)
        .options(
            selectinload(C.police_organisation),
            selectinload(C.academic_organisation),
            selectinload(C.gates),
            selectinload(C.contacts).selectinload(Contact.person),
        )
        .order_by(C.title, C.id)
    ).all()
    numbers = [each.id for each in found]
    stuck = {gate.id for gate in times.stuck_among(gate for each in found for gate in each.gates)}
    missed, signed = _missed(numbers), _signed(numbers)
    return [_line(each, own, stuck, missed, signed) for each in found]


def _line(each: C, own: int | None, stuck: set[int], missed: set[int], signed: set[int]) -> Line:
    agreed = each.confirmation is Confirmation.CONFIRMED
    # What the other side recorded alone is theirs until it is confirmed.
    is_open = each.status in OPEN and (agreed or each.recorded_by_organisation_id == own)
    waiting = [gate for gate in each.gates if is_open and gate.state in WAITS]
    gates = sorted(waiting, key=lambda gate: (times.since(gate), gate.id))
    found = {
        "stuck": not stuck.isdisjoint(gate.id for gate in gates),
        "missed": each.status is Status.RUNNING and each.id in missed,
        "flagged": is_open and each.flagged_at is not None,
        "stalled": is_open and each.stalled_at is not None,
        "unsigned": each.status in RUNS and agreed and each.id not in signed,
    }
    police, academic = each.organisations
    leads = (c.person for c in each.contacts if c.organisation_id == own and not c.is_second)
    return Line(
        collaboration=each,
        partner=academic if own == police.id else police,
        lead=next((person for person in leads if person.closed_at is None), None),
        gates=gates,
        wrong=[code for code, is_so in found.items() if is_so],
        is_small=is_small(each),
    )


def _missed(numbers: Sequence[int]) -> set[int]:
    """The collaborations in which the latest check-in of a side was missed."""
    rows = (
        select(CheckIn.collaboration_id, CheckIn.organisation_id, CheckIn.state)
        .where(CheckIn.collaboration_id.in_(numbers), CheckIn.state != CheckInState.ASKED)
        .order_by(CheckIn.month)
    )
    latest = {(number, side): state for number, side, state in db.session.execute(rows)}
    return {number for (number, _), state in latest.items() if state is CheckInState.MISSED}


def _signed(numbers: Sequence[int]) -> set[int]:
    """The collaborations whose working agreement both sides have signed."""
    rows = (
        select(Agreement.collaboration_id)
        .join(AgreementVersion, AgreementVersion.agreement_id == Agreement.id)
        .where(Agreement.collaboration_id.in_(numbers), AgreementVersion.state == VersionState.IN_FORCE)
    )
    return set(db.session.scalars(rows))


def shown(lines: Sequence[Line], wanted: Asked) -> list[Line]:
    """The lines that pass every filter, sorted as asked."""
    passed = [
        line
        for line in lines
        if all(
            passes(line, getattr(wanted, name))
            for name, passes in FILTERS.items()
            if getattr(wanted, name) or name == "status"
        )
    ]
    return sorted(passed, key=_order(wanted.sort))


def _order(sort: str) -> Callable[[Line], Any]:
    keys: dict[str, Callable[[Line], Any]] = {
        "": lambda line: (-len(line.wrong), -line.oldest_days, line.collaboration.title),
        "gate": lambda line: (-line.oldest_days, line.collaboration.title),
        "end": lambda line: (line.collaboration.planned_end or date.max, line.collaboration.title),
        "title": lambda line: line.collaboration.title.lower(),
        "partner": lambda line: (line.partner.name.lower(), line.collaboration.title),
    }
    return keys[sort]


def columns(lines: Sequence[Line], wanted: Asked) -> list[tuple[str, list[Line]]]:
    """The board: (what a column is called, its lines). By status every one that was asked for; by stage those that
    hold something."""
    if wanted.by == "stage":
        codes = [*(code for code, _ in stage_choices()), NO_STAGE, SMALL]
        board = [(stage_label(code), [line for line in lines if line.stage == code]) for code in codes]
        return [(title, held) for title, held in board if held]
    statuses = [status for status in Status if _of_status(status, wanted.status)]
    return [
        (STATUS_LABELS[status], [line for line in lines if line.collaboration.status is status])
        for status in statuses
    ]


HEAD = (
    "Collaboration",
    "Partner",
    "Mechanism",
    "Status",
    "Stage",
    "Our lead",
    "Oldest gate that waits",
    "What is wrong",
    "Planned end",
)


def cells(line: Line) -> list[Any]:
    """What the table and its CSV say of a line, in the order of HEAD."""
    each = line.collaboration
    return [
        each.title,
        line.partner.name,
        MECHANISM_LABELS[each.mechanism],
        STATUS_LABELS[each.status],
        line.stage_label,
        line.lead_name,
        line.oldest_words,
        line.wrong_words,
        each.planned_end,
    ]


# ---- gates


GATE_HEAD = (
    "Gate",
    "Collaboration",
    "Partner",
    "State",
    "Days",
    "Since",
    "Our owner",
    "What stands in the way",
)


@dataclass(frozen=True)
class WaitingGate:
    gate: Gate
    line: Line
    owner: Person | None

    def cells(self) -> list[Any]:
        """What the list of gates and its CSV say, in the order of GATE_HEAD."""
        return [
            label(GateKind, self.gate.kind_code),
            self.line.collaboration.title,
            self.line.partner.name,
            STATE_LABELS[self.gate.state],
            times.elapsed(self.gate),
            times.since(self.gate),
            self.owner.name if self.owner else "Nobody named",
            self.gate.blocked_by if self.gate.state is GateState.BLOCKED else "",
        ]


def waiting_gates(lines: Sequence[Line], *, age: str = "", kind: str = "") -> list[WaitingGate]:
    """The gates of open work that wait, the oldest first, of an age and a kind where they are given."""
    found = [
        (gate, line)
        for line in lines
        for gate in line.gates
        if age in ("", group_of(times.elapsed(gate))) and kind in ("", gate.kind_code)
    ]
    owners = {owner for gate, line in found if (owner := _owner_id(gate, line)) is not None}
    people = (
        {p.id: p for p in db.session.scalars(select(Person).where(Person.id.in_(owners)))} if owners else {}
    )
    rows = [WaitingGate(gate, line, people.get(_owner_id(gate, line) or 0)) for gate, line in found]
    return sorted(rows, key=lambda row: (times.since(row.gate), row.gate.id))


def _owner_id(gate: Gate, line: Line) -> int | None:
    """Our side's owner: the partner is the other side."""
    is_police = line.partner.id == line.collaboration.academic_organisation_id
    return gate.police_owner_id if is_police else gate.academic_owner_id


@dataclass(frozen=True)
class Counts:
    """`ages` are (name in the address, words, how many gates); `wrong` (code, words, how many collaborations)."""

    ages: list[tuple[str, str, int]]
    wrong: list[tuple[str, str, int]]


def counts(lines: Sequence[Line]) -> Counts:
    """What there is of everything, whatever is shown."""
    groups = [group_of(times.elapsed(gate)) for line in lines for gate in line.gates]
    return Counts(
        ages=[(name, words, groups.count(name)) for name, words in AGE_LABELS.items()],
        wrong=[(code, words, sum(code in line.wrong for line in lines)) for code, words in WRONG.items()],
    )
