"""How long gates take: this gate until now, and what a force and all forces have been seen to need.

A settled gate of a collaboration that both sides stand behind counts, whatever its audience, since only a number is
shown. It counts from the day on which it was asked for, else from the day on which it was opened. What was settled on
the day it was opened, and never asked for, had been there already: nobody waited, so it does not count.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import Select, select

from app.collaborations.gates.models import Gate, GateState
from app.collaborations.gates.words import days
from app.collaborations.models import ENDED, Collaboration, Confirmation
from app.core import clock
from app.extensions import db
from app.organisations.models import Organisation

# Under so many cases no number is shown: it would say more of one case than of the force.
FEWEST = 5
# Asked for longer than this, or than the median of all forces where that is known and longer, a gate is stuck.
PATIENCE = 30


@dataclass(frozen=True)
class LeadTime:
    """The median in whole days, and of how many cases."""

    median: int
    cases: int

    def __str__(self) -> str:
        return f"median {days(self.median)} of {self.cases} cases"


@dataclass(frozen=True)
class Seen:
    """What has been seen of a gate, where there are enough cases."""

    force: LeadTime | None
    all_forces: LeadTime | None

    def __bool__(self) -> bool:
        return bool(self.force or self.all_forces)


NOTHING_SEEN = Seen(None, None)


def took(opened_on: date, asked_on: date | None, settled_on: date) -> int | None:
    """The days that a settled gate took; None where nobody knows."""
    if asked_on is None and opened_on >= settled_on:
        return None
    return (settled_on - (asked_on or opened_on)).days


def elapsed(gate: Gate) -> int:
    """The days that the gate took, or has taken until now or until the work ended."""
    last = gate.settled_on
    if last is None and gate.collaboration.status in ENDED:
        last = gate.collaboration.ended
    return max(0, ((last or clock.today()) - since(gate)).days)


def is_known(gate: Gate) -> bool:
    """Whether anybody knows how long it took: not of what was settled on the day on which it was opened."""
    return gate.settled_on is None or took(gate.opened_on, gate.asked_on, gate.settled_on) is not None


def since(gate: Gate) -> date:
    """The day from which its days are counted."""
    return gate.asked_on or gate.opened_on


def seen(force: Organisation, codes: Collection[str] | None = None) -> dict[str, Seen]:
    """What has been seen of each gate (of `codes`, or of all), by its code; nothing for those with too few cases.

    Sample content is compared with sample content only: it is fictional.
    """
    by_force: dict[str, list[int]] = {}
    by_all: dict[str, list[int]] = {}
    for code, police_id, *dates in db.session.execute(_cases(force, codes)):
        days_taken = took(*dates)
        if days_taken is not None:
            by_all.setdefault(code, []).append(days_taken)
            if police_id == force.id:
                by_force.setdefault(code, []).append(days_taken)
    found = {code: Seen(_median(by_force.get(code, ())), _median(all_)) for code, all_ in by_all.items()}
    return {code: each for code, each in found.items() if each}


def _cases(force: Organisation, codes: Collection[str] | None) -> Select[Any]:
    rows: Any = (
        select(
            Gate.kind_code,
            Collaboration.police_organisation_id,
            Gate.opened_on,
            Gate.asked_on,
            Gate.settled_on,
        )
        .join(Collaboration, Gate.collaboration_id == Collaboration.id)
        .where(
            Gate.state == GateState.SETTLED,
            Gate.settled_on.is_not(None),
            Collaboration.confirmation == Confirmation.CONFIRMED,
            Collaboration.is_sample == force.is_sample,
        )
    )
    return rows if codes is None else rows.where(Gate.kind_code.in_(codes))


def _median(days_taken: Iterable[int]) -> LeadTime | None:
    numbers = list(days_taken)
    return LeadTime(round(median(numbers)), len(numbers)) if len(numbers) >= FEWEST else None


def is_stuck(gate: Gate, known: Seen = NOTHING_SEEN) -> bool:
    """Whether it is blocked, or was asked for too long ago, while the work goes on."""
    if gate.collaboration.status in ENDED:
        return False
    if gate.state is GateState.ASKED:
        usual = known.all_forces.median if known.all_forces else 0
        return elapsed(gate) > max(PATIENCE, usual)
    return gate.state is GateState.BLOCKED


def stuck_among(gates: Iterable[Gate]) -> list[Gate]:
    """The stuck ones, those that wait longest first."""
    known: dict[bool, dict[str, Seen]] = {}
    found = []
    for gate in gates:
        force = gate.collaboration.police_organisation
        if force.is_sample not in known:
            known[force.is_sample] = seen(force)
        if is_stuck(gate, known[force.is_sample].get(gate.kind_code, NOTHING_SEEN)):
            found.append(gate)
    return sorted(found, key=lambda gate: (since(gate), gate.id))
