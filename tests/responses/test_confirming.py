"""What the sensitivity check points at in a response is removed or confirmed before it is sent."""

import pytest
from sqlalchemy import select

from app.core.errors import FieldError
from app.core.sensitivity import Kind
from app.core.sensitivity.confirming import pointed_at
from app.responses import service
from app.responses.models import DeclineReason, Response, ResponseState
from tests.responses.cast import gather
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres

SAID = {
    "why": "We study treads, and read of Op Teasel.",
    "contribution": "A data set.",
    "first_step": "A call to 07700 900 123, then a visit.",
    "availability": "June.",
}
ON_FORM = {**SAID, "has_conflict": "no"}
NEEDED = ["Op Teasel", "07700 900 123"]


@pytest.fixture
def cast(app):
    return gather()


def boxes(texts):
    return {each.words: each.box for each in pointed_at(texts)}


def test_finds_are_told_by_the_field_and_sent_once_confirmed(client, cast, db_session):
    sign_in(client, cast.responder)
    path = f"/listings/{cast.listing.id}/respond"
    refused = client.submit(path, ON_FORM)
    assert refused.status_code == 422
    assert refused.page.errors == [
        "Remove “Op Teasel”, the name of an operation, or confirm that it may be shown",
        "Remove “07700 900 123”, a phone number, or confirm that it may be shown",
    ]
    assert [mark.get_text() for mark in refused.page.select("mark")] == NEEDED
    assert db_session.scalar(select(Response)) is None
    # Nothing typed is lost, and the boxes stand below their fields.
    kept = refused.page.form()
    assert {name: kept[name] for name in SAID} == {name: [text] for name, text in SAID.items()}
    names = [each["name"] for each in refused.page.select("textarea, input[type=checkbox]")]
    box = boxes(SAID)
    assert names == [
        "why", box["Op Teasel"], "contribution", "first_step", box["07700 900 123"], "availability", "conflict",
    ]  # fmt: skip
    sent = client.post(path, data={**kept, **dict.fromkeys(box.values(), "y")})
    assert sent.status_code == 302
    response = db_session.scalar(select(Response))
    assert [(each.field, each.kind, each.words) for each in response.confirmations] == [
        ("why", Kind.OPERATION, "Op Teasel"),
        ("first_step", Kind.PHONE, "07700 900 123"),
    ]
    assert {each.person_id for each in response.confirmations} == {cast.responder.id}


def test_a_find_that_is_changed_meanwhile_must_be_confirmed_itself(client, cast):
    sign_in(client, cast.responder)
    ticked = dict.fromkeys(boxes(SAID).values(), "y")
    changed = {**ON_FORM, "first_step": "A call to 07700 900 456."}
    answer = client.submit(f"/listings/{cast.listing.id}/respond", {**changed, **ticked})
    assert answer.status_code == 422
    assert answer.page.errors == ["Remove “07700 900 456”, a phone number, or confirm that it may be shown"]


def test_errors_are_told_in_the_order_of_the_page(client, cast):
    sign_in(client, cast.responder)
    answer = client.submit(f"/listings/{cast.listing.id}/respond", {**ON_FORM, "contribution": ""})
    assert [error.split(",")[0] for error in answer.page.errors] == [
        "Remove “Op Teasel”",
        "Enter what you would bring",
        "Remove “07700 900 123”",
    ]


def test_the_form_asks_for_no_box_before_anything_is_written(client, cast):
    sign_in(client, cast.responder)
    assert client.get(f"/listings/{cast.listing.id}/respond").page.select("input[type=checkbox]") == []


def test_a_reason_for_declining_is_looked_at_too(client, cast, db_session):
    response = cast.response()
    sign_in(client, cast.poster)
    path = f"/responses/{response.id}/decline"
    typed = {"reason": "timing", "sentence": "Op Teasel comes first."}
    assert client.submit(path, typed).status_code == 422
    box = boxes({"sentence": typed["sentence"]})["Op Teasel"]
    assert client.submit(path, {**typed, box: "y"}).status_code == 302
    db_session.refresh(response)
    assert response.state is ResponseState.DECLINED
    assert [(each.field, each.words) for each in response.confirmations] == [("sentence", "Op Teasel")]


def test_no_verb_sends_what_is_not_confirmed(cast):
    responder, poster = cast.actors["responder"], cast.actors["poster"]
    with pytest.raises(FieldError, match="Op Teasel"):
        service.respond(responder, listing=cast.listing, **SAID)
    with pytest.raises(FieldError, match="OFFICIAL information only"):
        service.respond(responder, listing=cast.listing, **{**SAID, "why": "It is SECRET."})
    response = cast.response()
    with pytest.raises(FieldError, match="Op Teasel"):
        service.decline(
            poster, response=response, reason=DeclineReason.TIMING, sentence="Op Teasel comes first."
        )
    assert response.state is ResponseState.INTEREST
