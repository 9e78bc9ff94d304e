"""What a walk may do next: each verb as somebody might call it, with arguments that are mostly good."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.collaborations import service as collaborations
from app.collaborations.ending import service as ending
from app.collaborations.running import check_ins, stalls
from app.core import clock
from app.extensions import db
from app.responses import reminders
from app.responses import service as responses
from app.responses.assessment import service as assessment
from app.responses.assessment.models import Mark as Score
from app.responses.full import service as full
from app.responses.models import DeclineReason
from app.responses.partners import service as partners
from app.taxonomy.models import Mechanism

# Words that only one side may read. No event, audit row or letter ever holds them.
KEPT_APART = "Kept apart"
UNDECIDED, GOING_ON = ("interest", "invited", "full"), ("scoping", "running")
ENDED = ("completed", "stopped")
ALL = (*GOING_ON, "ending", *ENDED)
OWNERS = ("police lead", "police lead", "police manager", "police administrator")
SENDERS = ("academic lead", "academic lead", "academic manager", "academic administrator")
BOTH = (*OWNERS, *SENDERS)
PARTNERS = ("academic elsewhere", "manager of a partnership")


@dataclass(frozen=True)
class Verb:
    name: str
    call: Callable[[Any], Any]
    # Where it is likely, and how likely.
    phases: tuple[str, ...]
    weight: int
    # Whose it mostly is: names of the cast, or one side of it; and what must be there, if anything.
    whose: tuple[str, ...]
    when: Callable[[Any], bool]

    @property
    def needs_collaboration(self) -> bool:
        return bool(set(self.phases) & set(ALL)) and self.name not in ("time_passes",)


VERBS: dict[str, Verb] = {}


def verb(*phases, weight=2, whose=BOTH, when=lambda w: True):
    def keep(call):
        VERBS[call.__name__] = Verb(call.__name__, call, phases, weight, whose, when)
        return call

    return keep


def among(table, **values):
    """Whether a row of the table has one of these values."""
    [(name, wanted)] = values.items()
    return lambda w: any(getattr(row, name) in wanted for row in w.rows[table].values())


HAS_PARTNER = among("response_partners", state=["asked", "confirmed"])


# ---- the response


@verb("none", "interest", "declined", "withdrawn", weight=4, whose=SENDERS)
def respond(w):
    # One response becomes the collaboration of this walk; others would go on beside it.
    w.one_of([] if w.collaboration else [w.brief])
    sentences = {name: w.words() for name in ("why", "contribution", "first_step", "availability")}
    w.response = w.do(responses.respond, listing=w.brief, **sentences)


@verb("interest", whose=OWNERS)
def invite(w):
    w.do(responses.invite, response=w.response, full_by=w.day(-1, 40))


@verb("invited", weight=1, whose=OWNERS)
def extend(w):
    w.do(responses.extend, response=w.response, full_by=w.day(-1, 60))


@verb("invited", weight=9, whose=SENDERS)
def write_answer(w):
    answer = w.one_of(w.response.answers)
    texts = {box: w.words() for box in answer.boxes}
    w.do(full.save, answer=answer, texts=texts, version=w.version(answer.version))


@verb("invited", whose=SENDERS)
def add_partner(w):
    there = w.cast.actors[w.random.choice(("academic elsewhere", "manager of a partnership"))]
    w.do(partners.add_partner, response=w.response, organisation=w.organisation(there), part=w.words())


@verb("invited", whose=SENDERS, when=HAS_PARTNER)
def remove_partner(w):
    w.do(partners.remove_partner, partner=w.one_of(w.response.partners))


@verb("invited", weight=3, whose=PARTNERS, when=HAS_PARTNER)
def confirm_partner(w):
    w.do(partners.confirm, partner=w.one_of(w.response.partners))


@verb("invited", weight=1, whose=PARTNERS, when=HAS_PARTNER)
def decline_partner(w):
    w.do(partners.decline, partner=w.one_of(w.response.partners), sentence=w.words())


@verb(*UNDECIDED, weight=1, whose=SENDERS)
def declare(w):
    conflict = w.random.choice(("", "", w.words()))
    w.do(responses.declare, response=w.response, conflict=conflict)


@verb("invited", weight=8, whose=SENDERS)
def send(w):
    w.do(full.send, response=w.response)


@verb(*UNDECIDED, weight=2, whose=OWNERS)
def name_assessor(w):
    w.do(assessment.name_assessor, listing=w.brief, person=w.person(w.random.choice(OWNERS)))


@verb("full", weight=1, whose=OWNERS)
def remove_assessor(w):
    w.do(assessment.remove_assessor, listing=w.brief, person=w.person(w.random.choice(OWNERS)))


def _scores(w):
    return {each.id: (w.random.choice(list(Score)), w.words()) for each in w.response.answers}


@verb("full", weight=9, whose=OWNERS)
def score(w):
    w.do(assessment.score, response=w.response, given=_scores(w))


@verb("full", weight=1, whose=OWNERS)
def recuse(w):
    w.do(assessment.recuse, response=w.response, conflict=w.words())


@verb("full", weight=4, whose=OWNERS)
def agree(w):
    w.do(assessment.agree, response=w.response, given=_scores(w))


@verb(*UNDECIDED, weight=1, whose=SENDERS)
def withdraw(w):
    w.do(responses.withdraw, response=w.response)


@verb(*UNDECIDED, weight=1, whose=OWNERS)
def decline(w):
    reason = w.random.choice(list(DeclineReason))
    w.do(responses.decline, response=w.response, reason=reason, sentence=w.words())


@verb("interest", "full", weight=3, whose=OWNERS)
def accept(w):
    opened = w.do(
        collaborations.open_from,
        response=w.response,
        title=w.words() or "Treads",
        mechanism=w.random.choice([*Mechanism, Mechanism.RESEARCH, Mechanism.PROJECT, Mechanism.RESEARCH]),
        planned_start=w.maybe(w.day(0, 20)),
        planned_end=w.maybe(w.day(10, 200)),
        second_id=w.maybe(w.person_id()),
    )
    w.collaboration = opened


# ---- the clock


JOBS = (
    check_ins.ask_due,
    check_ins.miss_overdue,
    stalls.mark_stalled,
    ending.remind_in_digests,
    reminders.remind_in_digests,
)


@verb(
    *UNDECIDED,
    *ALL,
    "none",
    "declined",
    "withdrawn",
    weight=6,
    when=lambda w: w.phase in ALL or w.chance(0.4),
)
def time_passes(w):
    """Some days go by, and the worker does its daily jobs."""
    days = w.random.choice((0, 1, 1, 2, 3, 5, 10, 20, 35))
    if w.phase not in ALL:
        days //= 5
    clock.freeze(clock.now() + timedelta(days=days))
    for job in JOBS:
        job()
    db.session.flush()


# What is done to a response, which has no timeline.
ON_RESPONSES = set(VERBS) - {"accept", "time_passes"}
