"""What a lesson of the sample knows of its work, from the rows of the collaboration that it is from."""

from app.collaborations.models import Collaboration
from app.lessons.models import Lesson
from app.organisations.models import Organisation
from app.seeds.sample_files import Files
from app.taxonomy.models import Specialism
from app.taxonomy.rows import Row


def tell_of_its_work(
    lesson: Lesson, files: Files, collaboration: Collaboration, other_side: Organisation
) -> None:
    """What the sample's other rows say of the work that the lesson is of.

    What the other side thinks of it, and what it rests on, is said nowhere: that stays open.
    """
    assert lesson.organisation is not None
    assert collaboration.sample_ref is not None
    lesson.other = other_side
    lesson.happened_on = collaboration.ended
    lesson.region_code = lesson.organisation.region_code
    lesson.specialisms = _specialisms(files, files.collaborations[collaboration.sample_ref])
    lesson.days_lost = _days_lost(files, lesson, collaboration.sample_ref)


def _specialisms(files: Files, collaboration: Row) -> list[Specialism]:
    """Those of the offer from which the work came, unless the list had no true code for it."""
    offer = files.offers.get(collaboration.text("offer_id"))
    codes = files.codes_of(offer) if offer is not None else None
    if codes is None or codes.flag("nearest_only"):
        return []
    return [files.lists.specialisms[code] for code in codes.codes("specialisms", files.lists.specialisms)]


def _days_lost(files: Files, lesson: Lesson, collaboration_ref: str) -> int | None:
    """How long the gate that the lesson is about was stuck, where the codes know it."""
    gates = files.codes[collaboration_ref].raw("gates")
    stuck = (
        gate.get("days") for gate in gates if (gate["code"], gate["state"]) == (lesson.gate_code, "stuck")
    )
    return next((days for days in stuck if isinstance(days, int)), None)
