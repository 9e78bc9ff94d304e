"""The timeline of a collaboration: its events as those who take part read them, and the days that others see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.collaborations import cards, policy
from app.collaborations.models import Collaboration, Event
from app.collaborations.running import plan
from app.collaborations.running import policy as running
from app.collaborations.running.contacts import members_of
from app.core import clock
from app.core.actor import Actor
from app.core.display import LOCAL

OTHER = "work"
# What the filter calls a kind -> its label, and the words by which the acts of its events are known. In the order of
# the page, which is that of the list of tasks.
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    OTHER: ("The work itself", frozenset()),
    "agreement": ("Agreement", frozenset({"agreement"})),
    "gates": ("Gates and stages", frozenset({"gate", "gates", "stage"})),
    "people": ("People", frozenset({"contacts", "hand", "write"})),
    "plan": ("Plan", frozenset({"plan"})),
    "check-ins": ("Check-ins", frozenset({"check", "flag"})),
    "results": (
        "Measures and results",
        frozenset({"measures", "measured", "reading", "output", "adopt", "adoption", "assess", "lesson"}),
    ),
}


@dataclass(frozen=True)
class Entry:
    """A line of the timeline. `side` is empty for what the site noticed, `person` for whom the reader may not know."""

    day: date
    told: str
    kind: str = OTHER
    side: str = ""
    person: str = ""


@dataclass(frozen=True)
class Month:
    first: date
    entries: list[Entry]


@dataclass(frozen=True)
class Timeline:
    """Planned days ahead, soonest first; what happened by month, newest first; and the kinds there are to choose."""

    ahead: list[Entry]
    months: list[Month]
    kinds: list[str]


def kind_of(act: str) -> str:
    """The kind under which the filter finds an act."""
    said = set(act.split("_"))
    return next((kind for kind, (_, words) in KINDS.items() if words & said), OTHER)


def of(actor: Actor, collaboration: Collaboration, kind: str = "") -> Timeline:
    """The timeline for its reader, narrowed to a kind.

    Who takes no part reads the days that the collaboration's own page shows, and no more.
    """
    today = clock.today()
    days = [Entry(day, told) for day, told in cards.timeline(collaboration)]
    ahead = [entry for entry in days if entry.day > today]
    past = [entry for entry in days if entry.day <= today]
    if policy.takes_part(actor, collaboration):
        events = _entries(collaboration)
        # From before events were kept, only the days are known.
        first = min((entry.day for entry in events), default=None)
        past = [entry for entry in past if first is None or entry.day < first] + events
        if running.is_asked(collaboration):
            ahead += [
                Entry(
                    each.due,
                    f"{'Milestone' if each.due >= today else 'Overdue milestone'}: {each.name}",
                    "plan",
                )
                for each in plan.milestones_of(collaboration)
                if not each.done_on
            ]
    there = {entry.kind for entry in past}
    kinds = [each for each in KINDS if each in there]
    if kind in kinds:
        past = [entry for entry in past if entry.kind == kind]
    past.sort(key=lambda entry: entry.day)
    past.reverse()
    months = [
        Month(month, list(entries))
        for month, entries in groupby(past, lambda entry: entry.day.replace(day=1))
    ]
    return Timeline(sorted(ahead, key=lambda entry: entry.day), months, kinds)


def _entries(collaboration: Collaboration) -> list[Entry]:
    """The events in their order, on the days that they fell on here."""
    members = {each.id: members_of(each.id) for each in collaboration.organisations}
    return [
        Entry(
            event.at.astimezone(LOCAL).date(),
            event.told,
            kind_of(event.act),
            event.organisation.name if event.organisation else "",
            _who(event, members.get(event.organisation_id or 0, frozenset())),
        )
        for event in collaboration.events
    ]


def _who(event: Event, members: Collection[int]) -> str:
    person = event.person
    if person is None:
        return ""
    if person.closed_at is not None:
        return "somebody who has left"
    return person.name if person.id in members else f"{person.name}, who has left"
