"""The lessons of a match: who is shown them, where, and who says what they do with them."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience
from app.extensions import db
from app.lessons import policy
from app.lessons.models import LessonClick, LessonMechanism
from app.lessons.places import Place, links
from app.listings.models import ListingState
from app.taxonomy.models import Area, Mechanism
from tests import factories
from tests.matching.stored import match
from tests.matching.test_feedback import cast

pytestmark = pytest.mark.postgres
LINK = "What others learned that fits this match"


@pytest.fixture
def pair(app):
    brief = factories.brief(factories.force(), audience=Audience.PUBLIC, title="Tyre marks at scenes")
    offer = factories.offer(
        factories.university(), title="Tread pattern retrieval", mechanism=Mechanism.TRAINING
    )
    area = db.session.get_one(Area, "FORENS-11")
    offer.areas.append(area)
    made = factories.lesson(title="Photograph the whole sole", areas=[area])
    made.mechanism_links = [LessonMechanism(mechanism=Mechanism.TRAINING)]
    return match(brief, offer)


def place_of(found):
    return Place("match", f"{found.brief_id}.{found.offer_id}")


def test_only_members_of_the_two_organisations_click_and_while_both_are_open(pair):
    lesson, place = factories.lesson(), place_of(pair)
    for who, (actor, side) in cast(pair).items():
        assert policy.can_click(actor, lesson, place) == bool(side), who
    officer, _ = cast(pair)["officer of the force"]
    assert not policy.can_click(officer, lesson, Place("match", f"{pair.brief_id}.{pair.offer_id + 1}"))
    pair.offer.state = ListingState.CLOSED
    db.session.flush()
    assert not policy.can_click(officer, lesson, place)


def test_the_card_leads_both_sides_to_the_lessons_of_the_match_and_nobody_else(pair, client):
    for listing in (pair.brief, pair.offer):
        path = f"/{listing.kind.value}s/{listing.id}"
        client.sign_in(factories.person(listing.organisation))
        page = client.get(path).page
        assert page.text.count(LINK) == 1
        (address,) = [link for link in page.links if link.endswith("#lessons")]
        shown = client.get(address).page
        assert "Lessons for this match" in shown.text
        assert "Photograph the whole sole" in shown.text
        assert "same mechanism (training)" in shown.text
        client.sign_out()
        assert LINK not in client.get(path).page.text


def test_what_was_said_of_the_match_comes_back_after_a_click(pair, client):
    client.sign_in(factories.person(pair.brief.organisation))
    page = client.get(f"/matches/{pair.brief_id}/{pair.offer_id}/give-feedback").page
    button = page.select("button[value=will_apply]")[0]
    typed = {**page.form(), "words": "It forgot the sole", "lesson_click": "will_apply"}
    back = client.get(client.post(button["formaction"], data=typed).location).page
    assert back.form()["words"] == ["It forgot the sole"]
    click = db.session.scalar(select(LessonClick))
    assert (click.place_kind, click.place_id) == ("match", f"{pair.brief_id}.{pair.offer_id}")


def test_only_the_two_sides_get_a_link_to_it(app, pair):
    place, actors = place_of(pair), cast(pair)
    db.session.commit()
    with app.test_request_context():
        for who, (actor, side) in actors.items():
            titles = [link.title for link in links(actor, [place]).values()]
            assert titles == (
                ["Match: Tyre marks at scenes, with Tread pattern retrieval"] if side else []
            ), who
