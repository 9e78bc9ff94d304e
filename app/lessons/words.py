"""What lessons are called on pages, in cards and in the index: one place, so that none says more."""

from app.lessons.models import Attribution, Lesson, LessonKind
from app.organisations.models import Kind, Side

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
    if lesson.attribution is Attribution.NAMED:
        return lesson.organisation.name
    if lesson.attribution is Attribution.ROLE_ONLY:
        return _ROLES[lesson.organisation.kind]
    return _SECTORS[lesson.organisation.side]


def source_links(lesson: Lesson) -> list[str]:
    """The addresses of a published case's source pages."""
    links = (part.strip() for part in lesson.source_url.split(";"))
    return [link for link in links if link.startswith(("https://", "http://"))]


def said(text: str) -> str:
    """A text of a published case, or nothing where its source says nothing."""
    return "" if text.strip().startswith("Not reported in the text read") else text
