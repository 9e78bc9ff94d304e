"""The lists as forms want them, and the labels of codes as pages and facets want them.

Long lists are triples (code, label, label of the group) for a CodePicker; short ones pairs (code, label).
"""

from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.taxonomy.models import (
    Area,
    Cause,
    GateKind,
    MeasureKind,
    Mechanism,
    Region,
    ResearchInterest,
    Specialism,
    Stage,
    VettingLevel,
)

MECHANISM_LABELS: dict[str, str] = {
    Mechanism.PLACEMENT: "Placement",
    Mechanism.SECONDMENT: "Secondment",
    Mechanism.TRAINING: "Training",
    Mechanism.CONSULTANCY: "Consultancy",
    Mechanism.RESEARCH: "Research",
    Mechanism.PROJECT: "Project",
}

Triples = list[tuple[str, str, str]]
Pairs = list[tuple[str, str]]


def area_choices() -> Triples:
    """Areas of challenge: each area, "in general", then its sub-areas."""
    return _grouped(Area)


def specialism_choices() -> Triples:
    """Specialisms: each field, "in general", then its specialisms."""
    return _grouped(Specialism)


def cause_choices() -> Triples:
    """Causes under their groups. A group itself is not chosen."""
    return [choice for choice in _grouped(Cause) if not choice[1].endswith(IN_GENERAL)]


def region_choices() -> Pairs:
    return _flat(Region)


def vetting_choices(*, with_unknown: bool = True) -> Pairs:
    """Vetting levels; `with_unknown` keeps "Not stated"."""
    return [pair for pair in _flat(VettingLevel) if with_unknown or pair[0] != "UNKNOWN"]


def gate_choices() -> Pairs:
    return _flat(GateKind)


def measure_choices() -> Pairs:
    return _flat(MeasureKind)


def stage_choices() -> Pairs:
    return _flat(Stage)


def mechanism_choices() -> Pairs:
    return list(MECHANISM_LABELS.items())


def research_interest_choices() -> Triples:
    """Research interests by their code, under issuer and service line: our summaries."""
    rows = db.session.scalars(
        select(ResearchInterest).order_by(ResearchInterest.issuer.desc(), ResearchInterest.id)
    )
    return [(row.code, row.summary, f"{row.issuer}: {row.service_line}") for row in rows]


def labels(model: type[Any]) -> dict[str, str]:
    """Label by code of one of the lists. Read once a session: nobody changes them at run time."""
    kept: dict[str, dict[str, str]] = db.session.info.setdefault("labels", {})
    name = model.__tablename__
    if not kept.get(name):
        kept[name] = dict(db.session.execute(select(model.code, model.label)).all())
    return kept[name]


def parents(model: type[Any]) -> dict[str, str]:
    """The group of each code of a list of two levels that has one, in the order of the list. Read once a session."""
    kept: dict[str, dict[str, str]] = db.session.info.setdefault("parents", {})
    name = model.__tablename__
    if not kept.get(name):
        below = select(model.code, model.parent_code).where(model.parent_code.is_not(None))
        kept[name] = dict(db.session.execute(below.order_by(model.position)).all())
    return kept[name]


def label(model: type[Any], code: str | None) -> str:
    """The label of a code; the code itself where the list does not know it, nothing for None."""
    return labels(model).get(code, code) if code else ""


IN_GENERAL = " (in general)"


def _grouped(model: type[Any]) -> Triples:
    query = select(model.code, model.parent_code, model.label).order_by(model.position)
    rows = db.session.execute(query).all()
    tops = {code: name for code, parent, name in rows if parent is None}
    found: Triples = []
    for top, heading in tops.items():
        found.append((top, heading + IN_GENERAL, heading))
        found += [(code, name, heading) for code, parent, name in rows if parent == top]
    return found


def _flat(model: type[Any]) -> Pairs:
    rows = db.session.execute(select(model.code, model.label).order_by(model.position))
    return [(code, name) for code, name in rows]
