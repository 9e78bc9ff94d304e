"""What readings say of a measure: whether its target was met, and how many measures were measured at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.collaborations.models import OPEN, Direction, Measure
from app.collaborations.numbers import number_in

ASKED = 2  # measures asked of every collaboration, however small


class Verdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    # The work goes on, so the target may still be met.
    NOT_YET = "not_yet"
    CANNOT_SAY = "cannot_say"
    NOT_MEASURED = "not_measured"


VERDICT_LABELS = {
    Verdict.MET: "Target met",
    Verdict.MISSED: "Target missed",
    Verdict.NOT_YET: "Not met yet",
    Verdict.CANNOT_SAY: "Cannot be said",
    Verdict.NOT_MEASURED: "Not measured",
}
VERDICT_COLOURS = {
    Verdict.MET: "green",
    Verdict.MISSED: "orange",
    Verdict.NOT_YET: "blue",
    Verdict.CANNOT_SAY: "grey",
    Verdict.NOT_MEASURED: "grey",
}


def verdict(measure: Measure) -> Verdict:
    """Whether the latest reading reaches the target: said only of numbers, and of a direction that was stated."""
    if not measure.readings:
        return Verdict.NOT_MEASURED
    reached, target = measure.readings[-1].value, number_in(measure.target)
    if reached is None or target is None:
        return Verdict.CANNOT_SAY
    if reached == target:
        return Verdict.MET
    if measure.direction is Direction.NEUTRAL:
        return Verdict.CANNOT_SAY
    if (reached > target) is (measure.direction is Direction.HIGHER):
        return Verdict.MET
    return Verdict.NOT_YET if measure.collaboration.status in OPEN else Verdict.MISSED


def why_cannot_say(measure: Measure) -> str:
    """What is missing for a verdict, in words for the page; empty where there is one."""
    if verdict(measure) is not Verdict.CANNOT_SAY:
        return ""
    if not measure.target:
        return "No target was set."
    if number_in(measure.target) is None or measure.readings[-1].value is None:
        return "The target or the latest reading is not a plain number."
    return "Nobody has said which way is better."


@dataclass(frozen=True)
class Counts:
    """How many measures there are, and how many were measured."""

    measures: int
    measured: int

    @property
    def not_measured(self) -> int:
        return self.measures - self.measured

    @property
    def words(self) -> str:
        """In words for the page, such as "2 of 3 measured, 1 not measured"."""
        return f"{self.measured} of {self.measures} measured, {self.not_measured} not measured"


def counts(measures: Sequence[Measure]) -> Counts:
    """What was measured among `measures`."""
    return Counts(len(measures), sum(bool(measure.readings) for measure in measures))
