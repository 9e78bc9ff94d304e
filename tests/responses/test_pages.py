"""The pages on which people respond, answer, and take back."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience
from app.listings.models import ListingState
from app.responses.models import Response, ResponseState
from tests import factories
from tests.responses.cast import gather
from tests.support.signin import sign_in

SAID = {
    "why": "We study treads.",
    "contribution": "A data set.",
    "first_step": "A call.",
    "availability": "June.",
    "has_conflict": "no",
}
SENTENCES = [field for field in SAID if field != "has_conflict"]
NAMES = {"Rosalind Responder", "rosalind@university.example"}


@pytest.fixture
def cast(app):
    made = gather()
    made.responder.name, made.responder.email = "Rosalind Responder", "rosalind@university.example"
    made.responder.post = "Senior Lecturer"
    return made


def person(cast, name):
    return factories.db.session.get(factories.Person, cast.actors[name].person_id)


def test_a_university_responds_to_a_brief(client, cast, db_session):
    sign_in(client, cast.responder)
    answer = client.submit(f"/listings/{cast.listing.id}/respond", SAID)
    response = db_session.scalar(select(Response))
    assert answer.status_code == 302
    assert answer.location == f"/responses/{response.id}"
    assert response.why == "We study treads."
    page = client.get(answer.location).page
    assert cast.away.name in page.heading
    assert "waits for" in page.text


def test_a_force_responds_to_an_offer(client, app, db_session):
    cast = gather("offer")
    sign_in(client, cast.responder)
    assert client.submit(f"/listings/{cast.listing.id}/respond", SAID).status_code == 302
    assert db_session.scalar(select(Response)).organisation_id == cast.away.id


def test_a_second_click_responds_once(client, cast, db_session):
    sign_in(client, cast.responder)
    path = f"/listings/{cast.listing.id}/respond"
    data = {**client.get(path).page.form(), **SAID}
    first, second = client.post(path, data=data), client.post(path, data=data)
    assert first.location == second.location
    assert len(db_session.scalars(select(Response)).all()) == 1


@pytest.mark.parametrize("field", SENTENCES)
def test_each_sentence_is_needed(client, cast, field):
    sign_in(client, cast.responder)
    answer = client.submit(f"/listings/{cast.listing.id}/respond", {**SAID, field: " "})
    assert answer.status_code == 422
    assert len(answer.page.errors) == 1
    kept = next(name for name in SENTENCES if name != field)
    assert answer.page.form()[kept] == [SAID[kept]]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("word " * 61, "60 words or fewer"),
        ("This is SECRET.", "OFFICIAL"),
        ("a\x00b", "cannot be kept"),
        ("x" * 100_001, ""),
    ],
)
def test_bad_sentences_are_told_by_the_field(client, cast, bad, said):
    sign_in(client, cast.responder)
    answer = client.submit(f"/listings/{cast.listing.id}/respond", {**SAID, "why": bad})
    assert answer.status_code == 422
    assert any(said in error for error in answer.page.errors)


@pytest.mark.parametrize("name", ["colleague at home", "manager elsewhere", "manager of a partnership"])
def test_who_may_not_respond_is_refused_with_the_reason(client, cast, name):
    sign_in(client, person(cast, name))
    answer = client.get(f"/listings/{cast.listing.id}/respond")
    assert answer.status_code == 403
    assert "answered by universities" in answer.page.text or "own organisation" in answer.page.text


def test_a_listing_that_may_not_be_read_is_not_there_to_respond_to(client, app):
    cast = gather(audience=Audience.POLICE)
    sign_in(client, cast.responder)
    assert client.get(f"/listings/{cast.listing.id}/respond").status_code == 404
    assert client.get(f"/listings/{2**40}/respond").status_code == 404


@pytest.mark.parametrize("name", ["poster", "manager at home"])
def test_before_acceptance_the_owner_sees_organisation_and_post_only(client, cast, name):
    response = cast.response()
    sign_in(client, person(cast, name))
    for path in (
        f"/responses/{response.id}",
        f"/responses/{response.id}/accept",
        f"/responses/{response.id}/decline",
    ):
        text = client.get(path).page.text
        assert cast.away.name in text
        assert not any(name in text for name in NAMES)
    assert "Senior Lecturer" in client.get(f"/responses/{response.id}").page.text


def test_after_acceptance_the_owner_sees_name_and_address(client, cast):
    response = cast.response(state=ResponseState.ACCEPTED)
    sign_in(client, cast.poster)
    text = client.get(f"/responses/{response.id}").page.text
    assert all(name in text for name in NAMES)


def test_a_declined_response_never_shows_the_name(client, cast):
    response = cast.response(state=ResponseState.DECLINED, decline_sentence="No.")
    sign_in(client, cast.poster)
    assert not any(name in client.get(f"/responses/{response.id}").page.text for name in NAMES)


def test_an_owner_declines_with_reason_and_sentence(client, cast, db_session):
    response = cast.response()
    sign_in(client, cast.poster)
    path = f"/responses/{response.id}/decline"
    refused = client.submit(path, {"reason": "", "sentence": ""})
    assert refused.status_code == 422
    assert len(refused.page.errors) == 2
    assert client.submit(path, {"reason": "cost", "sentence": "We have no budget."}).status_code == 302
    assert response.state is ResponseState.DECLINED
    sign_in(client, cast.responder)
    assert "We have no budget." in client.get(f"/responses/{response.id}").page.text


def test_an_unknown_reason_is_told_by_the_field(client, cast):
    response = cast.response()
    sign_in(client, cast.poster)
    answer = client.submit(f"/responses/{response.id}/decline", {"reason": "spite", "sentence": "No."})
    assert answer.status_code == 422
    assert "select from the options" in answer.page.errors[0]


def test_the_responder_withdraws(client, cast):
    response = cast.response()
    sign_in(client, cast.responder)
    assert client.submit(f"/responses/{response.id}/withdraw").status_code == 302
    assert response.state is ResponseState.WITHDRAWN


@pytest.mark.parametrize("act", ["accept", "decline", "withdraw"])
def test_an_answered_response_cannot_be_answered_again(client, cast, act):
    response = cast.response(state=ResponseState.DECLINED)
    sign_in(client, cast.responder if act == "withdraw" else cast.poster)
    answer = client.get(f"/responses/{response.id}/{act}")
    assert answer.status_code == 422
    assert "declined" in answer.page.text


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_a_responder_cannot_answer_themselves(client, cast, act):
    response = cast.response()
    sign_in(client, cast.responder)
    assert client.get(f"/responses/{response.id}/{act}").status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "colleague at home",
        "colleague of the responder",
        "reviewer",
        "auditor",
        "administrator",
        "manager elsewhere",
    ],
)
def test_a_response_is_not_there_for_anybody_else(client, cast, name):
    response = cast.response()
    sign_in(client, person(cast, name))
    for path in ("", "/accept", "/decline", "/withdraw"):
        assert client.get(f"/responses/{response.id}{path}").status_code == 404


def test_the_public_is_sent_to_sign_in(client, cast):
    response = cast.response()
    for path in (f"/responses/{response.id}", f"/listings/{cast.listing.id}/respond"):
        assert "/sign-in" in client.get(path).location


def test_a_listing_taken_back_is_not_named_to_the_responder(client, cast):
    response = cast.response()
    cast.listing.state, cast.listing.title = ListingState.DRAFT, "A title nobody may see yet"
    sign_in(client, cast.responder)
    assert "A title nobody" not in client.get(f"/responses/{response.id}").page.text


def test_the_page_of_a_brief_lists_responses_for_its_owners(client, cast):
    response = cast.response()
    sign_in(client, cast.poster)
    page = client.get(f"/briefs/{cast.listing.id}").page
    assert f"/responses/{response.id}" in page.links
    assert "Responses (1 waiting)" in page.text
    assert not any(name in page.text for name in NAMES)


def test_the_page_of_a_brief_offers_to_respond_or_says_why_not(client, cast):
    path, respond = f"/briefs/{cast.listing.id}", f"/listings/{cast.listing.id}/respond"
    sign_in(client, cast.responder)
    assert respond in client.get(path).page.links
    response = cast.response()
    page = client.get(path).page
    assert respond not in page.links
    assert f"/responses/{response.id}" in page.links
    sign_in(client, person(cast, "colleague at home"))
    assert "own organisation" in client.get(path).page.text


def test_the_page_of_a_public_brief_asks_the_public_to_sign_in(client, app):
    cast = gather(audience=Audience.PUBLIC)
    page = client.get(f"/briefs/{cast.listing.id}").page
    assert any("/sign-in" in link for link in page.links)
