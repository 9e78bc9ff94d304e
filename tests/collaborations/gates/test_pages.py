"""The pages of gates: who reads them, what they tell, and what they refuse by the field."""

import pytest

from app.collaborations.gates.models import GateState
from app.collaborations.models import Confirmation, Status
from app.core.actor import Audience
from app.core.models import MailRow
from app.extensions import db
from app.lessons.fitting import Facts, choose
from app.lessons.models import LessonClick
from app.taxonomy.models import Area
from tests import factories
from tests.collaborations.gates.made import gate
from tests.support.pages import text_of

WORDS = "The signing officer is away until May"


@pytest.fixture
def made(cast):
    return cast.collaboration(status=Status.RUNNING, audience=Audience.PUBLIC)


@pytest.fixture
def it(cast, made):
    return gate(made, state=GateState.BLOCKED, blocked_by=WORDS)


def test_the_page_of_gates_and_each_gate_is_for_those_who_take_part_and_its_owner(cast, made, it, client):
    it.academic_owner_id = cast.actors["academic colleague"].person_id
    paths = [f"/collaborations/{made.id}/gates", f"/gates/{it.id}", f"/gates/{it.id}/settle"]
    for who, statuses in {
        "police lead": [200, 200, 200],
        "academic manager": [200, 200, 200],
        "academic colleague": [403, 200, 200],
        "police colleague": [403, 404, 404],
        "reviewer": [403, 404, 404],
    }.items():
        client.sign_in(cast.person(who))
        assert [client.get(path).status_code for path in paths] == statuses, who


def test_nobody_else_reads_what_stands_in_the_way(cast, made, it, client):
    client.sign_in(cast.person("police colleague"))
    for path in (f"/collaborations/{made.id}", "/collaborations", "/desk"):
        assert WORDS not in text_of(client.get(path).page.main), path
    client.sign_out()
    assert WORDS not in client.get(f"/collaborations/{made.id}").page.text
    assert client.get(f"/gates/{it.id}").status_code == 302


def test_a_stuck_gate_shows_its_lessons_first_those_about_it_with_one_click(cast, it, client):
    about = factories.lesson(gate_code="DPIA", title="Name who signs before you start")
    factories.lesson(gate_code="NDA", title="Another matter")
    path = f"/gates/{it.id}"
    client.sign_in(cast.police_lead)
    page = client.get(path).page
    assert page.text.index("Lessons about this gate") < page.text.index(about.title)
    assert "Another matter" not in page.text
    button = page.select("button[value=will_apply]")[0]
    data = {**page.form(), "lesson_click": "will_apply"}
    assert client.post(button["formaction"], data=data).status_code == 302
    click = db.session.scalar(db.select(LessonClick))
    assert (click.place_kind, click.place_id) == ("gate", str(it.id))
    it.state = GateState.OPEN
    assert "Lessons about this gate" not in client.get(path).page.text


def test_lessons_about_the_gate_come_first_and_those_of_the_stage_are_found(cast):
    area = db.session.scalars(db.select(Area).order_by(Area.code)).first()
    facts = {"words": "", "areas": frozenset({area.code}), "gates": frozenset({"DPIA"})}
    like = factories.lesson(areas=[area], stage_code="BUILD")
    about = factories.lesson(gate_code="DPIA")
    actor = cast.actors["police lead"]

    def found(**more):
        fits = choose(actor, Facts(**facts, **more), limit=99)
        return [fit.lesson for fit in fits if fit.lesson in (like, about)]

    assert found() == [like, about]
    assert found(is_about_gates=True) == [about, like]
    fits = choose(actor, Facts(words="", stages=frozenset({"BUILD"})), limit=99)
    assert [fit.why for fit in fits if fit.lesson is like] == ["From the same stage (build)"]


def test_nobody_clicks_at_a_gate_that_is_not_theirs(cast, it, client):
    lesson = factories.lesson(gate_code="DPIA")
    client.sign_in(cast.person("police colleague"))
    address = f"/lessons/{lesson.id}/click?place=gate-{it.id}"
    assert client.post(address, data={"lesson_click": "noted"}).status_code in (400, 404)


def test_the_gate_is_worked_through_its_pages(cast, made, client):
    client.sign_in(cast.police_lead)
    page = client.get(f"/collaborations/{made.id}/gates").page
    token = page.form()["csrf_token"]
    assert (
        client.post(f"/collaborations/{made.id}/gates/derive", data={"csrf_token": token}).status_code == 302
    )
    it = next(each for each in made.gates if each.kind_code == "DPIA")
    path = f"/gates/{it.id}"
    assert client.submit(f"{path}/assign", {"person": str(cast.police_lead.id)}).location.endswith(path)
    assert client.submit(f"{path}/ask", {}).location.endswith(path)
    client.submit(f"{path}/block", {"blocked_by": WORDS})
    letters = db.session.scalars(db.select(MailRow)).all()
    assert len(letters) == 1
    assert not any(WORDS in each.body or made.title in each.body + each.subject for each in letters)
    client.submit(f"{path}/settle", {"conditions": "Review in May."})
    assert (it.state, it.conditions, it.police_owner_id) == (
        GateState.SETTLED,
        "Review in May.",
        cast.police_lead.id,
    )
    client.submit(f"{path}/reopen", {"reason": "New data."})
    client.submit(f"{path}/not-needed", {"because": "No personal data."})
    shown = client.get(path).page.text
    assert "No personal data." in shown and WORDS in shown
    assert client.get(f"{path}/settle").status_code == 422
    added = client.submit(f"/collaborations/{made.id}/gates/add", {"kind": "NSI"})
    assert added.status_code == 302
    shown = client.get(f"/collaborations/{made.id}").page.text
    assert f"1 of {len(made.gates)} settled or not needed" in shown


WRONG = [
    ("ask", {"asked_on-day": "31", "asked_on-month": "12", "asked_on-year": "2026"}, "today or in the past"),
    ("block", {"blocked_by": ""}, "Enter what stands in the way"),
    ("block", {"blocked_by": "TOP SECRET work"}, "OFFICIAL"),
    (
        "settle",
        {"settled_on-year": "2020", "asked_on-day": "1", "asked_on-month": "1", "asked_on-year": "2026"},
        "same as or after the date it was asked for",
    ),
    ("not-needed", {"because": " "}, "Enter why it is not needed"),
    ("assign", {"person": "999999"}, "select from the options"),
]


def test_what_is_wrong_is_told_by_the_field_and_nothing_changes(cast, it, client):
    client.sign_in(cast.police_lead)
    for act, typed, said in WRONG:
        answer = client.submit(f"/gates/{it.id}/{act}", typed)
        assert answer.status_code == 422
        assert said in answer.page.errors[0]
    assert (it.state, it.version) == (GateState.BLOCKED, 1)


def test_of_two_who_act_on_the_same_gate_the_later_is_told_and_may_save_again(cast, it, client, new_client):
    other, path = new_client(), f"/gates/{it.id}/not-needed"
    client.sign_in(cast.police_lead)
    other.sign_in(cast.academic_lead)
    mine = {**client.get(path).page.form(), "because": "No personal data."}
    other.submit(f"/gates/{it.id}/block", {"blocked_by": "Somebody else is away."})
    answer = client.post(path, data=mine)
    assert answer.status_code == 422
    assert "Somebody else changed this gate" in answer.page.errors[0]
    assert answer.page.form()["because"] == ["No personal data."]
    assert client.post(path, data={**answer.page.form()}).status_code == 302
    assert it.state is GateState.NOT_NEEDED


def test_a_stuck_gate_stands_on_the_desk_with_its_age(cast, it, client, clock):
    clock.forward(days=9)
    for who, sees in {"academic manager": True, "police lead": False, "academic elsewhere": False}.items():
        client.sign_in(cast.person(who))
        assert ("blocked for 9 days" in client.get("/desk").page.text) == sees, who


def test_an_unconfirmed_record_lets_the_other_side_read_its_gates_and_change_nothing(cast, client):
    record = cast.recorded(confirmation=Confirmation.ONE_SIDE, status=Status.RUNNING)
    it = gate(record)
    client.sign_in(cast.person("academic manager"))
    assert client.get(f"/gates/{it.id}").status_code == 200
    assert client.get(f"/gates/{it.id}/settle").status_code == 403
    assert client.get(f"/collaborations/{record.id}/gates/add").status_code == 403
    assert client.get(f"/gates/{2**40}").status_code == 404
