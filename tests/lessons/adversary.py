"""Somebody who reads every page, knows the rules of docs/lessons-protection.md, and forgets nothing.

Nothing here uses the code that protects: pages are parsed as they come, and the rules are written a second time,
in another shape. What is known of the world besides: in which region an organisation is, and which areas and
specialisms belong together; both stand on public pages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from lxml import html

ENOUGH = 3
LEVELS = range(4)
OUTCOMES = ("delivered", "partly delivered", "not adopted", "abandoned", "never started")
MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]


@dataclass(frozen=True)
class World:
    """What everybody knows: the label above each label, the region of each organisation, and which are English."""

    above_areas: Mapping[str, str]
    above_specialisms: Mapping[str, str]
    region: Mapping[str, str]
    english: frozenset[str]


@dataclass(frozen=True)
class Work:
    """A closed collaboration as its page tells of it."""

    path: str
    police: str
    academic: str
    mechanism: str
    areas: frozenset[str]
    ended: date
    outcome: str
    # Known only in detail.
    specialisms: frozenset[str] = frozenset()
    stage: str = ""
    known_since: date = date.min

    def names(self) -> set[str]:
        return {self.police, self.academic}


@dataclass(frozen=True)
class Told:
    """A lesson as its page tells of it."""

    path: str
    title: str
    sector: str
    kind: str
    mechanisms: frozenset[str]
    areas: frozenset[str]
    specialisms: frozenset[str]
    stage: str
    when: str
    region: str
    on: date
    text: str = field(repr=False)

    @property
    def is_police(self) -> bool:
        return self.sector == "policing"


@dataclass
class Reading:
    """What the three readers have read at one time: public, members, police."""

    works: dict[str, Work]
    # Which of them each reader found in the register.
    found: dict[str, set[str]]
    lessons: dict[str, Told]
    order: list[str]
    # Every page but those of lessons, by address and reader.
    other_pages: dict[tuple[str, str], str]


def words_of(tag: Any) -> str:
    return " ".join(tag.text_content().split())


def day_of(text: str) -> date:
    day, month, year = text.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def read(clients: Mapping[str, FlaskClient], *, in_detail: bool) -> Reading:
    """What can be read of work and lessons: the lists and the lessons, and `in_detail` the page of each collaboration
    and of the offer it grew from, without which stage, specialisms and the day of the report are not known.

    Where only the public reads, everything is public.
    """
    pages: dict[tuple[str, str], str] = {}

    def get(reader: str, path: str) -> Any:
        answer = clients[reader].get(path)
        assert answer.status_code == 200, (reader, path, answer.status_code)
        pages[path, reader] = text = answer.get_data(as_text=True)
        return html.fromstring(text)

    found, works = {}, {}
    for reader in clients:
        told = [_work_of(card) for card in _cards(get, reader, "/collaborations")]
        found[reader] = {work.path for work in told if work}
        works |= {work.path: work for work in told if work}
    if in_detail:
        works = {path: _in_detail(work, get) for path, work in works.items()}
    boards = [
        [_address(card) for card in _cards(get, reader, "/lessons?source=member")]
        for reader in (clients if in_detail else ("public",))
    ]
    assert all(board == boards[0] for board in boards)
    lessons = {path: _lesson(path, get("public", path)) for path in boards[0]}
    found = {reader: found.get(reader, found["public"]) for reader in ("public", "members", "police")}
    others = {key: text for key, text in pages.items() if not key[0].startswith("/lessons")}
    return Reading(works, found, lessons, boards[0], others)


def _cards(get: Any, reader: str, path: str) -> Iterator[Any]:
    """The cards of a list, page after page."""
    number = 1
    while True:
        page = get(reader, f"{path}{'&' if '?' in path else '?'}page={number}")
        yield from page.xpath("//article")
        number += 1
        if not any(f"page={number}" in each for each in page.xpath("//main//a/@href")):
            return


def _address(card: Any) -> str:
    return str(card.xpath(".//*[contains(@class, 'cg-card__title')]/a/@href")[0])


def _facts(tag: Any) -> dict[str, Any]:
    rows = tag.xpath(".//dl[contains(@class, 'cg-meta')]/div")
    return {words_of(row.find("dt")).rstrip(":"): row.find("dd") for row in rows}


def _work_of(card: Any) -> Work | None:
    said = {name: words_of(tag) for name, tag in _facts(card).items()}
    ended = said["When"].rpartition(" to ")[2]
    outcome = words_of(card.xpath(".//*[contains(@class, 'govuk-tag')]")[0]).lower()
    if outcome not in OUTCOMES:
        return None
    police, academic = words_of(card.xpath(".//*[@class='cg-card__kind']")[0]).split(" and ")
    areas = frozenset(filter(None, said.get("Areas", "").split(", ")))
    return Work(_address(card), police, academic, said["Mechanism"], areas, day_of(ended), outcome)


def _in_detail(work: Work, get: Any) -> Work:
    page = get("police", work.path)
    facts = _facts(page)
    specialisms = frozenset[str]()
    if "Grew from the offer" in facts:
        offer = get("police", facts["Grew from the offer"].find("a").get("href"))
        specialisms = frozenset(_rows(offer).get("Specialisms", []))
    known = re.compile(r"(\d+ \w+ \d{4})\s*(?:Outcome reported|Confirmed by the other side)")
    days = [match[1] for tag in page.xpath("//ol/li") if (match := known.match(words_of(tag)))]
    stage = words_of(facts["Stage reached"]) if "Stage reached" in facts else ""
    return replace(work, specialisms=specialisms, stage=stage, known_since=max(map(day_of, days)))


def _rows(page: Any) -> dict[str, list[str]]:
    """The rows of a summary list: each value, or the entries of its list."""
    return {
        words_of(row.find("dt")): [words_of(tag) for tag in (row.findall(".//li") or [row.find("dd")])]
        for row in page.xpath("//div[contains(@class, 'govuk-summary-list__row')]")
    }


def _lesson(path: str, page: Any) -> Told:
    rows = _rows(page)

    def one(name: str) -> str:
        return rows.get(name, [""])[0]

    return Told(
        path,
        words_of(page.find(".//h1")).removeprefix("Lesson "),
        one("From"),
        words_of(page.xpath("//*[contains(@class, 'govuk-tag')]")[0]),
        frozenset(rows.get("Mechanism", [])),
        frozenset(rows.get("Areas of challenge", [])),
        frozenset(rows.get("Specialisms", [])),
        one("Stage"),
        one("When"),
        one("Region"),
        day_of(one("On the board since")),
        words_of(page.find(".//main")),
    )


class Adversary:
    """Holds what was read against each other, in every way that the documentation warns of."""

    def __init__(self, world: World, reading: Reading) -> None:
        self.world = world
        self.reading = reading

    def sector_only(self) -> list[Told]:
        return [each for each in self.reading.lessons.values() if each.sector in ("policing", "academia")]

    def looks(self, work: Work, is_police: bool, level: int) -> tuple[Any, ...]:
        """What a lesson from that work would show at a level."""
        known = self.world
        region = known.region.get(work.police if is_police else work.academic, "")
        if level == 3 and region in known.english:
            region = "England"
        areas, specialisms = work.areas, work.specialisms
        if level:
            areas = frozenset(known.above_areas.get(each, each) for each in areas)
            specialisms = frozenset(known.above_specialisms.get(each, each) for each in specialisms)
        year = str(work.ended.year)
        return areas, specialisms, year if level >= 2 else f"{MONTHS[work.ended.month - 1]} {year}", region

    def could_be(self, told: Told, work: Work) -> bool:
        """By what no widening changes, and by the days."""
        failed, worked = told.kind == "Did not work", told.kind == "Worked"
        return (
            work.mechanism in told.mechanisms
            and work.stage == told.stage
            and work.known_since < told.on
            and not (failed and work.outcome == "delivered")
            and not (worked and work.outcome not in ("delivered", "partly delivered"))
        )

    def fitting(self, told: Told) -> set[Work]:
        """The work that fits at some level."""
        shown = (told.areas, told.specialisms, told.when, told.region)
        return {
            work
            for work in self.reading.works.values()
            if self.could_be(told, work)
            and any(self.looks(work, told.is_police, level) == shown for level in LEVELS)
        }

    def would_be_shown_so(self, told: Told) -> set[Work]:
        """The same, knowing that the narrowest showing that is enough is chosen: each work is given the level at which
        a lesson like this one from it would be shown."""
        left = [work for work in self.reading.works.values() if self.could_be(told, work)]
        shown = (told.areas, told.specialisms, told.when, told.region)
        found = set()
        for level in LEVELS:
            groups: dict[tuple[Any, ...], set[Work]] = {}
            for work in left:
                groups.setdefault(self.looks(work, told.is_police, level), set()).add(work)
            settled = {look: group for look, group in groups.items() if not self.too_few(group)}
            found |= settled.get(shown, set())
            left = [work for work in left if self.looks(work, told.is_police, level) not in settled]
        return found

    def too_few(self, works: Iterable[Work], *, may_be_none: bool = False) -> str:
        """Which reader is left with too few organisations, in words; empty when none is."""
        works = set(works)
        if not works and not may_be_none:
            return "nothing is left at all"
        for reader, paths in self.reading.found.items():
            seen = {work for work in works if work.path in paths}
            if seen and (few := _few(seen)):
                return f"{reader}: {few}"
            # Whoever is signed in knows the lessons of their own organisation and those that it was asked about.
            for own in set().union(*(work.names() for work in seen)) if reader != "public" else ():
                if reader == "police" and all(work.police != own for work in seen):
                    continue
                if few := _few({work for work in seen if own not in work.names()}):
                    return f"{reader}, somebody of {own}: {few}"
        return ""


def _few(works: set[Work]) -> str:
    police, academic = {work.police for work in works}, {work.academic for work in works}
    return "" if min(len(police), len(academic)) >= ENOUGH else f"{sorted(police)} and {sorted(academic)}"
