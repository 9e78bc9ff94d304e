"""Nothing on the site differs by what a sector-only lesson hides: the site is read, the lesson is given to somebody
else who could have written it, and the site is read again."""

import re
from datetime import UTC, date, datetime
from itertools import chain

import pytest

from app.core.actor import Role
from app.lessons.models import LessonState
from app.lessons.tracing import NATION
from app.taxonomy.models import Mechanism
from tests import factories
from tests.house.walk import rules
from tests.lessons.crowds import lesson_from, sub_areas, work
from tests.lessons.indexed import index_what_the_test_made
from tests.support.counts import FULL, count
from tests.support.pdfs import words_of
from tests.support.signin import sign_in

SPRING = datetime(2026, 4, 1, tzinfo=UTC)
# What differs from one answer to the next by itself.
ACCIDENTS = re.compile(r'name="(csrf_token|submission_key)" value="[^"]*"|"[\w.-]{60,}"')
PUBLISHED_CASE = re.compile(r"/lessons/\d+")
WORDS = "Nobody could export the data"


def addresses(app, told, works):
    """Every page that asks for nothing, those of the lesson and of the work, and the board and the search narrowed by
    all that was hidden."""
    yield from ("/", "/lessons", "/collaborations", "/organisations")
    if FULL:
        # The audit trail tells of the very sign-ins with which it is read here; test_protection.py reads it.
        yield from (rule.rule for rule in rules(app, "GET") if not rule.arguments and rule.rule != "/audit")
    for each in works:
        yield f"/collaborations/{each.id}"
        yield from (f"/organisations/{organisation.slug}" for organisation in each.organisations)
        for area in (each.areas[0].parent_code, each.areas[0].code):
            yield f"/lessons?area={area}"
            yield f"/find?q=export+data&area={area}"
        for words in (each.areas[0].label, each.police_organisation.name, f"{each.ended:%B %Y}")[
            : count(1, 3)
        ]:
            yield f"/lessons?q={words}"
            yield f"/find?q={words}"
    yield f"/find?q={WORDS}"
    yield f"/lessons/{told.id}"


def read(client, paths):
    """What stands at each address, and in the long run at those to which the board and the lesson lead."""
    found = {}
    waiting = list(dict.fromkeys(paths))
    for path in waiting:
        answer = client.get(path)
        found[path] = answer.status_code, said_by(answer)
        if FULL and path in ("/lessons", paths[-1]):
            links = {
                link.replace("&amp;", "&") for link in re.findall(r'href="(/lessons[^"#]*)"', said_by(answer))
            }
            waiting += sorted(link for link in links - set(waiting) if not PUBLISHED_CASE.fullmatch(link))
    return found


def said_by(answer):
    """What can be read of an answer; nothing of a workbook, which is packed anew each time."""
    if answer.mimetype == "application/pdf":
        return words_of(answer.data)
    is_text = answer.is_json or answer.mimetype.startswith("text/") or answer.mimetype.endswith("xml")
    return ACCIDENTS.sub("", answer.get_data(as_text=True)) if is_text else ""


@pytest.mark.timeout(600)
def test_nothing_differs_by_who_wrote_a_sector_only_lesson(app, new_client, clock):
    clock.set(SPRING)
    first, second = sub_areas(2)
    with factories.together():
        works = [
            work(areas=[first], region="NE", mechanism=Mechanism.CONSULTANCY),
            work(areas=[second], region="LON", ended=date(2026, 1, 12), mechanism=Mechanism.CONSULTANCY),
        ]
        authors = [factories.person(each.police_organisation) for each in works]
        readers = {
            "public": None,
            "police": factories.person(factories.force(), Role.PARTNERSHIP_MANAGER),
            "reviewer": factories.person(None, Role.REVIEWER),
            "auditor": factories.person(None, Role.AUDITOR),
            "academic": factories.person(factories.university(), Role.PARTNERSHIP_MANAGER),
        }
    told = lesson_from(
        works[0], LessonState.PUBLISHED, what_happened=WORDS, widening=NATION, published_at=SPRING
    )
    paths = list(addresses(app, told, works))
    seen = []
    for of, author in zip(works, authors, strict=True):
        for each in works:
            each.lessons = [told] if each is of else []
        told.organisation, told.other, told.author = *of.organisations, author
        told.areas, told.region_code, told.happened_on = (
            list(of.areas),
            of.police_organisation.region_code,
            of.ended,
        )
        index_what_the_test_made()
        answers = {}
        for name in list(readers)[: count(1, 5)]:
            client = new_client()
            if readers[name] is not None:
                sign_in(client, readers[name])
            answers |= {(name, path): answer for path, answer in read(client, paths).items()}
        seen.append(answers)
    assert seen[0].keys() == seen[1].keys()
    assert [key for key in seen[0] if seen[0][key] != seen[1][key]] == []
    shown = [key for key, (_, data) in seen[0].items() if f"/lessons/{told.id}" in str(data)]
    assert {path for _, path in chain(shown)} >= {
        "/lessons",
        f"/find?q={WORDS}",
        f"/lessons?area={first.parent_code}",
    }
