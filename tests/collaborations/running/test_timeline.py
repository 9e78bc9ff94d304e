"""The timeline: events for those who take part, and for others the days that the collaboration's page shows."""

from datetime import date, timedelta

import pytest

from app.collaborations import cards
from app.collaborations.models import Event
from app.collaborations.running import timeline
from app.collaborations.running.models import Milestone
from app.core import clock as site_clock
from app.core.actor import CLOCK, Audience
from tests.collaborations.running.made import STARTED, work
from tests.collaborations.verbs import TODAY
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres


@pytest.fixture
def told(cast, db_session):
    """Public work that began before events were kept, with some of each kind since."""
    made = work(cast, audience=Audience.PUBLIC, planned_end=date(2027, 3, 1))
    cast.police_lead.name = "Peter Police"
    gone = cast.person("police colleague")
    gone.name, gone.closed_at = "Gone Away", site_clock.now()
    moved = cast.person("somebody who has moved")
    moved.name = "Mona Moved"
    for days, act, text, actor in (
        (40, "hand_over", "The lead handed over", cast.actors["police colleague"]),
        (30, "agreement_sign", "The agreement was signed", cast.actors["police lead"]),
        (30, "settle_gate", "The gate was settled", cast.actors["somebody who has moved"]),
        (1, "stall", "Nothing happened", CLOCK),
    ):
        made.events.append(
            Event(
                act=act,
                told=text,
                at=site_clock.now() - timedelta(days=days),
                organisation_id=cast.force.id if actor is not CLOCK else None,
                person_id=actor.person_id,
            )
        )
    db_session.add(Milestone(collaboration_id=made.id, name="Trial", due=TODAY + timedelta(days=9)))
    db_session.flush()
    return made


def test_those_who_take_part_read_the_events_with_side_and_person(cast, told):
    line = timeline.of(cast.actors["academic lead"], told)
    read = [(e.told, e.side, e.person) for month in line.months for e in month.entries]
    force = cast.force.name
    assert read[:4] == [
        ("Nothing happened", "", ""),
        ("The gate was settled", force, "Mona Moved, who has left"),
        ("The agreement was signed", force, "Peter Police"),
        ("The lead handed over", force, "somebody who has left"),
    ]
    # From before the first event, what is known.
    assert read[-1] == ("Work started", "", "")
    assert line.months[-1].first == STARTED.replace(day=1)
    assert [(e.day, e.told) for e in line.ahead] == [
        (TODAY + timedelta(days=9), "Milestone: Trial"),
        (date(2027, 3, 1), "Planned end"),
    ]


def test_who_takes_no_part_reads_the_days_and_no_name(cast, told, client):
    days = sorted(cards.timeline(told))
    for who in ("public", "police elsewhere", "academic colleague", "auditor"):
        line = timeline.of(cast.actors[who], told)
        entries = [*line.ahead, *(entry for month in line.months for entry in month.entries)]
        assert sorted((each.day, each.told) for each in entries) == days
        assert not any(each.person or each.side for each in entries)
    page = client.get(f"/collaborations/{told.id}/timeline").get_data(as_text=True)
    assert "Work started" in page
    assert not any(words in page for words in ("Peter Police", "Mona Moved", "Trial", "signed"))


def test_the_address_narrows_it_to_a_kind(cast, told, client):
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{told.id}/timeline"
    whole = client.get(path).page
    assert [link for link in whole.links if "kind=" in link] == [
        f"{path}?kind={kind}" for kind in ("work", "agreement", "gates", "people")
    ]
    narrowed = client.get(f"{path}?kind=agreement").get_data(as_text=True)
    assert "The agreement was signed" in narrowed
    assert "The gate was settled" not in narrowed
    assert "The gate was settled" in client.get(f"{path}?kind=nonsense").get_data(as_text=True)


def test_work_without_events_shows_the_days_that_there_are(cast, db_session):
    made = work(cast)
    line = timeline.of(cast.actors["police lead"], made)
    entries = [(entry.day, entry.told) for month in line.months for entry in month.entries]
    assert entries == sorted(cards.timeline(made), reverse=True)
    assert made.events == []
