"""What the parties say of the legal papers: what decides which are proposed, and how each stands."""

from collections.abc import Mapping
from datetime import date

from app.collaborations.agreement import papers
from app.collaborations.agreement.models import Agreement, AgreementPaper, Mark
from app.collaborations.agreement.service import begin, own_of
from app.collaborations.models import Collaboration
from app.collaborations.service.changing import note
from app.core import clock
from app.core.actor import Actor
from app.core.errors import FieldError
from app.core.sensitivity.confirming import refuse_markings
from app.extensions import db


def answer(actor: Actor, *, collaboration: Collaboration, answers: Mapping[str, bool | None]) -> Agreement:
    """The parties say what decides which papers are proposed; None is not known yet. Raises Refused, WrongState."""
    agreement = begin(actor, collaboration, "mark")
    after = {code: said for code, said in answers.items() if said is not None}
    changed = [code for code in answers if answers[code] != agreement.answers.get(code)]
    if changed:
        db.session.add(agreement)
        agreement.answers = after
        note(
            actor,
            collaboration,
            "agreement_answer",
            "What decides the legal papers was answered",
            fields=changed,
        )
        db.session.flush()
    return agreement


def mark(
    actor: Actor,
    *,
    collaboration: Collaboration,
    code: str,
    mark: Mark,
    because: str = "",
    reference: str = "",
    link: str = "",
    dated: date | None = None,
) -> AgreementPaper:
    """The parties say of a paper that it is needed, not needed `because`, or there: a reference or a link, and a date.

    Raises FieldError, Refused, WrongState.
    """
    refuse_markings({"because": because, "reference": reference})
    if mark is Mark.NOT_NEEDED and not because.strip():
        raise FieldError("because", "Say why it is not needed")
    if mark is Mark.HAVE and not (reference.strip() or link.strip()):
        raise FieldError("reference", "Enter a reference number or a link, so that it can be found")
    if dated is not None and dated > clock.today():
        raise FieldError("dated", "The date of the paper must be today or in the past")
    agreement = begin(actor, collaboration, "mark")
    kind = papers.kinds().get(code)
    if kind is None:
        raise FieldError("mark", "Select a paper from the list")
    found = next((each for each in agreement.papers if each.kind_code == code), None)
    if found is None:
        found = AgreementPaper(kind_code=code)
    found.mark = mark
    found.because = because if mark is Mark.NOT_NEEDED else ""
    has = mark is Mark.HAVE
    found.reference, found.link, found.dated = (reference, link, dated) if has else ("", "", None)
    found.organisation_id = own_of(actor, collaboration).id
    found.person_id = actor.person_id
    db.session.add(agreement)
    if found not in agreement.papers:
        agreement.papers.append(found)
    note(
        actor,
        collaboration,
        "agreement_mark",
        f"{kind.label}: {papers.MARK_LABELS[mark].lower()}",
        fields=[code],
    )
    db.session.flush()
    return found
