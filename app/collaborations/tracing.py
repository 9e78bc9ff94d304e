"""What closed collaborations tell their readers, for the room of lessons: app.lessons.tracing says what for."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.collaborations.models import ENDED, Collaboration, Confirmation, Outcome
from app.collaborations.policy import is_agreed
from app.extensions import db
from app.lessons.tracing import Work
from app.offers.models import Offer
from app.taxonomy.models import Mechanism

C = Collaboration


def closed_work(mechanisms: Collection[Mechanism], is_sample: bool) -> Iterator[Work]:
    """The closed collaborations by any of the mechanisms (none: all of them) that others than those who took part may
    read: what is disputed is not among them."""
    found = select(C).where(
        C.status.in_(ENDED), C.confirmation != Confirmation.DISPUTED, C.is_sample == is_sample
    )
    if mechanisms:
        found = found.where(C.mechanism.in_(mechanisms))
    loaded = found.options(
        selectinload(C.police_organisation),
        selectinload(C.academic_organisation),
        selectinload(C.areas),
        selectinload(C.gates),
        selectinload(C.lessons),
        selectinload(C.offer).selectinload(Offer.specialism_links),
    )
    return map(_work, db.session.scalars(loaded))


def _work(collaboration: Collaboration) -> Work:
    police, academic = collaboration.organisations
    closed = collaboration.closed_at or collaboration.created_at
    confirmed = collaboration.confirmed_at if collaboration.recorded_by_organisation_id else None
    return Work(
        police_id=police.id,
        academic_id=academic.id,
        police_region=police.region_code,
        academic_region=academic.region_code,
        mechanism=collaboration.mechanism,
        areas=tuple(collaboration.areas),
        specialisms=tuple(collaboration.offer.specialisms) if collaboration.offer else (),
        stage_code=collaboration.stage_code,
        gates=frozenset(gate.kind_code for gate in collaboration.gates),
        ended=collaboration.ended,
        is_delivered=collaboration.outcome is Outcome.DELIVERED,
        is_at_least_partly_delivered=collaboration.outcome in (Outcome.DELIVERED, Outcome.PARTLY_DELIVERED),
        audience=collaboration.audience,
        is_confirmed=is_agreed(collaboration),
        since=max(closed, confirmed or closed),
        lesson_ids=frozenset(lesson.id for lesson in collaboration.lessons),
    )
