"""The pages on which people ask, answer and read; and that the asker stays hidden on each way out."""

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.core.actor import Audience
from app.core.models import MailRow
from app.core.sensitivity.confirming import pointed_at
from app.extensions import db
from app.listings.models import ListingState
from app.listings.questions import service
from app.listings.questions.models import Question, QuestionState
from tests import factories
from tests.responses.cast import gather

QUESTION = "May the students see the photographs?"
HIDDEN = ("Fosse Vale University", "Rosalind Responder", "Senior Lecturer", "rosalind@fosse.example")


@pytest.fixture
def cast(app):
    made = gather(audience=Audience.PUBLIC, title="Tyre marks at scenes")
    made.away.name, made.responder.post = HIDDEN[0], HIDDEN[2]
    made.responder.name, made.responder.email = HIDDEN[1], HIDDEN[3]
    return made


def person(cast, name):
    return db.session.get(Person, cast.actors[name].person_id)


def page(client, cast, name):
    """The listing's page as somebody of the cast sees it."""
    client.sign_out()
    if name != "public":
        client.sign_in(person(cast, name))
    return client.get(f"/briefs/{cast.listing.id}").page


def question(cast, state=QuestionState.ASKED, **values):
    return factories.question(cast.listing, cast.actors["responder"], state, question=QUESTION, **values)


def test_an_academic_asks_and_sees_it_wait(client, cast, db_session):
    ask = f"/listings/{cast.listing.id}/ask"
    assert ask in page(client, cast, "responder").links
    assert client.submit(ask, {"question": QUESTION}).location == f"/briefs/{cast.listing.id}"
    assert db_session.scalar(select(Question)).asker_id == cast.responder.id
    text = page(client, cast, "responder").text
    assert "Asked on 21 November 2026 by you" in text
    assert "Others see it once it is answered" in text
    assert "Questions close at the end of 14 December 2026, five working days before" in text


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("", "Enter your question"),
        ("word " * 101, "100 words or fewer"),
        ("This is SECRET.", "OFFICIAL information only"),
        ("We at Fosse Vale University ask.", "Take “Fosse Vale University” out"),
    ],
)
def test_a_bad_question_is_told_by_the_field_and_kept(client, cast, bad, said):
    client.sign_in(cast.responder)
    answer = client.submit(f"/listings/{cast.listing.id}/ask", {"question": bad})
    assert answer.status_code == 422
    assert said in answer.page.errors[0]
    assert answer.page.form()["question"] == [bad.strip()]
    assert answer.page.select_one("#question-error")


def test_a_phone_number_is_pointed_at_and_may_be_confirmed(client, cast, db_session):
    client.sign_in(cast.responder)
    typed = {"question": "Shall we call 07700 900 123?"}
    refused = client.submit(f"/listings/{cast.listing.id}/ask", typed)
    assert refused.page.errors == ["Remove “07700 900 123”, a phone number, or confirm that it may be shown"]
    assert [mark.get_text() for mark in refused.page.select("mark")] == ["07700 900 123"]
    (find,) = pointed_at(typed)
    sent = client.post(f"/listings/{cast.listing.id}/ask", data={**refused.page.form(), find.box: "y"})
    assert sent.status_code == 302
    assert db_session.scalar(select(Question)).confirmations[0].person_id == cast.responder.id


def test_an_owner_sees_the_count_answers_and_amends(client, cast, clock):
    asked = question(cast)
    shown = page(client, cast, "co-owner")
    assert "Questions and answers (1 unanswered)" in shown.text
    assert f"/questions/{asked.id}/answer" in shown.links
    assert client.submit(f"/questions/{asked.id}/answer", {"answer": "They may."}).status_code == 302
    clock.forward(days=2)
    client.sign_in(cast.poster)
    path = f"/questions/{asked.id}/amend"
    assert client.get(path).page.form()["answer"] == ["They may."]
    assert client.submit(path, {"answer": "They may."}).page.errors == [
        "The answer says this already. Change it, or go back"
    ]
    assert client.submit(path, {"answer": "On our premises."}).status_code == 302
    owners = page(client, cast, "poster").text
    assert "Answered on 21 November 2026, amended on 23 November 2026" in owners
    assert "They may." in owners
    everyone = page(client, cast, "public").text
    assert "Answered on 21 November 2026, amended on 23 November 2026" in everyone
    assert "On our premises." in everyone
    assert "They may." not in everyone


def test_a_declined_question_is_read_by_the_asker_with_the_reason_and_by_nobody_else(client, cast):
    asked = question(cast)
    client.sign_in(cast.poster)
    path = f"/questions/{asked.id}/decline"
    assert client.submit(path, {"reason": " "}).page.errors == ["Give a reason"]
    assert client.submit(path, {"reason": "It would tell how we watch."}).status_code == 302
    for name, reads in (
        ("responder", True),
        ("poster", True),
        ("academic elsewhere", False),
        ("public", False),
    ):
        text = page(client, cast, name).text
        assert (QUESTION in text) == ("how we watch" in text) == reads, name


def test_no_page_and_no_letter_says_who_asked(client, cast):
    asked = [
        factories.question(
            cast.listing, cast.actors["responder"], state, question=f"It is {state.value}, is it?"
        )
        for state in QuestionState
    ]
    for name in (
        "public",
        "academic elsewhere",
        "poster",
        "manager at home",
        "colleague at home",
        "reviewer",
    ):
        text = page(client, cast, name).text
        everything = name in ("poster", "manager at home")
        assert [each.question in text for each in asked] == [everything, True, everything], name
        assert not [word for word in HIDDEN if word in text], name
    waits, answered, _ = (each.id for each in asked)
    client.sign_in(cast.poster)
    paths = (f"/questions/{waits}/answer", f"/questions/{waits}/decline", f"/questions/{answered}/amend")
    for path in (*paths, "/desk", "/find?q=photographs", f"/organisations/{cast.home.slug}"):
        opened = client.get(path)
        assert opened.status_code == 200
        assert not [word for word in HIDDEN if word in opened.page.text], path
    service.count_in_digests()
    letters = db.session.scalars(select(MailRow)).all()
    assert letters
    assert not [word for word in HIDDEN for each in letters if word in each.subject + each.body]


def test_after_its_response_the_organisation_is_shown_to_owners_only(client, cast):
    question(cast, QuestionState.ANSWERED)
    client.sign_in(cast.responder)
    said = dict.fromkeys(("why", "contribution", "first_step", "availability"), "In one sentence.")
    said["has_conflict"] = "no"
    assert client.submit(f"/listings/{cast.listing.id}/respond", said).status_code == 302
    by = "by Fosse Vale University"
    assert by in page(client, cast, "poster").text
    for name in ("public", "academic elsewhere", "colleague at home", "reviewer"):
        assert "Fosse Vale" not in page(client, cast, name).text, name
    assert "Rosalind" not in page(client, cast, "poster").text


def test_only_auditors_read_the_trail_that_knows_the_asker(client, cast):
    client.sign_in(cast.responder)
    client.submit(f"/listings/{cast.listing.id}/ask", {"question": QUESTION})
    for name in ("poster", "administrator at home", "administrator", "reviewer"):
        client.sign_in(person(cast, name))
        assert client.get("/audit?act=questions").status_code == 403
    client.sign_in(person(cast, "auditor"))
    trail = client.get("/audit?act=questions").page.text
    assert "questions.ask" in trail
    assert QUESTION not in trail


def test_who_may_not_is_told_why_or_finds_nothing(client, cast, clock):
    asked, path = question(cast), f"/listings/{cast.listing.id}/ask"
    assert any("/sign-in" in link and "ask" in link for link in page(client, cast, "public").links)
    assert "own organisation" in page(client, cast, "colleague at home").text
    assert client.get(path).status_code == 403
    assert client.get(f"/questions/{asked.id}/answer").status_code == 404
    client.sign_in(cast.responder)
    assert client.get(f"/questions/{asked.id}/answer").status_code == 403
    assert client.get(f"/questions/{2**40}/answer").status_code == 404
    clock.forward(days=25)
    client.sign_in(cast.responder)
    assert "Questions closed at the end of 14 December 2026" in client.get(path).page.text
    text = page(client, cast, "academic elsewhere").text
    assert "Questions closed at the end of 14 December 2026" in text
    assert "Ask a question" not in text
    cast.listing.audience = Audience.POLICE
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("state", [ListingState.CLOSED, ListingState.EXPIRED])
def test_what_was_answered_is_read_after_the_end_and_nothing_more_is_asked(client, cast, state):
    question(cast, QuestionState.ANSWERED)
    cast.listing.state = state
    shown = page(client, cast, "academic elsewhere")
    assert QUESTION in shown.text
    assert "Ask a question" not in shown.text
    client.sign_in(cast.responder)
    assert "takes no more questions" in client.get(f"/listings/{cast.listing.id}/ask").page.text
