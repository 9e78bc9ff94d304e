"""A small chart of a measure over time: places in an SVG of 340 by 176, which the template draws."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.collaborations.models import Measure
from app.collaborations.numbers import number_in
from app.core.display import show_date

LEFT, RIGHT, TOP, BOTTOM = 12, 328, 30, 126
MIDDLE = (LEFT + RIGHT) / 2
# How far the words stand above or below a line or a point.
ABOVE, BELOW = -7, 16
GREY, PURPLE = ("#47545d", "2 4"), ("#52307c", "8 4")


@dataclass(frozen=True)
class Point:
    """A reading: its place, its words, and where they stand. The baseline is one too, of the day work started."""

    x: float
    y: float
    words: str
    words_y: float
    anchor: str
    is_baseline: bool = False


@dataclass(frozen=True)
class Level:
    """The line of the target or of the baseline."""

    y: float
    words: str
    x: float
    words_y: float
    anchor: str
    colour: str
    dashes: str


@dataclass(frozen=True)
class Chart:
    """What is drawn, and the same in words for whoever does not see it."""

    points: list[Point]
    levels: list[Level]
    days: list[tuple[float, str, str]]
    description: str

    @property
    def line(self) -> str:
        """The points as SVG takes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def chart_of(measure: Measure, started: date | None = None) -> Chart | None:
    """The readings that are numbers, with baseline and target; None where no reading is a number.

    The baseline stands at the day on which work started, where that is known and came before the readings.
    """
    numbers = [(each.on, each.value, each.words) for each in measure.readings if each.value is not None]
    if not numbers:
        return None
    baseline, target = number_in(measure.baseline), number_in(measure.target)
    values = [value for _, value, _ in numbers]
    values += [value for value in (baseline, target) if value is not None]
    low, high = min(values), max(values)

    def y_of(value: float) -> float:
        # What never changes lies in the middle.
        part = (value - low) / (high - low) if high > low else 0.5
        return round(BOTTOM - part * (BOTTOM - TOP), 1)

    first, last = numbers[0][0], numbers[-1][0]
    points = []
    if baseline is not None and started is not None and started < first:
        first = started
        points.append(Point(LEFT, y_of(baseline), "", 0, "start", is_baseline=True))
    points += [_point(_x_of(on, first, last), y_of(value), words) for on, value, words in numbers]
    return Chart(
        points=points,
        levels=_levels(measure, y_of, rises=baseline is not None and numbers[0][1] > baseline),
        days=_days(first, last),
        description=_described(measure, [(on, words) for on, _, words in numbers]),
    )


def _point(x: float, y: float, words: str) -> Point:
    anchor = "end" if x > MIDDLE * 1.4 else "start" if x < MIDDLE * 0.6 else "middle"
    return Point(x, y, words, y + ABOVE - 3, anchor)


def _levels(measure: Measure, y_of: Callable[[float], float], *, rises: bool) -> list[Level]:
    """The lines of baseline and target, one where they are the same. The words of the baseline keep out of the way of
    what begins there: below it where that rises, above it where it falls."""
    baseline, target = number_in(measure.baseline), number_in(measure.target)
    found = []
    if baseline is not None:
        y, is_target = y_of(baseline), baseline == target
        words = f"Baseline and target {measure.target}" if is_target else f"Baseline {measure.baseline}"
        look = PURPLE if is_target else GREY
        found.append(Level(y, words, LEFT, y + (BELOW if rises else ABOVE), "start", *look))
    if target is not None and target != baseline:
        y = y_of(target)
        words_y = y + (BELOW if y <= TOP else ABOVE)
        found.append(Level(y, f"Target {measure.target}", LEFT, words_y, "start", *PURPLE))
    return found


def _x_of(on: date, first: date, last: date) -> float:
    days = (last - first).days
    return round(LEFT + (on - first).days / days * (RIGHT - LEFT), 1) if days else MIDDLE


def _days(first: date, last: date) -> list[tuple[float, str, str]]:
    if first == last:
        return [(MIDDLE, "middle", show_date(first))]
    return [(LEFT, "start", show_date(first)), (RIGHT, "end", show_date(last))]


def _described(measure: Measure, readings: list[tuple[date, str]]) -> str:
    parts = [f"Baseline {measure.baseline}"] if measure.baseline else []
    parts += [f"target {measure.target}"] if measure.target else []
    parts += [f"{words} on {show_date(on)}" for on, words in readings]
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."
