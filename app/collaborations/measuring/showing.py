"""Measures as pages show them, and how far they have come in the list of tasks."""

from dataclasses import dataclass
from datetime import date

from app.collaborations.measuring import chart, judging
from app.collaborations.models import Collaboration, Direction, Measure
from app.collaborations.sections import Task
from app.core.actor import Actor

DIRECTION_LABELS = {
    Direction.HIGHER: "Higher is better",
    Direction.LOWER: "Lower is better",
    Direction.NEUTRAL: "",
}


@dataclass(frozen=True)
class Shown:
    """A measure as a page shows it."""

    measure: Measure
    chart: chart.Chart | None
    verdict: str
    colour: str
    why_not: str
    direction: str


def shown(collaboration: Collaboration) -> list[Shown]:
    """The measures of a collaboration, each with its chart and what its readings say."""
    return [_shown(measure, collaboration.started) for measure in collaboration.measures]


def _shown(measure: Measure, started: date | None) -> Shown:
    found = judging.verdict(measure)
    return Shown(
        measure,
        chart.chart_of(measure, started),
        judging.VERDICT_LABELS[found],
        judging.VERDICT_COLOURS[found],
        judging.why_cannot_say(measure),
        DIRECTION_LABELS[measure.direction],
    )


def task(actor: Actor, collaboration: Collaboration) -> Task | None:
    """Two measures are asked of every collaboration; then each is to be measured, or said why not."""
    counts = judging.counts(collaboration.measures)
    if counts.measures < judging.ASKED:
        hint = f"{judging.ASKED} measures are asked, {counts.measures} given"
        return Task("in_progress" if counts.measures else "not_started", hint)
    explained = sum(bool(each.not_measured_because) for each in collaboration.measures if not each.readings)
    is_done = counts.not_measured == explained
    return Task("completed" if is_done else "in_progress", counts.words)
