"""Removal of the sample with everything that hangs on it, through objects, so that the index hears of it.

What hangs on what is read from the foreign keys, so that a table made later is not forgotten: a row that
points to something doomed is doomed too, but where it points to a person and need not, it only forgets them.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapper

from app.accounts.models import Person
from app.collaborations.models import Collaboration
from app.core import audit
from app.core.models import KeptPost, MailRow
from app.extensions import Model, db
from app.listings.questions.models import Question
from app.responses.models import Response
from app.seeds.sample import OPERATOR
from app.seeds.sample_facts import write_facts

PEOPLE = Person.__table__


class Doomed:
    """The rows that go, by the table of their mapper's base, and the references that are forgotten."""

    def __init__(self) -> None:
        self.rows: dict[Any, dict[tuple[Any, ...], Any]] = defaultdict(dict)
        self.forgets: list[tuple[Any, str]] = []
        self.mappers: list[Mapper[Any]] = list(Model.registry.mappers)

    def add(self, things: Iterable[Any]) -> dict[Any, set[Any]]:
        """Doom `things`; the new ones among them by table, as the values that others point with."""
        new: dict[Any, set[Any]] = defaultdict(set)
        for thing in things:
            mapper = db.inspect(thing).mapper
            identity = mapper.primary_key_from_instance(thing)
            base = mapper.base_mapper.local_table
            if tuple(identity) not in self.rows[base]:
                self.rows[base][tuple(identity)] = thing
                if len(identity) == 1:
                    new[base].add(identity[0])
        return new

    def spread(self, new: dict[Any, set[Any]]) -> None:
        """Doom what points to `new`, and what points to that, until nothing does."""
        while new:
            found: list[Any] = []
            for mapper in self.mappers:
                for column, target in _references(mapper):
                    ids = new.get(target)
                    if not ids:
                        continue
                    attribute = getattr(mapper.class_, mapper.get_property_by_column(column).key)
                    query = select(mapper.class_).where(attribute.in_(ids))
                    pointing = db.session.scalars(query).unique()
                    if target is PEOPLE and column.nullable:
                        self.forgets += [(thing, attribute.key) for thing in pointing]
                    else:
                        found += pointing
            new = self.add(found)

    def all_of(self, model: type[Any]) -> list[Any]:
        return [thing for rows in self.rows.values() for thing in rows.values() if isinstance(thing, model)]


def _references(mapper: Mapper[Any]) -> list[tuple[Any, Any]]:
    """The foreign keys of a mapped table: the column, and the base table of what it points to."""
    table = mapper.local_table
    bases = {each.local_table: each.base_mapper.local_table for each in Model.registry.mappers}
    return [
        (column, bases[key.column.table])
        for column in table.columns
        for key in column.foreign_keys
        # The link of a sub-table to its own base is the same object.
        if key.column.table in bases and not (mapper.inherits is not None and column.primary_key)
    ]


def remove() -> int:
    """Nothing of the sample stands but audit rows; the number of rows that went. Does not commit."""
    # Lists loaded earlier would still hold rows that are gone by the time their owner goes.
    db.session.flush()
    db.session.expire_all()
    doomed = Doomed()
    seeds: list[Any] = []
    for mapper in doomed.mappers:
        if mapper.inherits is None and "is_sample" in mapper.columns:
            seeds += db.session.scalars(select(mapper.class_).where(mapper.class_.is_sample)).unique()
    if not seeds:
        return 0
    doomed.spread(doomed.add(seeds))
    people = {person.id for person in doomed.all_of(Person)}
    for letters in (MailRow, KeptPost):
        doomed.add(db.session.scalars(select(letters).where(letters.person_id.in_(people))))

    touched = _touched(doomed)
    gone = {id(thing) for rows in doomed.rows.values() for thing in rows.values()}
    for thing, name in doomed.forgets:
        if id(thing) not in gone:
            setattr(thing, name, None)
    db.session.flush()
    # From the tables that point to those that are pointed to; one at a time, since not every foreign key
    # has a relationship that would tell the session the order.
    for table in reversed(Model.metadata.sorted_tables):
        for thing in doomed.rows.get(table, {}).values():
            db.session.delete(thing)
        db.session.flush()
    write_facts(touched)
    audit.record(OPERATOR, "seeds.remove_sample")
    db.session.flush()
    return len(gone)


def _touched(doomed: Doomed) -> list[Any]:
    """Organisations, offers and listings that stay, and keep counts of what goes."""
    things: set[Any] = set()
    for collaboration in doomed.all_of(Collaboration):
        things.update(collaboration.organisations)
        things.add(collaboration.offer)
    things.update(thing.listing for model in (Response, Question) for thing in doomed.all_of(model))
    gone = {id(thing) for rows in doomed.rows.values() for thing in rows.values()}
    return [thing for thing in things if thing is not None and id(thing) not in gone]
