"""Lessons where the next decision is taken, and on an organisation's page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.core.actor import Actor
from app.core.kinds import Card
from app.core.panels import Panel
from app.extensions import db
from app.lessons import clicks, policy
from app.lessons.board import newest_of
from app.lessons.fitting import Facts, Fit, choose
from app.lessons.models import Lesson
from app.lessons.places import Place
from app.lessons.search import card
from app.lessons.words import USE_LABELS
from app.organisations.models import Organisation

SHOWN = 3


@dataclass(frozen=True)
class Advice:
    """A lesson with why it is shown, and what its reader said of it here before: a Use, or empty."""

    fit: Fit
    card: Card
    said: str


def for_place(
    actor: Actor,
    place: Place,
    facts: Facts,
    title: str,
    *,
    is_wide: bool = False,
    but_not: Collection[int] = frozenset(),
) -> Panel | None:
    """The lessons that fit best what the actor decides at a place, each with three buttons; None where none fits.

    Left out are those numbered in `but_not`, such as a collaboration's own. Below stand others of which the actor has
    said something here.
    """
    return showing(actor, place, choose(actor, facts, but_not=but_not), title, is_wide=is_wide)


def showing(
    actor: Actor, place: Place, fits: Sequence[Fit], title: str, *, is_wide: bool = False
) -> Panel | None:
    """Lessons that have been chosen, with what the actor said of them at the place; None where there is none."""
    if not fits:
        return None
    said = clicks.own(actor, place)
    shown = {fit.lesson.id for fit in fits}
    others = policy.readable_by(actor).where(Lesson.id.in_(said.keys() - shown)).order_by(Lesson.id)
    context = {
        "advice": [
            Advice(fit, card(fit.lesson), said[fit.lesson.id].choice if fit.lesson.id in said else "")
            for fit in fits
        ],
        "others": [(each, said[each.id].choice) for each in db.session.scalars(others)],
        "place": str(place),
        "uses": USE_LABELS,
    }
    return Panel(title, "lessons/panel_advice.html", context, is_wide)


def of_organisation(actor: Actor, organisation: Organisation) -> Panel | None:
    """The newest lessons that name the organisation; None where there is none."""
    lessons = newest_of(organisation.id, SHOWN)
    if not lessons:
        return None
    return Panel(
        "Lessons it has shared", "lessons/panel_of_organisation.html", {"cards": [card(x) for x in lessons]}
    )
