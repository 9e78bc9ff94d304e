"""The verbs of readings."""

from datetime import date

from app.collaborations.models import Collaboration, Measure, Reading
from app.collaborations.service.changing import begin, note
from app.core import clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.extensions import db


def add_reading(
    actor: Actor, *, collaboration: Collaboration, measure: Measure, words: str, on: date
) -> Reading:
    """The measure stood at `words` on a day, also after the work has ended. Raises FieldError, Refused."""
    begin(actor, collaboration, "measure")
    if not words.strip():
        raise FieldError("words", "Enter what was measured")
    if on > clock.today():
        raise FieldError("on", "The day of the reading must be today or in the past")
    reading = Reading(on=on, words=words, organisation_id=actor.organisation_id, person_id=actor.person_id)
    measure.readings.append(reading)
    measure.not_measured_because = ""
    note(actor, collaboration, "add_reading", f"Measured: {measure.name}", fields=["measures"])
    db.session.flush()
    # In the order of their days, of which this may not be the last.
    db.session.expire(measure, ["readings"])
    return reading


def remove_reading(actor: Actor, *, collaboration: Collaboration, reading: Reading) -> None:
    """The reading was a mistake and goes. The caller has checked that the actor's side took it."""
    begin(actor, collaboration, "measure")
    db.session.delete(reading)
    note(actor, collaboration, "remove_reading", "A reading was taken away", fields=["measures"])
    db.session.flush()
    db.session.expire_all()


def set_not_measured(
    actor: Actor, *, collaboration: Collaboration, measure: Measure, because: str
) -> Measure:
    """Nothing was measured, for a reason that is shown. Raises FieldError where there is a reading, Refused."""
    begin(actor, collaboration, "measure")
    if measure.readings:
        raise FieldError("because", "This has been measured. Take its readings away first")
    measure.not_measured_because = because
    note(actor, collaboration, "not_measured", f"Not measured: {measure.name}", fields=["measures"])
    db.session.flush()
    return measure
