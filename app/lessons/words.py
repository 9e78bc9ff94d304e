"""What lessons are called on pages, in cards and in the index: one place, so that none says more."""

from app.lessons.models import Attribution, Evidence, Lesson, LessonKind, Use
from app.organisations.models import Kind, Organisation, Side

KIND_LABELS: dict[str, str] = {
    LessonKind.WORKED: "Worked",
    LessonKind.DID_NOT_WORK: "Did not work",
    LessonKind.MIXED: "Mixed",
}
KIND_COLOURS: dict[str, str] = {
    LessonKind.WORKED: "green",
    LessonKind.DID_NOT_WORK: "red",
    LessonKind.MIXED: "orange",
}
ATTRIBUTION_LABELS: dict[str, str] = {
    Attribution.NAMED: "Name my organisation",
    Attribution.ROLE_ONLY: "Say only what kind of organisation it is",
    Attribution.SECTOR_ONLY: "Say only policing or academia",
}
EVIDENCE_LABELS: dict[str, str] = {
    Evidence.COMPARED: "Compared with work that did otherwise",
    Evidence.MEASURED: "Measured before and after",
    Evidence.REPEATED: "Seen more than once",
    Evidence.ONCE: "Seen once",
}
USE_LABELS: dict[str, str] = {
    Use.WILL_APPLY: "Will apply",
    Use.NOTED: "Noted",
    Use.NOT_RELEVANT: "Not relevant",
}
OTHER_REASON = "other"
WHY_NOT: dict[str, str] = {
    "other_work": "We do another kind of work",
    "other_data": "Our data, law or systems differ",
    "settled": "We have settled this already",
    "out_of_date": "It is out of date",
    "disagree": "We would not do what it says",
    OTHER_REASON: "Another reason",
}
MEMBER, CASE = "member", "case"
SOURCE_LABELS: dict[str, str] = {MEMBER: "Members' lessons", CASE: "Published cases"}

_ROLES: dict[Kind, str] = {
    Kind.TERRITORIAL: "a territorial force",
    Kind.SPECIAL: "a special police force",
    Kind.NATIONAL_AGENCY: "a national agency",
    Kind.NATIONAL_BODY: "a national policing body",
    Kind.INSPECTORATE: "an inspectorate",
    Kind.LOCAL_POLICING_BODY: "a local policing body",
    Kind.REGIONAL_UNIT: "a regional unit",
    Kind.CROWN_DEPENDENCY: "a Crown dependency force",
    Kind.OVERSIGHT: "an oversight body",
    Kind.REGULATOR: "a regulator",
    Kind.FORENSIC_SERVICE: "a forensic service",
    Kind.REPRESENTATIVE_BODY: "a representative body",
    Kind.GOVERNMENT_SCIENCE: "a government science body",
    Kind.UNIVERSITY: "a university",
    Kind.PARTNERSHIP: "a policing and academic partnership",
}
_SECTORS: dict[Side, str] = {
    Side.POLICE: "policing",
    Side.ACADEMIC: "academia",
    Side.NEITHER: "policing and academia together",
}


def contributor(lesson: Lesson) -> str:
    """Who a lesson comes from, as far as its author lets it be said; never a person.

    A published case comes from its partners, as its source names them.
    """
    if lesson.is_published_case:
        return lesson.partners
    if lesson.organisation is None:
        return "an organisation that is no longer here"
    return called(lesson.organisation, lesson.attribution)


def called(organisation: Organisation, attribution: Attribution) -> str:
    """What an organisation is called where that much may be said of it."""
    if attribution is Attribution.NAMED:
        return organisation.name
    if attribution is Attribution.ROLE_ONLY:
        return _ROLES[organisation.kind]
    return _SECTORS[organisation.side]


def texts(lesson: Lesson) -> list[tuple[str, str]]:
    """The texts of a lesson under their headings, without those that are empty."""
    headed = [
        ("What happened", lesson.what_happened),
        ("What worked", lesson.what_worked),
        ("What did not work", lesson.what_did_not_work),
        ("What to do next time", lesson.recommendation),
        ("When this applies", lesson.applies_when),
        ("When this does not apply", lesson.does_not_apply_when),
        ("The conditions in which it held", lesson.conditions),
        ("What was at the root of it", lesson.root_cause),
    ]
    return [(heading, words) for heading, words in headed if words]


def source_links(lesson: Lesson) -> list[str]:
    """The addresses of a published case's source pages."""
    links = (part.strip() for part in lesson.source_url.split(";"))
    return [link for link in links if link.startswith(("https://", "http://"))]


def said(text: str) -> str:
    """A text of a published case, or nothing where its source says nothing."""
    return "" if text.strip().startswith("Not reported in the text read") else text
