"""The pages on which a full response is invited, written, joined and sent."""

from datetime import timedelta

import pytest

from app.collaborations.models import Confirmation, Status
from app.core.actor import Audience
from app.responses.models import PartnerState, ResponsePartner, ResponseState
from tests import factories
from tests.responses.cast import ESSENTIALS, PM, gather, invited, sent, write
from tests.support.signin import sign_in

DRAFTED = "Nobody there may read this yet"
BOXES = ("situation", "what_we_did", "result")


@pytest.fixture
def cast(app):
    return gather(essentials=ESSENTIALS)


def person(cast, name):
    return factories.db.session.get(factories.Person, cast.actors[name].person_id)


def test_a_full_response_is_invited_written_and_sent_on_pages(client, cast):
    response = cast.response()
    cast.listing.waiting_responses = 1
    sign_in(client, cast.poster)
    path = f"/responses/{response.id}"
    assert f"{path}/invite" in client.get(path).page.links
    past = dict(zip(("full_by-day", "full_by-month", "full_by-year"), ["1", "1", "2020"], strict=True))
    assert "today or in the future" in client.submit(f"{path}/invite", past).page.errors[0]
    assert client.submit(f"{path}/invite").status_code == 302
    page = client.get(path).page
    assert {f"{path}/extend", f"{path}/decline"} <= set(page.links)
    assert f"{path}/accept" not in page.links

    sign_in(client, cast.responder)
    assert client.get(f"{path}/full").page.select(".govuk-task-list__item")
    refused = client.post(f"{path}/send", data={})
    assert (refused.status_code, refused.page.errors[0][:6]) == (422, "Answer")
    answered = client.submit(f"{path}/answer/1", {"situation": DRAFTED})
    assert answered.location == f"{path}/answer/2"
    too_long = client.submit(f"{path}/answer/2", {"result": "word " * 151})
    assert too_long.page.errors == ["Result must be 150 words or fewer"]
    assert client.get(f"{path}/answer/3").status_code == 404
    for number in (1, 2):
        assert client.submit(f"{path}/answer/{number}", dict.fromkeys(BOXES, DRAFTED)).status_code == 302
    declared = client.submit(f"{path}/declare", {"has_conflict": "yes"})
    assert declared.page.errors == ["Say what the conflict of interest is"]
    assert client.submit(f"{path}/declare", {"has_conflict": "no"}).location == f"{path}/full"
    assert client.submit(f"{path}/send").location == path
    # Letters lead to the draft, also once it has been sent.
    assert client.get(f"{path}/full").location == path
    sign_in(client, cast.poster)
    page = client.get(path).page
    assert DRAFTED in page.text and "A ranked list of likely links" in page.text
    assert f"{path}/accept" in page.links


def test_a_force_writes_what_it_needs_and_why(client, app):
    cast = gather("offer")
    response = invited(cast)
    sign_in(client, cast.responder)
    path = f"/responses/{response.id}"
    assert (
        client.submit(f"{path}/answer/1", {"need": "Twelve examiners, because."}).location == f"{path}/full"
    )
    assert client.submit(f"{path}/send").status_code == 302
    assert response.state is ResponseState.FULL


def test_no_page_of_the_owners_shows_a_draft(client, cast):
    response = invited(cast)
    write(cast, response, DRAFTED)
    partner = factories.university(name="Partner University")
    response.partners = [ResponsePartner(organisation=partner, part=DRAFTED, state=PartnerState.CONFIRMED)]
    path = f"/responses/{response.id}"
    sign_in(client, person(cast, "manager at home"))
    for page in (path, f"/briefs/{cast.listing.id}", "/desk"):
        text = client.get(page).text
        assert DRAFTED not in text and partner.name not in text
    assert client.get(f"{path}/full").location == path
    for act in ("answer/1", "send", "partners", "declare"):
        assert client.get(f"{path}/{act}").status_code == 403
    assert client.get(f"{path}/assessment").status_code == 404
    assert DRAFTED not in client.get("/find?q=nobody+there").text
    sign_in(client, cast.responder)
    assert DRAFTED in client.get(f"/responses/{response.id}").text


def test_a_partner_is_asked_reads_the_draft_and_joins_on_pages(client, cast):
    response = invited(cast)
    write(cast, response, DRAFTED)
    partner = factories.university(name="Partner University")
    manager = factories.person(partner, PM)
    sign_in(client, cast.responder)
    path = f"/responses/{response.id}/partners"
    found = client.submit(path, {"organisation": str(partner.id), "part": "As in Op Teasel."})
    assert "Op Teasel" in found.page.errors[0]
    assert client.submit(path, {"organisation": str(partner.id), "part": "The data."}).status_code == 302
    number = response.partners[0].id
    sign_in(client, manager)
    assert f"/response-partners/{number}/answer" in client.get("/desk").page.links
    assert DRAFTED in client.get(f"/responses/{response.id}").text
    answer = f"/response-partners/{number}/answer"
    assert client.submit(answer, {"answer": "decline"}).page.errors == ["Enter a sentence that says why"]
    assert client.submit(answer, {"answer": "confirm"}).location == f"/responses/{response.id}"
    for who in (cast.poster, cast.responder):
        sign_in(client, who)
        assert client.get(answer).status_code in (403, 404)
    assert client.submit(f"/responses/{response.id}/send").status_code == 302
    sign_in(client, cast.poster)
    assert "Partner University" in client.get(f"/responses/{response.id}").page.text


def test_what_is_declared_and_what_is_known_stand_together(client, cast):
    response = cast.response(conflict="Our dean sits on their board.")
    factories.collaboration(
        cast.home,
        cast.away,
        confirmation=Confirmation.CONFIRMED,
        status=Status.RUNNING,
        audience=Audience.PUBLIC,
    )
    for who in (cast.poster, cast.responder):
        sign_in(client, who)
        text = client.get(f"/responses/{response.id}").page.text
        assert "Our dean sits on their board." in text
        assert f"running collaboration with {cast.away.name}" in text
    assert f"/responses/{response.id}/declare" in client.get(f"/responses/{response.id}").page.links


def test_names_pass_only_with_acceptance_also_after_a_full_response(client, cast):
    cast.responder.name = "Rosalind Responder"
    response = sent(cast)
    sign_in(client, cast.poster)
    assert "Rosalind" not in client.get(f"/responses/{response.id}").text
    response.state = ResponseState.ACCEPTED
    assert "Rosalind" in client.get(f"/responses/{response.id}").text


def test_the_later_of_two_writers_sees_both_texts(client, new_client, cast):
    response = invited(cast)
    path = f"/responses/{response.id}/answer/1"
    sign_in(client, cast.responder)
    late = client.get(path).page.form()
    other = new_client()
    sign_in(other, person(cast, "manager of the responder"))
    assert other.submit(path, {"result": "Theirs, first."}).status_code == 302
    told = client.post(path, data=late | {"result": "Mine, later."})
    assert told.status_code == 422
    assert "Theirs, first." in told.text and "Mine, later." in told.text
    assert client.post(path, data=told.page.form()).status_code == 302


def test_a_day_that_has_passed_is_said_and_another_can_be_set(client, cast, clock):
    response = invited(cast)
    clock.forward(days=40)
    sign_in(client, cast.responder)
    assert "can set another day" in client.get(f"/responses/{response.id}/full").page.text
    sign_in(client, cast.poster)
    path = f"/responses/{response.id}/extend"
    day = clock.now.date() + timedelta(days=5)
    typed = {f"full_by-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    assert client.submit(path, typed).status_code == 302
    assert response.full_by == day
