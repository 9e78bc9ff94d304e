"""What came of it: evidence and readiness, outputs, and who else uses it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.collaborations.ending import policy
from app.collaborations.ending.links import full_address
from app.collaborations.ending.models import Adoption, EndingConfirmation, Extent, Output, OutputKind
from app.collaborations.ending.service import hold
from app.collaborations.ending.words import EMMIE, LICENCES, MARYLAND, NOT_OPEN, PRACTICE_STAGES, TRL
from app.collaborations.models import Collaboration
from app.collaborations.policy import takes_part
from app.collaborations.service.changing import begin, end, lock, note
from app.collaborations.service.facts import contacts_at, tell
from app.core import clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.sensitivity.confirming import confirmed
from app.extensions import db
from app.organisations.models import Organisation


def assess(
    actor: Actor,
    *,
    collaboration: Collaboration,
    version: int,
    maryland: int | None = None,
    practice_stage: str | None = None,
    emmie: Mapping[str, str] | None = None,
    trl_before: int | None = None,
    trl_after: int | None = None,
    boxes: Collection[str] = (),
) -> Collaboration:
    """The evidence and the readiness are as the participants say, each in the codes of the words; None is not said.

    Raises FieldError, also for a find of the sensitivity check that is not among the ticked `boxes`, Refused,
    WrongState, and EditedMeanwhile when the collaboration is no longer at `version`.
    """
    begin(actor, collaboration, "assess", version)
    given = {part: text for part, text in (emmie or {}).items() if part in EMMIE and text.strip()}
    for name, value, known in (
        ("maryland", maryland, MARYLAND),
        ("practice_stage", practice_stage, PRACTICE_STAGES),
        ("trl_before", trl_before, TRL),
        ("trl_after", trl_after, TRL),
    ):
        if value is not None and value not in known:
            raise FieldError(name, "Select from the options in the list")
    earlier = confirmations_of(collaboration)
    hold(collaboration, confirmed(actor, EndingConfirmation, given, earlier=earlier, boxes=boxes))
    collaboration.maryland = maryland
    collaboration.practice_stage = practice_stage
    collaboration.emmie = given
    collaboration.trl_before, collaboration.trl_after = trl_before, trl_after
    fields = ["maryland", "practice_stage", "emmie", "trl_before", "trl_after"]
    return end(actor, collaboration, "assess", fields, "Evidence and readiness were assessed")


def add_output(
    actor: Actor,
    *,
    collaboration: Collaboration,
    title: str,
    kind: OutputKind,
    licence: str,
    link: str = "",
    not_open_because: str = "",
    on: date | None = None,
    boxes: Collection[str] = (),
) -> Output:
    """An output stands on the page, also of what has ended. `link` is a DOI or a web address.

    It is open under `licence`, or the reason why not stands beside it. Raises FieldError, Refused, WrongState.
    """
    begin(actor, collaboration, "add_output")
    address = full_address(link)
    if licence not in LICENCES:
        raise FieldError("licence", "Select a licence from the list")
    if licence == NOT_OPEN and not not_open_because.strip():
        raise FieldError("not_open_because", "Say why it is not open")
    if licence != NOT_OPEN and not address:
        raise FieldError("link", "Enter a DOI or a web address: what is open can be found")
    texts = {"title": title, "not_open_because": not_open_because}
    hold(collaboration, confirmed(actor, EndingConfirmation, texts, boxes=boxes))
    output = Output(
        collaboration=collaboration,
        organisation_id=actor.organisation_id,
        person_id=actor.person_id,
        title=title,
        kind=kind,
        link=address,
        licence=licence,
        not_open_because=not_open_because if licence == NOT_OPEN else "",
        on=on,
    )
    db.session.add(output)
    note(actor, collaboration, "add_output", "An output was added", fields=["outputs"])
    db.session.flush()
    return output


def remove_output(actor: Actor, *, output: Output) -> None:
    """The output stands there no more. The caller has checked that the actor's side added it."""
    collaboration = output.collaboration
    begin(actor, collaboration, "add_output")
    db.session.delete(output)
    note(actor, collaboration, "remove_output", "An output was taken away", fields=["outputs"])
    db.session.flush()


def adopt(
    actor: Actor,
    *,
    collaboration: Collaboration,
    on: date,
    extent: Extent,
    words: str,
    boxes: Collection[str] = (),
) -> Adoption:
    """The actor's police organisation says that it uses what came of this, since `on`. Those who lead it are told.

    Raises FieldError, Refused, and WrongState when the organisation has said so already.
    """
    lock(collaboration)
    policy.need_adopt(actor, collaboration)
    if on > clock.today():
        raise FieldError("on", "The date since when you use it must be today or in the past")
    hold(collaboration, confirmed(actor, EndingConfirmation, {"words": words}, boxes=boxes))
    own = db.session.get_one(Organisation, actor.organisation_id)
    adoption = Adoption(
        collaboration=collaboration,
        organisation=own,
        person_id=actor.person_id,
        on=on,
        extent=extent,
        words=words,
    )
    db.session.add(adoption)
    note(actor, collaboration, "adopt", f"{own.name} uses this too", fields=["adoptions"])
    db.session.flush()
    leads = {
        person.id: person
        for side in collaboration.organisations
        for person in contacts_at(collaboration, side)
        if person.id != actor.person_id
    }
    text = f"{own.name} says that it uses what came of your collaboration too:"
    tell(leads.values(), collaboration, "Another organisation uses your work", text, in_digest=True)
    return adoption


def withdraw_adoption(actor: Actor, *, adoption: Adoption) -> None:
    """The organisation no longer says that it uses it. The caller has checked that the actor may."""
    collaboration = adoption.collaboration
    lock(collaboration)
    told = f"{adoption.organisation.name} no longer says that it uses this"
    db.session.delete(adoption)
    note(actor, collaboration, "withdraw_adoption", told, fields=["adoptions"])
    db.session.flush()


def confirmations_of(collaboration: Collaboration) -> Sequence[EndingConfirmation]:
    """What was confirmed of the texts on its page."""
    rows = select(EndingConfirmation).where(EndingConfirmation.collaboration_id == collaboration.id)
    return db.session.scalars(rows.order_by(EndingConfirmation.id)).all()


def outputs_of(collaboration: Collaboration) -> Sequence[Output]:
    """The outputs, the newest first."""
    rows = select(Output).where(Output.collaboration_id == collaboration.id)
    return db.session.scalars(rows.order_by(Output.on.desc().nulls_last(), Output.id.desc())).all()


def adoptions_of(collaboration: Collaboration) -> Sequence[Adoption]:
    """Who says that they use it too, the first first."""
    rows = select(Adoption).where(Adoption.collaboration_id == collaboration.id)
    return db.session.scalars(rows.order_by(Adoption.on, Adoption.id)).all()


def adopts_as(actor: Actor, collaboration: Collaboration) -> str:
    """How the way in is called: those who worked on it use it, others use it too."""
    return "We use this" if takes_part(actor, collaboration) else "We use this too"
