"""What an impact case study asks for, filled from what is recorded.

The five headings are those of section B of the template REF3 of REF 2021 (REF 2019/01, Guidance on submissions, annex
G). What nobody has recorded is said to be not recorded. Organisations and posts are named; a person only who is a
contact of the reader's own university.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.briefs.sponsors import policy as sponsors
from app.briefs.sponsors.models import SponsorState
from app.collaborations.agreement.models import Agreement
from app.collaborations.cards import lessons_shown, period
from app.collaborations.ending import words
from app.collaborations.ending.models import Adoption, Output
from app.collaborations.models import Collaboration, Measure
from app.collaborations.returns.report import Report, Section, Table
from app.collaborations.stages.models import Decision, StageDecision
from app.collaborations.words import CONFIRMATION_LABELS, OUTCOME_LABELS
from app.core.actor import Actor
from app.core.display import show_date
from app.extensions import db
from app.lessons.models import Attribution, LessonState
from app.organisations.models import Organisation
from app.taxonomy.choices import MECHANISM_LABELS, label
from app.taxonomy.models import Area

NOTES = (
    "Filled from what is recorded here, under the five headings of the REF 2021 template. It is evidence to write "
    "from, not a case study: the next exercise may ask otherwise, so check with your REF team.",
    "Posts stand in place of people, but for contacts of your own university.",
)
ORDERED = {
    Decision.GO_ON: "go on",
    Decision.CHANGE: "go on with changes",
    Decision.STOP: "stop",
}


def evidence(actor: Actor, collaboration: Collaboration) -> Report:
    """The evidence of a collaboration, for a reader who takes part for the university."""
    adoptions = _of(Adoption, collaboration, Adoption.on)
    decisions = _of(StageDecision, collaboration, StageDecision.decided_on)
    return Report(
        title="Evidence for an impact case study",
        caption=collaboration.title,
        notes=NOTES,
        sections=[
            _summary(collaboration),
            _research(collaboration),
            _references(collaboration),
            _details(collaboration, adoptions, decisions),
            _sources(actor, collaboration, adoptions),
        ],
        is_sample=collaboration.is_sample,
    )


def _of(model: Any, collaboration: Collaboration, by: Any) -> Sequence[Any]:
    found = select(model).where(model.collaboration_id == collaboration.id).order_by(by, model.id)
    return db.session.scalars(found).all()


def _known(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(what, text) for what, text in pairs if text]


def _summary(collaboration: Collaboration) -> Section:
    outcome = collaboration.known_outcome
    texts = [collaboration.outcome_summary] if outcome and collaboration.outcome_summary else []
    facts = [
        ("Outcome", OUTCOME_LABELS[outcome] if outcome else ""),
        ("When", period(collaboration)),
        ("Record", CONFIRMATION_LABELS[collaboration.confirmation] if outcome else ""),
    ]
    return Section("1. Summary of the impact", texts=texts, facts=_known(facts) if outcome else ())


def _research(collaboration: Collaboration) -> Section:
    facts = [
        ("University", collaboration.academic_organisation.name),
        ("Partner", collaboration.police_organisation.name),
        ("Mechanism", MECHANISM_LABELS[collaboration.mechanism]),
        ("When", period(collaboration)),
        ("Areas of challenge", "; ".join(label(Area, area.code) for area in collaboration.areas)),
        ("Success as both agreed", "; ".join(collaboration.success_criteria.split("\n"))),
        ("Maryland scale", "" if collaboration.maryland is None else words.MARYLAND[collaboration.maryland]),
        ("Readiness (TRL)", _readiness(collaboration)),
        ("Stage of practice", words.PRACTICE_STAGES.get(collaboration.practice_stage or "", "")),
    ]
    texts = [collaboration.summary] if collaboration.summary else []
    return Section("2. Underpinning research", texts=texts, facts=_known(facts))


def _readiness(collaboration: Collaboration) -> str:
    before, after = collaboration.trl_before, collaboration.trl_after
    if before is None and after is None:
        return ""
    return f"{before or 'not recorded'} before, {after or 'not recorded'} after"


def _references(collaboration: Collaboration) -> Section:
    points = [
        ". ".join(
            part
            for part in (
                output.title.rstrip("."),
                words.OUTPUT_KINDS[output.kind],
                show_date(output.on),
                output.link or "No address recorded",
                f"Licence: {words.LICENCES[output.licence]}" if output.licence else "",
            )
            if part
        )
        for output in _of(Output, collaboration, Output.on)
    ]
    return Section("3. References to the research", points=points)


def _details(
    collaboration: Collaboration, adoptions: Sequence[Adoption], decisions: Sequence[StageDecision]
) -> Section:
    tables = []
    if collaboration.measures:
        head = ("Measure", "Baseline", "Target", "Latest reading", "On", "Measured by")
        tables.append(Table("Measures", head, [_measured(each) for each in collaboration.measures]))
    if adoptions:
        rows = [
            (
                each.organisation.name,
                show_date(each.on),
                words.EXTENTS[each.extent],
                each.words or "–",
            )
            for each in adoptions
        ]
        tables.append(Table("Adopted by", ("Organisation", "Since", "How far", "In its words"), rows))
    points = [
        f"{show_date(each.decided_on)}: {each.decided_by_post} decided to {ORDERED[each.decision]}"
        + (f", stage “{each.stage.label}”" if each.stage else "")
        + f". {each.reason}"
        for each in decisions
    ]
    facts = [(words.EMMIE[part].title, text) for part, text in (collaboration.emmie or {}).items() if text]
    return Section("4. Details of the impact", facts=facts, points=points, tables=tables)


def _measured(measure: Measure) -> tuple[str, ...]:
    latest = measure.readings[-1] if measure.readings else None
    name = measure.name[:1].upper() + measure.name[1:]
    name = f"{name} ({measure.unit})" if measure.unit else name
    by = latest.organisation.name if latest and latest.organisation else "–"
    return (
        name,
        measure.baseline or "–",
        measure.target or "–",
        latest.words if latest else measure.not_measured_because or "Not recorded",
        show_date(latest.on) if latest else "–",
        by,
    )


def _sources(actor: Actor, collaboration: Collaboration, adoptions: Sequence[Adoption]) -> Section:
    """Who could say that it is so: organisations and posts."""
    partner = collaboration.police_organisation
    points = [
        *_backed_by(actor, collaboration),
        *_signed(collaboration),
        *_contacts(actor, collaboration, partner),
        *(f"{each.organisation.name}, which uses it since {show_date(each.on)}" for each in adoptions),
        *(
            f"Lesson on the board: {lesson.title}"
            for lesson in lessons_shown(actor, collaboration)
            # It is written to be handed on, so it links no lesson that does not name its organisation itself.
            if lesson.state is LessonState.PUBLISHED and lesson.attribution is Attribution.NAMED
        ),
    ]
    return Section("5. Sources to corroborate the impact", points=points)


def _backed_by(actor: Actor, collaboration: Collaboration) -> list[str]:
    if collaboration.brief is None:
        return []
    sponsor = sponsors.sponsor_seen_by(actor, collaboration.brief)
    if sponsor is None or sponsor.state is not SponsorState.CONFIRMED:
        return []
    backed = show_date(sponsor.answered_at)
    return [f"{sponsor.post}, {collaboration.police_organisation.name}, who backed the brief on {backed}"]


def _signed(collaboration: Collaboration) -> list[str]:
    agreement = db.session.scalar(
        select(Agreement)
        .where(Agreement.collaboration_id == collaboration.id)
        .options(selectinload(Agreement.versions))
    )
    version = agreement.in_force if agreement else None
    if version is None:
        return []
    return [
        f"{each.post}, {each.organisation.name}, who signed version {version.number} of the working agreement on "
        f"{show_date(each.signed_at)}"
        for each in version.signatures
    ]


def _contacts(actor: Actor, collaboration: Collaboration, partner: Organisation) -> list[str]:
    found = []
    for contact in collaboration.contacts:
        person, where = contact.person, contact.organisation
        if person.closed_at:
            continue
        role = "second contact" if contact.is_second else "lead"
        if contact.organisation_id == actor.organisation_id:
            found.append(f"{person.name}, {person.post or 'post not recorded'}, {where.name}, {role}")
        else:
            found.append(f"{person.post or 'Post not recorded'}, {where.name}, {role}")
    return found or [f"{partner.name}"]
