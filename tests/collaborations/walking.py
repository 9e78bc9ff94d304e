"""A walk: somebody of the cast does something, again and again, and after each step the rules are looked at."""

import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import MetaData, select
from werkzeug.exceptions import NotFound

from app.accounts.models import Person
from app.core import clock
from app.core.actor import CLOCK, Actor
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.extensions import db
from app.organisations.models import Organisation
from app.taxonomy.models import Mechanism, Stage
from tests import factories
from tests.collaborations.walk_verbs import Verb
from tests.collaborations.walk_work_verbs import VERBS

REFUSALS = (Refused, WrongState, FieldError, EditedMeanwhile, NotFound)
# Read whole after each step that wrote in them.
TABLES = (
    *("responses", "response_answers", "response_partners", "response_confirmations"),
    *("listing_assessors", "assessments", "assessment_scores", "agreed_scores"),
    *("collaborations", "collaboration_areas", "collaboration_causes", "collaboration_lessons", "lessons"),
    *("collaboration_contacts", "collaboration_measures", "measure_readings", "collaboration_gates"),
    *("agreements", "agreement_versions", "agreement_signatures", "agreement_papers"),
    *("stage_decisions", "collaboration_handover_notes", "collaboration_check_ins"),
    *("collaboration_milestones", "collaboration_costs", "collaboration_risks"),
    *("collaboration_reflections", "reflection_causes", "collaboration_outputs", "collaboration_adoptions"),
)
# They only grow: what was read once is not read again until the walk ends, and no statement may change it.
GROWING = ("collaboration_events", "audit_rows", "mail_rows")
# What the rooms below keep of the walk.
ELSEWHERE = {
    "listings",
    "briefs",
    "organisations",
    "outbox",
    "listing_responders",
    "lesson_areas",
    "lesson_causes",
    "lesson_mechanisms",
}
WRITES = re.compile(r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?')
EACH = 72


class Nothing(Exception):
    """There is nothing to which this verb could be done."""


class Step:
    """What a step did: who, what, whether it was refused, and the rows that it added to what only grows."""

    def __init__(self, verb: Verb, actor: Actor, who: str) -> None:
        self.verb, self.actor, self.who = verb.name, actor, who
        self.given = ""
        self.refusal = ""
        self.writes: set[tuple[str, str]] = set()
        self.new: dict[str, list[Any]] = {name: [] for name in GROWING}
        self.now = clock.now()

    @property
    def done(self) -> bool:
        return not self.refusal

    def __str__(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M} {self.who}: {self.verb}({self.given}) {self.refusal or 'done'}"


class Walk:
    """One brief, its responses, and the collaboration that one of them may become."""

    def __init__(self, seed: int, cast: Any, statements: Any, causes: list[str]) -> None:
        self.seed, self.cast, self.statements, self.causes = seed, cast, statements, causes
        self.random = random.Random(seed)
        self.names = list(cast.actors)
        self.log: list[Step] = []
        self.response: Any = None
        self.ended_as = ""
        self.collaboration: Any = None
        self.stages = list(db.session.scalars(select(Stage.code)))
        mechanisms = list(Mechanism)
        self.brief = factories.brief(
            cast.force,
            poster=cast.police_lead,
            mechanisms=mechanisms,
            deadline=clock.today() + timedelta(days=90),
        )
        db.session.flush()
        self.actor = cast.actors["academic lead"]
        self.last = dict.fromkeys(GROWING, 0)
        self.rows = {name: self._read(name) for name in TABLES}
        self.before = dict(self.rows)
        self.kept: dict[str, list[Any]] = {name: [] for name in GROWING}
        for name in GROWING:
            self._grow(name)

    # ---- what verbs ask for

    @property
    def phase(self) -> str:
        if self.collaboration is not None:
            return str(self.collaboration.status.value)
        return str(self.response.state.value) if self.response is not None else "none"

    def do(self, act: Callable[..., Any], **given: Any) -> Any:
        self.log[-1].given = ", ".join(
            f"{name}={_short(value)}"
            for name, value in given.items()
            if name not in ("response", "collaboration")
        )
        return act(self.actor, **given)

    def need(self, allowed: bool) -> None:
        if not allowed:
            raise Refused

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def maybe(self, value: Any) -> Any:
        return value if self.chance(0.5) else None

    def one_of(self, things: Any) -> Any:
        if not things:
            raise Nothing
        return self.random.choice(list(things))

    def words(self) -> str:
        if self.chance(0.96):
            return f"Words {self.random.randrange(6)}"
        return self.random.choice(("", "  ", "OFFICIAL-SENSITIVE", "Ring 07700 900123", "Café “x”\nline"))

    def day(self, first: int, last: int) -> date:
        return clock.today() + timedelta(days=self.random.randint(first, last))

    def version(self, now: int) -> int:
        return now if self.chance(0.92) else now + self.random.choice((-1, 1))

    def person(self, likely: str = "") -> Person:
        if likely and self.chance(0.8):
            return self.cast.person(likely)
        return self.cast.person(self.random.choice([n for n in self.names if self.cast.actors[n].person_id]))

    def person_id(self) -> int:
        if self.chance(0.7):
            own = [a for a in self.cast.actors.values() if a.organisation_id == self.actor.organisation_id]
            return self.random.choice(own).person_id or 0
        return self.person().id

    def organisation(self, actor: Actor) -> Organisation:
        return db.session.get_one(Organisation, actor.organisation_id)

    def both_sides(self) -> list[Actor]:
        """Those of the cast who belong to one of the two organisations."""
        sides = (self.cast.actors["police lead"], self.cast.actors["academic lead"])
        own = {each.organisation_id for each in sides}
        return [each for each in self.cast.actors.values() if each.organisation_id in own]

    # ---- walking

    def step(self) -> Step:
        """Somebody does something; what was refused leaves nothing."""
        verb, who = self._choose()
        self.actor = CLOCK if who == "clock" else self.cast.actors[who]
        clock.freeze(clock.now() + timedelta(minutes=1))
        step = Step(verb, self.actor, who)
        self.log.append(step)
        self.statements.forget()
        stood = self.response, self.collaboration
        savepoint = db.session.begin_nested()
        try:
            verb.call(self)
            savepoint.commit()
        except Nothing:
            savepoint.rollback()
            step.refusal = "nothing there"
        except REFUSALS as refusal:
            savepoint.rollback()
            step.refusal = f"{type(refusal).__name__}: {refusal}"[:90]
            self.response, self.collaboration = stood
        step.now = clock.now()
        self._see(step)
        return step

    def _choose(self) -> tuple[Verb, str]:
        phase = self.phase
        possible = [v for v in VERBS.values() if self.collaboration is not None or not v.needs_collaboration]
        if self.response is None:
            possible = [VERBS["respond"]]
        likely = [v for v in possible if phase in v.phases and v.when(self)]
        chosen = likely if likely and self.chance(0.9) else possible
        verb = self.random.choices(chosen, [v.weight for v in chosen])[0]
        if verb.name == "time_passes":
            return verb, "clock"
        if self.response is None:
            return verb, "academic lead"
        return verb, self.random.choice(verb.whose if self.chance(0.85) else self.names)

    def _see(self, step: Step) -> None:
        step.writes = {match.groups() for each in self.statements.written if (match := WRITES.match(each))}
        touched = {table for _, table in step.writes}
        assert touched <= {*TABLES, *GROWING, *ELSEWHERE}, f"nobody watches {touched}"
        self.before = dict(self.rows)
        for name in touched & set(TABLES):
            self.rows[name] = self._read(name)
        for name in touched & set(GROWING):
            step.new[name] = self._grow(name)
        # Each verb finds the session as a request would.
        db.session.expire_all()

    def reread(self) -> None:
        """Every table again, when the walk ends: nothing has changed unseen."""
        for name in TABLES:
            assert self.rows[name] == self._read(name), name
        for name in GROWING:
            stood, self.last[name], self.kept[name] = self.kept[name], 0, []
            assert self._grow(name) == stood, name

    def _read(self, name: str) -> dict[Any, Any]:
        table = _metadata().tables[name]
        keys = [column.name for column in table.primary_key]
        rows = db.session.execute(select(table).order_by(*table.primary_key))
        return {tuple(getattr(row, key) for key in keys): row for row in rows}

    def _grow(self, name: str) -> list[Any]:
        table = _metadata().tables[name]
        added = select(table).where(table.c.id > self.last[name]).order_by(table.c.id)
        new = list(db.session.execute(added))
        if new:
            self.last[name] = new[-1].id
            self.kept[name] = self.kept[name] + new
        return new

    def told(self) -> str:
        """How it came to this: the seed and the last steps."""
        return "\n".join(
            [f"walk of seed {self.seed}, after {len(self.log)} steps:", *map(str, self.log[-20:])]
        )


def _metadata() -> MetaData:
    return db.metadata


def _short(value: Any) -> str:
    return f"{type(value).__name__} {value.id}" if hasattr(value, "id") else repr(value)[:60]


def walk(
    seed: int,
    given: tuple[Any, Any, list[str]],
    check: Callable[[Walk, Step], None],
    at_end: Callable[[Walk], None],
    steps: int,
) -> Walk:
    """At most `steps` steps from an interest in a new brief; `check` is asked after each. All of it is undone."""
    outside = db.session.begin_nested()
    began = clock.now()
    made = Walk(seed, *given)
    try:
        for _ in range(steps):
            check(made, made.step())
        made.reread()
        at_end(made)
        made.ended_as = made.phase
    except Exception as wrong:
        raise AssertionError(f"{type(wrong).__name__}: {wrong}\n{made.told()}") from wrong
    finally:
        outside.rollback()
        db.session.expire_all()
        clock.freeze(began)
    return made
