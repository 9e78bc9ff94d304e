"""Check: whether the index holds exactly what the database says it should."""

import time
from dataclasses import asdict, dataclass, field

from flask import Flask
from sqlalchemy import select

from app.core import worker
from app.core.actor import Audience
from app.core.kinds import all_kinds
from app.extensions import db
from app.search import outbox, segment, store
from app.search.schema import LADDER, digest_of, goes_into, key_of

CHUNK = 200
WAIT = 10.0  # seconds that the check gives a running worker to catch up


@dataclass
class IndexReport:
    """How one index differs from the database, as `kind:id` keys."""

    documents: int = 0
    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    wrong_audience: list[str] = field(default_factory=list)


@dataclass
class Report:
    usable: bool = True
    problem: str = ""
    waiting: int = 0
    indexes: dict[str, IndexReport] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        return (
            self.usable
            and not self.waiting
            and not any(
                r.missing or r.surplus or r.differing or r.wrong_audience for r in self.indexes.values()
            )
        )

    def as_json(self) -> dict[str, object]:
        return {"agrees": self.agrees, **asdict(self)}


def check(app: Flask) -> Report:
    """Compare each index with the database, after a running worker has caught up. Changes nothing."""
    until = time.monotonic() + WAIT
    try:
        while outbox.waiting_rows() and worker.is_alive(app) and time.monotonic() < until:
            db.session.rollback()
            time.sleep(0.1)
        report = Report(waiting=outbox.waiting_rows())
        expected = _expected()
        for audience in LADDER:
            report.indexes[audience] = _compare(audience, expected)
    except store.IndexUnusable as error:
        return Report(usable=False, problem=str(error))
    finally:
        db.session.rollback()
    return report


def _expected() -> dict[Audience, dict[str, tuple[str, str]]]:
    """For each index, key -> (audience, digest) of what the database says it should hold."""
    expected: dict[Audience, dict[str, tuple[str, str]]] = {audience: {} for audience in LADDER}
    for kind in all_kinds().values():
        last = 0
        while True:
            query = select(kind.model).where(kind.model.id > last).order_by(kind.model.id).limit(CHUNK)
            things = db.session.scalars(query.execution_options(populate_existing=True)).unique().all()
            if not things:
                break
            last = things[-1].id
            for thing in things:
                document = kind.document(thing)
                if document is None:
                    continue
                entry = (str(document.audience), digest_of(document))
                for audience in LADDER:
                    if goes_into(document, audience):
                        expected[audience][key_of(kind.name, thing.id)] = entry
    return expected


def _compare(audience: Audience, expected: dict[Audience, dict[str, tuple[str, str]]]) -> IndexReport:
    should = expected[audience]
    report = IndexReport()
    held: set[str] = set()
    opened = store.open_index(audience)
    with store.any_failure_is_unusable(opened.build):
        for (leaf, _), entries in zip(opened.leaves, opened.entries, strict=True):
            segment.read(leaf, entries)
    for facts in opened.facts.values():
        report.documents += 1
        if facts.key in held or facts.key not in should:
            report.surplus.append(facts.key)
        elif facts.audience != should[facts.key][0]:
            report.wrong_audience.append(facts.key)
        elif facts.digest != should[facts.key][1]:
            report.differing.append(facts.key)
        held.add(facts.key)
    report.missing = sorted(should.keys() - held)
    for names in (report.surplus, report.differing, report.wrong_audience):
        names.sort()
    return report
