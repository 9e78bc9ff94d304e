"""Lists of collaborations, each limited to what its reader may read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import selectinload

from app.collaborations import policy
from app.collaborations.models import (
    ENDED,
    OPEN,
    Collaboration,
    CollaborationArea,
    Confirmation,
    Outcome,
    Status,
)
from app.core.actor import ANONYMOUS, Actor, Audience
from app.extensions import db
from app.listings.models import Listing
from app.matching.proposals import naming
from app.organisations.models import Organisation
from app.responses.models import Response
from app.taxonomy.models import Mechanism

C = Collaboration
# What a facet is called in the address -> the column it narrows.
COLUMNS: dict[str, Any] = {"outcome": C.outcome, "mechanism": C.mechanism, "status": C.status}
ENUMS: dict[str, Any] = {"outcome": Outcome, "mechanism": Mechanism, "status": Status}


def mine(actor: Actor) -> Sequence[C]:
    """The open collaborations in which the actor takes part; a manager's are those of the organisation."""
    return _all(policy.taken_part_in(actor).where(C.status.in_(OPEN)))


def to_confirm(actor: Actor) -> Sequence[C]:
    """The records that wait for the actor to confirm or dispute them."""
    if not actor.manages(actor.organisation_id):
        return ()
    elsewhere = C.recorded_by_organisation_id != actor.organisation_id
    return _all(policy.taken_part_in(actor).where(C.confirmation == Confirmation.ONE_SIDE, elsewhere))


def disputed(actor: Actor) -> Sequence[C]:
    """The records that the actor's side made and the other side disputes: they wait to be corrected."""
    own = C.recorded_by_organisation_id == (actor.organisation_id or 0)
    return _all(policy.taken_part_in(actor).where(C.confirmation == Confirmation.DISPUTED, own))


def shown(actor: Actor, chosen: Mapping[str, Sequence[str]] | None = None) -> Select[C]:
    """What the list of collaborations holds for this reader: running and ended, the newest first.

    `chosen` narrows by outcome, mechanism, status and area; an unknown code narrows to nothing.
    """
    query = policy.readable_by(actor).where(C.status != Status.SCOPING)
    for name, codes in (chosen or {}).items():
        if codes:
            query = query.where(_condition(name, codes))
    newest = (func.coalesce(C.ended, C.started).desc(), C.id.desc())
    return _with_names(query).options(selectinload(C.areas)).order_by(*newest)


def _condition(name: str, codes: Sequence[str]) -> ColumnElement[bool]:
    if name == "area":
        in_area = select(CollaborationArea.collaboration_id).where(CollaborationArea.area_code.in_(codes))
        return C.id.in_(in_area)
    known = [code for code in codes if code in set(ENUMS[name])]
    condition: ColumnElement[bool] = COLUMNS[name].in_(known)
    return condition & _is_told(name)


def _is_told(name: str) -> ColumnElement[bool]:
    """Until it is closed, what one side has said of the outcome is for those who take part alone."""
    return C.status.in_(ENDED) if name == "outcome" else true()


def count_by(actor: Actor, name: str) -> dict[str, int]:
    """How many of the shown collaborations there are for each outcome, mechanism, status or area."""
    ids = shown(actor).with_only_columns(C.id).order_by(None)
    if name == "area":
        column: Any = CollaborationArea.area_code
        rows = select(column, func.count()).where(CollaborationArea.collaboration_id.in_(ids))
    else:
        column = COLUMNS[name]
        rows = select(column, func.count()).where(C.id.in_(ids), _is_told(name))
    return {str(code): count for code, count in db.session.execute(rows.group_by(column)) if code}


def of_organisation(actor: Actor, organisation: Organisation) -> Sequence[C]:
    """The collaborations of an organisation that the actor may read, newest first."""
    theirs = (C.police_organisation_id == organisation.id) | (C.academic_organisation_id == organisation.id)
    return _all(shown(actor).where(theirs))


def partners_of(actor: Actor, organisation_id: int) -> frozenset[int]:
    """The organisations with which an organisation has a running collaboration that the actor may read."""
    police, academic = C.police_organisation_id, C.academic_organisation_id
    running = policy.readable_by(actor).where(C.status.in_((Status.RUNNING, Status.ENDING)))
    pairs = running.where((police == organisation_id) | (academic == organisation_id))
    rows = db.session.execute(pairs.with_only_columns(police, academic))
    return frozenset(number for pair in rows for number in pair) - {organisation_id}


def from_listing(actor: Actor, listing: Listing) -> Sequence[C]:
    """The collaborations that grew from a brief or an offer, as far as the actor may read them."""
    grown = (C.brief_id == listing.id) | (C.offer_id == listing.id)
    return _all(policy.readable_by(actor).where(grown))


def of_specialism(code: str) -> Sequence[C]:
    """The collaborations shown to everyone that grew from a public brief or offer which names a specialism."""
    public = select(Listing.id).where(Listing.audience == Audience.PUBLIC, Listing.id.in_(naming([code])))
    grown = C.brief_id.in_(public) | C.offer_id.in_(public)
    return _all(policy.readable_by(ANONYMOUS).where(grown))


def from_response(actor: Actor, response: Response) -> C | None:
    """The collaboration that an accepted response became."""
    return db.session.scalar(policy.readable_by(actor).where(C.response_id == response.id))


def _with_names(query: Select[C]) -> Select[C]:
    return query.options(selectinload(C.police_organisation), selectinload(C.academic_organisation))


def _all(query: Select[C]) -> Sequence[C]:
    return db.session.scalars(_with_names(query).order_by(C.created_at.desc(), C.id.desc())).all()
