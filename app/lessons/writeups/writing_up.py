"""A lesson, or a few of them, as a case on two pages: for a meeting, a course, a colleague without a screen.

The first page tells what happened and what to do; the second how far it holds, where it comes from and how to cite it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.core import clock, mail, pdf
from app.core.display import show_date
from app.lessons.models import Lesson
from app.lessons.protection import Shown, shown
from app.lessons.voices import other_voice
from app.lessons.words import EVIDENCE_LABELS, KIND_LABELS, source_links
from app.taxonomy.choices import MECHANISM_LABELS

TEMPLATE = "lessons/writeups/case.typ"
# More would leave each too few words on two pages.
MOST = 6
MORE = " … (more on its page)"
# How much of each text is kept. The PDF takes for each page the first of these shares that fits.
SHARES = (1.0, 0.75, 0.5, 0.35, 0.2)
# The characters of a text that are kept at the share 1: of one lesson, and of all lessons of a set together.
OF_ONE, OF_ALL = 6_000, 3_600
TALK = (
    "Could this happen in our work? What would be the first sign?",
    "Which of our gates or meetings would catch it, and who sits there?",
    "Who will do what is advised here, and by when?",
)
PUBLISHED_CASE = (
    "A published case: a real project, told in our words from the public pages named here. It is no member’s record. "
    "Read the source before you rely on a detail."
)
# The parts that hold addresses of ours or of a source, and no words of an author.
CITE, SOURCE = "Source and how to cite", "Source"


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it: running texts, facts in a word or two, or points with a bold beginning."""

    title: str
    texts: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    points: Sequence[tuple[str, str]] = ()

    @property
    def is_empty(self) -> bool:
        return not (any(self.texts) or self.facts or self.points)


@dataclass(frozen=True)
class WriteUp:
    title: str
    caption: str
    # What it says where some or all of it is invented.
    sample: str
    pages: tuple[list[Section], list[Section]]
    printed: str = field(default_factory=lambda: show_date(clock.now()))


def write_up(lessons: Sequence[Lesson], share: float = 1.0) -> WriteUp:
    """The case of one lesson or of several, which its reader may read; `share` says how much of each text is kept."""
    front, back = (_one if len(lessons) == 1 else _several)(lessons, share)
    return WriteUp(
        title=_title(lessons),
        caption=_caption(lessons),
        sample=_sample([lesson.is_sample for lesson in lessons]),
        pages=(_filled(front), _filled(back)),
    )


def as_pdf(lessons: Sequence[Lesson]) -> bytes:
    """The same as PDF, on two pages however long the texts are."""
    versions = [write_up(lessons, share) for share in SHARES]
    pages = [[[asdict(section) for section in each.pages[page]] for each in versions] for page in (0, 1)]
    first = versions[0]
    data = {name: getattr(first, name) for name in ("title", "caption", "sample", "printed")}
    return pdf.document(TEMPLATE, data | {"pages": pages})


def _one(lessons: Sequence[Lesson], share: float) -> tuple[list[Section], list[Section]]:
    lesson = lessons[0]
    most = int(OF_ONE * share)
    front = [
        Section("What happened", [shorten(lesson.what_happened, most)]),
        Section("What worked", [shorten(lesson.what_worked, most)]),
        Section("What did not work", [shorten(lesson.what_did_not_work, most)]),
        Section("What was at the root of it", [shorten(lesson.root_cause, most)]),
        Section("What to do next time", [shorten(lesson.recommendation, most)]),
    ]
    back = [
        Section("The conditions in which it held", [shorten(lesson.conditions, most)]),
        Section("When it applies", [shorten(lesson.applies_when, most)]),
        Section("When it does not apply", [shorten(lesson.does_not_apply_when, most)]),
        *_voice(lesson, most),
        Section("About this case", facts=_facts(lesson)),
        Section("To talk about", points=[("", question) for question in TALK]),
        Section(CITE, _cite(lesson)),
    ]
    return front, back


def _several(lessons: Sequence[Lesson], share: float) -> tuple[list[Section], list[Section]]:
    most = int(OF_ALL * share / len(lessons))
    front = [
        Section(
            "What to do next time",
            points=[(each.title, shorten(each.recommendation, most)) for each in lessons],
        ),
        Section("What they have in common", facts=_in_common(lessons)),
        Section("To talk about", points=[("", question) for question in TALK]),
    ]
    back = [
        Section(f"{number}. {each.title}", *_told(each, most)) for number, each in enumerate(lessons, start=1)
    ]
    address = mail.link("writeups.show", lesson=[each.id for each in lessons])
    back.append(Section(CITE, [f"Common Ground, “{_title(lessons)}”, {clock.today():%Y}. {address}"]))
    return front, back


def _told(lesson: Lesson, most: int) -> tuple[list[str], list[tuple[str, str]]]:
    """What happened in one of several, with where it comes from and the other side's voice."""
    said = shown(lesson)
    voice = [(section.title, " ".join(section.texts)) for section in _voice(lesson, most // 2)]
    facts = [
        ("From", ", ".join(filter(None, (_from(said), said.when)))),
        ("Causes", "; ".join(cause.label for cause in said.causes)),
        *voice,
        (SOURCE, " ".join(source_links(lesson)) or _address(lesson)),
    ]
    return [f"{KIND_LABELS[lesson.kind]}. {shorten(lesson.what_happened, most)}"], _said(facts)


def _facts(lesson: Lesson) -> list[tuple[str, str]]:
    said = shown(lesson)
    facts = [
        ("From", _from(said)),
        ("With", said.other.name if said.other else ""),
        ("When", said.when),
        ("Region", said.region),
        ("Result", KIND_LABELS[lesson.kind]),
        ("What it rests on", EVIDENCE_LABELS[said.evidence] if said.evidence else ""),
        ("Mechanism", ", ".join(MECHANISM_LABELS[each] for each in said.mechanisms)),
        ("Areas of challenge", "; ".join(area.label for area in said.areas)),
        ("Specialisms", "; ".join(each.label for each in said.specialisms)),
        ("Stage", said.stage.label if said.stage else ""),
        ("Gate", said.gate.label if said.gate else ""),
        ("Causes", "; ".join(cause.label for cause in said.causes)),
        ("Guards against", "; ".join(cause.label for cause in said.guards_against)),
        ("Days lost", str(said.days_lost) if said.days_lost is not None else ""),
    ]
    return _said(facts)


def _voice(lesson: Lesson, most: int) -> list[Section]:
    """What the other side says of it; nothing where nobody asked."""
    voice = other_voice(lesson)
    if voice is None:
        return []
    return [Section(voice.heading, [shorten(voice.words, most) or "It gave no words of its own."])]


def _cite(lesson: Lesson) -> list[str]:
    links = source_links(lesson)
    said = shown(lesson)
    year = f", {said.on:%Y}" if said.on else ""
    if lesson.is_published_case:
        return [
            PUBLISHED_CASE,
            f"Cite the source: {' '.join(links)}",
            f"It was found at: Common Ground, “{lesson.title}”, {_address(lesson)}",
        ]
    return [f"Common Ground, “{lesson.title}”, a lesson from {_from(said)}{year}. {_address(lesson)}"]


def _title(lessons: Sequence[Lesson]) -> str:
    if len(lessons) == 1:
        return " ".join(lessons[0].title.split())
    named = [{cause.label for cause in (*said.causes, *said.guards_against)} for said in map(shown, lessons)]
    shared = set.intersection(*named)
    about = f": {'; '.join(sorted(shared))}" if shared else ""
    return f"{len(lessons)} lessons from working together{about}"


def _caption(lessons: Sequence[Lesson]) -> str:
    cases = sum(lesson.is_published_case for lesson in lessons)
    if len(lessons) == 1:
        return "Published case" if cases else f"Lesson from {_from(shown(lessons[0]))}"
    members = len(lessons) - cases
    parts = [f"{members} from members" if members else "", f"{cases} published" if cases else ""]
    return f"Case of {' and '.join(filter(None, parts))}"


def _sample(flags: Sequence[bool]) -> str:
    if not any(flags):
        return ""
    return (
        "Sample content: invented." if all(flags) else f"{sum(flags)} of them are sample content: invented."
    )


def _in_common(lessons: Sequence[Lesson]) -> list[tuple[str, str]]:
    """What more than one of them names, with how many do."""
    said = [shown(lesson) for lesson in lessons]
    return _said(
        [
            ("Causes", _repeated(cause.label for each in said for cause in each.causes)),
            ("Guarded against", _repeated(cause.label for each in said for cause in each.guards_against)),
            ("Stages", _repeated(each.stage.label for each in said if each.stage)),
            ("Gates", _repeated(each.gate.label for each in said if each.gate)),
            ("Mechanisms", _repeated(MECHANISM_LABELS[one] for each in said for one in each.mechanisms)),
            ("Areas of challenge", _repeated(area.label for each in said for area in each.areas)),
        ]
    )


def _repeated(labels: Any) -> str:
    return "; ".join(f"{label} ({number})" for label, number in Counter(labels).most_common() if number > 1)


def _from(said: Shown) -> str:
    return said.contributor or "partners whom the source does not name"


def _address(lesson: Lesson) -> str:
    return mail.link("lessons.show", id=lesson.id)


def _said(facts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in facts if text]


def _filled(sections: Sequence[Section]) -> list[Section]:
    return [section for section in sections if not section.is_empty]


def shorten(text: str, most: int) -> str:
    """The text in one paragraph; where it has more than `most` characters, cut after a sentence or at least a word."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[:most]
    sentence = cut.rfind(". ") + 1
    kept = cut[:sentence] if sentence > most // 2 else cut.rsplit(" ", 1)[0].rstrip(",;:.–- ")
    return kept + MORE
