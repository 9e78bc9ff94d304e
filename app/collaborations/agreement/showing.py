"""How an agreement and its versions stand, in words and rows for pages."""

from collections.abc import Sequence
from typing import Any

from app.collaborations.agreement import papers, parts
from app.collaborations.agreement.forms import STEPS, Step
from app.collaborations.agreement.models import (
    Agreement,
    AgreementPaper,
    AgreementVersion,
    Mark,
    Signature,
    VersionState,
)
from app.collaborations.agreement.service import texts_of
from app.collaborations.models import Collaboration
from app.collaborations.size import is_small
from app.core import clock, mail, pdf
from app.core.display import show_date, show_moment

TEMPLATE = "collaborations/agreement/version.typ"
STATE_LABELS = {
    VersionState.OFFERED: "Waits for signatures",
    VersionState.IN_FORCE: "In force",
    VersionState.REPLACED: "Replaced",
    VersionState.DECLINED: "Declined",
    VersionState.WITHDRAWN: "Withdrawn",
}
STATE_COLOURS = {
    VersionState.OFFERED: "blue",
    VersionState.IN_FORCE: "green",
    VersionState.REPLACED: "grey",
    VersionState.DECLINED: "red",
    VersionState.WITHDRAWN: "grey",
}
MARK_COLOURS = {Mark.NEEDED: "blue", Mark.NOT_NEEDED: "grey", Mark.HAVE: "green"}


def history(version: AgreementVersion) -> str:
    """What became of a version, in a sentence."""
    offered = f"Offered by {version.organisation.name} on {show_date(version.offered_at)}."
    by = version.ended_by.name if version.ended_by else ""
    ended = {
        VersionState.OFFERED: "",
        VersionState.IN_FORCE: f" In force since {show_date(version.in_force_at)}.",
        VersionState.REPLACED: f" In force from {show_date(version.in_force_at)} to {show_date(version.ended_at)}.",
        VersionState.DECLINED: f" Declined by {by} on {show_date(version.ended_at)}.",
        VersionState.WITHDRAWN: f" Withdrawn on {show_date(version.ended_at)}, when {by} changed the working copy.",
    }
    return offered + ended[version.state]


def signed_by(signature: Signature) -> str:
    """Who signed, in which post, for whom and when. Of somebody who has closed their account the post stays."""
    person = signature.person
    name = person.name if person is not None and person.name else "Somebody who has left"
    when = show_moment(signature.signed_at)
    return f"{name}, {signature.post}, for {signature.organisation.name}, on {when}"


def waits_for(version: AgreementVersion) -> list[str]:
    """The sides that have not signed a version, by name."""
    both = version.agreement.collaboration.organisations
    return [each.name for each in both if version.signature_of(each.id) is None]


def is_intact(version: AgreementVersion) -> bool:
    """Whether the text still has the hash that it was given, and that each side signed."""
    hashes = {version.hash, *(each.hash for each in version.signatures)}
    return hashes == {parts.hash_of(version.number, version.texts)}


def earlier(version: AgreementVersion) -> AgreementVersion | None:
    """What a version is compared with: the last one before it that both signed, or else the last before it."""
    before = [each for each in version.agreement.versions if each.number < version.number]
    signed = [each for each in before if each.in_force_at is not None]
    return next(reversed(signed or before), None)


def changes_not_signed(agreement: Agreement) -> list[parts.Difference]:
    """In what the working copy differs from what is in force."""
    if agreement.in_force is None:
        return []
    return parts.differences(agreement.in_force.texts, parts.rendered(texts_of(agreement)))


def missing_titles(agreement: Agreement) -> list[str]:
    """The parts that must be written before the agreement can be offered."""
    collaboration = agreement.collaboration
    return [part.title for part in parts.missing(texts_of(agreement), is_small=is_small(collaboration))]


def status_of_step(agreement: Agreement, step: Step) -> str:
    """How far a page is, as a word of the task list."""
    texts = texts_of(agreement)
    own = [part for part in parts.PARTS if part.step == step.slug]
    written = [bool(part.read(texts)) for part in own]
    missing = parts.missing(texts, is_small=is_small(agreement.collaboration))
    if any(part in missing for part in own):
        return "in_progress" if any(written) else "not_started"
    return "completed" if all(written) else "optional"


def rows_of(agreement: Agreement, step: Step) -> list[tuple[str, str]]:
    """What is saved of the parts of a page."""
    texts = texts_of(agreement)
    return [(part.title, part.read(texts)) for part in parts.PARTS if part.step == step.slug]


def done(agreement: Agreement) -> int:
    """How many pages have all that is needed."""
    return sum(status_of_step(agreement, step) in ("completed", "optional") for step in STEPS)


def version_page(version: AgreementVersion) -> dict[str, Any]:
    """What the PDF of a version says, which is what its page says."""
    collaboration = version.agreement.collaboration
    return {
        "title": collaboration.title,
        "organisations": " and ".join(each.name for each in collaboration.organisations),
        "number": version.number,
        "standing": f"{STATE_LABELS[version.state]}. {history(version)}",
        "is_sample": collaboration.is_sample,
        "deviation": version.deviation,
        "parts": [[each["title"], each["text"] or "Nothing is said."] for each in version.texts],
        "signatures": [signed_by(each) for each in version.signatures],
        "unsigned": waits_for(version),
        "hash": version.hash,
        "printed": show_date(clock.now()),
        "address": mail.link("agreements.version", id=collaboration.id, number=version.number),
    }


def version_pdf(version: AgreementVersion) -> bytes:
    """The version as PDF, with its hash and its signatures."""
    return pdf.document(TEMPLATE, version_page(version))


def shown_papers(collaboration: Collaboration, said: Sequence[AgreementPaper]) -> list[dict[str, Any]]:
    """Every paper of the chooser: why it is proposed (empty when it is not), what it is and how it stands."""
    why = {paper.code: paper.why for paper in papers.papers_for(collaboration)}
    marks = {each.kind_code: each for each in said}
    return [
        {
            "code": code,
            "kind": kind,
            "about": papers.KINDS[code],
            "why": why.get(code, ""),
            "paper": marks.get(code),
            "is_open": code in why and (code not in marks or marks[code].mark is Mark.NEEDED),
        }
        for code, kind in papers.kinds().items()
    ]
