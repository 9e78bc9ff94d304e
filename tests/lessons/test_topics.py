"""What the board knows of a cause, gate, mechanism or area: pages, counts, feeds, related lessons."""

from datetime import timedelta

import pytest
from lxml import etree

from app.core.actor import ANONYMOUS
from app.extensions import db
from app.lessons import topics
from app.lessons.models import Attribution, Evidence, LessonKind, LessonState
from app.lessons.related import related
from app.taxonomy.models import ResearchInterest
from tests.lessons.indexed import index_what_the_test_made
from tests.lessons.subjects import lesson
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres
WORKED, FAILED, MIXED = LessonKind.WORKED, LessonKind.DID_NOT_WORK, LessonKind.MIXED
CAUSE = "DATA_NOT_EXPORTABLE"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def board(app):
    """Five lessons on one cause, of which three are ways round it; and what must not be counted there."""
    lesson("Failed", causes=[CAUSE])
    lesson("Failed twice over", causes=[CAUSE, "FORCE_IT"])
    lesson("Worked", WORKED, guards=[CAUSE])
    lesson("Mixed", MIXED, causes=[CAUSE], recommendation="Ask for ten rows first.")
    lesson("Mixed, and prevents it", MIXED, guards=[CAUSE], recommendation="Let the force run it.")
    lesson("Another cause", causes=["VETTING_DELAY"])
    lesson("Draft", causes=[CAUSE], state=LessonState.DRAFT)


def titles(response):
    return [text_of(tag) for tag in response.page.select(".cg-card__title")]


def body(response):
    return text_of(response.page.main)


# ---- what is counted ---------------------------------------------------------------------------------------


def test_a_cause_says_how_many_lessons_and_ways_round_it_there_are(board):
    assert topics.access_topic("cause", CAUSE).known == "5 lessons, 3 ways round it"
    # Of a lesson with two causes of one group, the group counts one.
    assert topics.access_topic("cause", "C_ACCESS").known == "5 lessons, 3 ways round it"
    assert topics.access_topic("cause", "FORCE_IT").known == "1 lesson, no way round it yet"
    assert topics.access_topic("cause", "IP_DISPUTE").known == "no lesson yet"


def test_published_cases_are_counted_apart(app):
    # No case of the reference data is about public order.
    lesson("Case", WORKED, areas=["ORDER-01"], is_published_case=True, case_ref="a")
    assert topics.access_topic("area", "ORDER-01").known == "1 published case"
    lesson("Own", areas=["ORDER-01", "ORDER"])
    for code in ("ORDER-01", "ORDER"):
        known = topics.access_topic("area", code).known
        assert known == "1 lesson, none of which worked, and 1 published case", code
    lesson("Worked", WORKED, areas=["ORDER"])
    assert (
        topics.access_topic("area", "ORDER").lessons,
        topics.access_topic("area", "ORDER-01").lessons,
    ) == (2, 1)


def test_a_gate_counts_the_ways_through_it(app):
    lesson("Passed", WORKED, gate_code="DPIA")
    lesson("Stopped", gate_code="DPIA")
    assert topics.access_topic("gate", "DPIA").known == "2 lessons, 1 way through it"


def test_a_sector_only_lesson_is_found_by_no_more_than_it_shows(app):
    hidden = lesson(
        "Hidden", areas=["TRUST-01"], attribution=Attribution.SECTOR_ONLY, evidence=Evidence.MEASURED
    )
    assert topics.access_topic("area", "TRUST-01").lessons == 1
    hidden.widening = 1
    db.session.flush()
    assert topics.access_topic("area", "TRUST-01").lessons == 0
    assert topics.access_topic("area", "TRUST").lessons == 1
    assert [topic.code for topic in topics.of_lesson(hidden)] == ["TRUST"]
    beside = lesson("Beside", areas=["TRUST-01"])
    [found] = [each.why for each in related(ANONYMOUS, beside) if each.lesson is hidden]
    assert found == "Same wider area (Building and keeping public trust)"
    named = lesson("Named", attribution=Attribution.NAMED, evidence=Evidence.MEASURED)
    found = topics.AXES["evidence"].lessons([Evidence.MEASURED])
    assert db.session.scalars(found).all() == [named.id]


# ---- pages -------------------------------------------------------------------------------------------------


def test_the_page_of_a_cause_begins_with_the_ways_round_it(client, board):
    shown = client.get(f"/lessons/by/cause/{CAUSE}")
    assert "5 lessons, 3 ways round it." in body(shown)
    found = titles(shown)
    assert set(found[:3]) == {"Worked", "Mixed", "Mixed, and prevents it"}
    assert set(found[3:]) == {"Failed", "Failed twice over"}
    assert f"/lessons?cause={CAUSE}" in shown.page.links
    assert "/lessons/by/cause/C_ACCESS" in shown.page.links


def test_a_subject_without_a_way_asks_for_one(client, app):
    lesson("Failed", causes=["FORCE_IT"])
    assert "Nobody has told what works here yet" in body(client.get("/lessons/by/cause/FORCE_IT"))
    assert "No lesson yet" in body(client.get("/lessons/by/cause/IP_DISPUTE"))


@pytest.mark.parametrize(
    "path", ["cause/NONE", "stage/RESEARCH", "person/1", "cause/%00", "mechanism/RESEARCH"]
)
def test_what_is_no_subject_is_not_found(client, path):
    for end in ("", "/feed.atom"):
        assert client.get(f"/lessons/by/{path}{end}").status_code == 404


def test_every_subject_with_a_lesson_is_listed_and_leads_to_its_page(client, board):
    lesson("Gate", gate_code="DPIA", mechanism="secondment", areas=["ORDER-01"])
    shown = client.get("/lessons/by")
    subjects = {link.removeprefix("/lessons/by/") for link in shown.page.links if "/lessons/by/" in link}
    assert {each for each in subjects if each.startswith(("cause", "gate"))} == {
        *(f"cause/{code}" for code in ("C_ACCESS", CAUSE, "FORCE_IT", "C_LAW", "VETTING_DELAY")),
        "gate/DPIA",
    }
    assert {"mechanism/secondment", "area/ORDER", "area/ORDER-01"} <= subjects


def test_pages_of_lessons_research_interests_and_the_board_lead_there(client, board, db_session):
    way = lesson("Way", WORKED, guards=[CAUSE], areas=["TRUST-01"])
    sentence = "Data not exportable: 6 lessons, 4 ways round it"
    assert sentence in body(client.get(f"/lessons/{way.id}"))
    assert sentence in body(client.get(f"/lessons?cause={CAUSE}"))
    interest = db_session.query(ResearchInterest).filter_by(area_code="TRUST-01").first()
    interest = interest or db_session.query(ResearchInterest).first()
    interest.area_code = "TRUST-01"
    shown = client.get(f"/research-interests/{interest.code}")
    assert "/lessons/by/area/TRUST-01" in shown.page.links


def test_the_board_filters_by_gate_specialism_and_evidence_and_never_by_attribution(client, db_session):
    lesson("First", gate_code="DPIA", evidence=Evidence.COMPARED)
    lesson("Second", evidence=Evidence.ONCE)
    own = "source=member"
    assert titles(client.get(f"/lessons?{own}&gate=DPIA")) == ["First"]
    assert titles(client.get(f"/lessons?{own}&evidence=once")) == ["Second"]
    shown = client.get(f"/lessons?{own}")
    names = {box["name"] for box in shown.page.select(".cg-facets input[type=checkbox]")}
    assert {"gate", "evidence"} <= names
    assert "attribution" not in names


# ---- related lessons ---------------------------------------------------------------------------------------


def test_related_lessons_say_why_and_a_way_round_comes_before_another_failure(client, app):
    failed = lesson("Failed", causes=[CAUSE], areas=["TRUST-01"])
    lesson("Failed too", causes=[CAUSE])
    lesson("Way round", WORKED, guards=[CAUSE], areas=["TRUST-01"])
    lesson("Draft", causes=[CAUSE], areas=["TRUST-01"], state=LessonState.DRAFT)
    lesson("Shares its mechanism alone", mechanism="research")
    found = related(ANONYMOUS, failed)[:2]
    assert [(each.lesson.title, each.why) for each in found] == [
        (
            "Way round",
            "A way round what failed here (Data not exportable); same area (Public views of police technology)",
        ),
        ("Failed too", "Same cause (Data not exportable)"),
    ]
    assert "Why this one: Same cause (Data not exportable)." in body(client.get(f"/lessons/{failed.id}"))


def test_related_lessons_are_found_by_their_words_too(client):
    one = lesson(
        "Handover when the secondee leaves", recommendation="Write the handover before the last week."
    )
    lesson("The secondee left without a handover", recommendation="Ask for the handover early.")
    lesson("Cameras", recommendation="Charge the batteries.")
    db.session.commit()
    index_what_the_test_made()
    shown = client.get(f"/lessons/{one.id}")
    assert titles(shown) == ["The secondee left without a handover"]
    assert "Why this one: It speaks of the same things." in body(shown)


# ---- feeds -------------------------------------------------------------------------------------------------


def read(response):
    assert response.status_code == 200
    assert response.mimetype == "application/atom+xml"
    return etree.fromstring(response.data)


def test_the_feeds_are_atom(client, board):
    """What RFC 4287, sections 4.1.1 and 4.1.2, asks of a feed and its entries."""
    lesson("Less < more & \u0001 control", causes=[CAUSE])
    for path in (
        "/lessons/feed.atom",
        f"/lessons/by/cause/{CAUSE}/feed.atom",
        "/lessons/by/gate/NSI/feed.atom",
    ):
        feed = read(client.get(path))
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert len(feed.xpath("a:author/a:name", namespaces=ATOM)) == 1
        assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM)[0].endswith(path)
        for holder in (feed, *feed.xpath("a:entry", namespaces=ATOM)):
            for name in ("id", "title", "updated"):
                assert len(holder.findall(f"a:{name}", ATOM)) == 1, (path, name)
            assert holder.find("a:id", ATOM).text.startswith("http")
            assert holder.find("a:updated", ATOM).text.endswith("+00:00")
        ids = feed.xpath("a:entry/a:id/text()", namespaces=ATOM)
        assert len(ids) == len(set(ids))


def test_a_feed_holds_what_its_page_does_newest_first(client, board, clock):
    lesson("Older", causes=[CAUSE], published_at=clock.now - timedelta(days=9))
    clock.forward(days=1)
    lesson("Newest", causes=[CAUSE])
    feed = read(client.get(f"/lessons/by/cause/{CAUSE}/feed.atom"))
    found = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert set(found) == {
        "Newest",
        "Older",
        "Failed",
        "Failed twice over",
        "Worked",
        "Mixed",
        "Mixed, and prevents it",
    }
    assert (found[0], found[-1]) == ("Newest", "Older")
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-11-22T10:00:00+00:00"


def test_an_unchanged_feed_is_not_sent_again(client, board):
    path = f"/lessons/by/cause/{CAUSE}/feed.atom"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    lesson("New", causes=[CAUSE])
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
