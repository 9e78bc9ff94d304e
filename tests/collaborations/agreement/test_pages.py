"""The pages of a working agreement and of its papers, as a browser without scripts would use them."""

import hashlib

from app.collaborations.models import Status
from app.core.actor import Audience
from tests.collaborations.agreement.verbs import WHOLE, in_force, offered, sign, write, written
from tests.support.pages import text_of
from tests.support.signin import sign_in

SECRET = "Compare treads by the canal."
REASON = "The trial runs until March."


def test_written_by_both_offered_signed_and_read_for_ever(client, cast):
    made = cast.collaboration()
    path = f"/collaborations/{made.id}/agreement"
    sign_in(client, cast.police_lead)
    assert path in client.get(f"/collaborations/{made.id}").page.links
    assert "still write: scope" in client.get(path).page.text
    write(
        cast, made, **{name: text for name, text in WHOLE.items() if name not in ("scope", "success", "ip")}
    )
    for step, values in {
        "scope": {"scope": WHOLE["scope"]},
        "success": {"success": WHOLE["success"], "success_police": "A method."},
        "ip": {"ip": "shared", "ip_words": "For policing."},
        "publication": {"publication": "delay", "review_days": "60", "publication_reason": REASON},
    }.items():
        assert client.submit(f"{path}/{step}", values).status_code == 302, step
    sign_in(client, cast.academic_lead)
    success = client.get(f"{path}/success").page
    assert "success_police" not in success.form() and "A method." in success.text
    assert client.submit(f"{path}/success", {"success_academic": "A paper."}).status_code == 302
    version = client.submit(f"{path}/offer").location
    assert version == f"{path}/version/1"
    assert client.submit(f"{version}/sign", {"post": ""}).status_code == 422
    assert client.submit(f"{version}/sign", {"agreed": "y"}).location == version
    assert client.get(f"{version}/sign").status_code == 422
    sign_in(client, cast.police_lead)
    assert version in client.get("/desk").page.links
    warned = client.get(f"{path}/exit").page.text
    assert "A change withdraws it" in warned
    client.submit(f"{version}/sign", {"post": "Assistant Chief Constable", "agreed": "y"})
    made.status = Status.COMPLETED
    page = client.get(version).page
    for said in (
        "In force",
        "Assistant Chief Constable, for",
        "Publication may be put off",
        REASON,
        "60 days",
    ):
        assert said in page.text, said
    text = client.get(f"{version}/agreement.txt").data
    assert hashlib.sha256(text).hexdigest() in page.text
    paper = client.get(f"{version}/agreement.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")


def test_a_change_is_shown_beside_what_is_in_force_and_a_refusal_with_its_reason(client, cast):
    made = cast.collaboration()
    in_force(cast, made)
    path = f"/collaborations/{made.id}/agreement"
    write(cast, made, exit="Two months.")
    sign_in(client, cast.academic_lead)
    page = client.get(path).page.text
    for said in ("Version 1 is in force", "what differs from version 1", "A month’s notice.", "Two months."):
        assert said in page, said
    version = offered(cast, made, exit="Two months.")
    refused = client.submit(f"{path}/version/{version.number}/decline", {"reason": ""})
    assert refused.status_code == 422
    client.submit(f"{path}/version/{version.number}/decline", {"reason": "One is enough."})
    assert "One is enough." in client.get(path).page.text


def test_others_see_that_it_is_signed_and_a_deviation_and_nothing_else(client, cast, outbox_mail):
    made = cast.collaboration(audience=Audience.PUBLIC)
    path = f"/collaborations/{made.id}"
    deviating = {"publication": "consent", "publication_reason": REASON, "scope": SECRET}
    version = offered(cast, made, **deviating)
    pages = [
        f"{path}/agreement",
        f"{path}/agreement/scope",
        f"{path}/agreement/offer",
        f"{path}/agreement/version/1",
        f"{path}/agreement/version/1/agreement.pdf",
        f"{path}/agreement/version/1/agreement.txt",
        f"{path}/agreement/version/1/sign",
        f"{path}/agreement/version/1/decline",
        f"{path}/papers",
        f"{path}/papers/questions",
        f"{path}/papers/NDA/mark",
    ]
    client.sign_out()
    assert "Working agreement" not in client.get(path).page.text
    sign(cast, version, "police lead")
    sign(cast, version, "academic lead")
    for who in ("public", "police colleague", "administrator"):
        client.sign_out()
        if who != "public":
            sign_in(client, cast.person(who))
        shown = text_of(client.get(path).page.main)
        assert "Signed by both sides: version 1, in force since 21 November 2026" in shown, who
        assert "One side must agree before anything is published." in shown, who
        assert not [said for said in (SECRET, REASON, "A method that") if said in shown], who
    # The administrator is still signed in.
    assert {client.get(page).status_code for page in pages} == {404}
    assert not any(SECRET in each.body or REASON in each.body for each in outbox_mail())


def test_a_record_that_one_side_has_not_confirmed_has_no_agreement(client, cast):
    made = cast.recorded(status=Status.RUNNING)
    sign_in(client, cast.police_lead)
    assert client.get(f"/collaborations/{made.id}/agreement").status_code == 404
    assert "Working agreement" not in client.get(f"/collaborations/{made.id}").page.text


def test_starting_unsigned_asks_for_a_sentence_and_says_so_to_those_who_take_part(client, cast):
    made = cast.collaboration(audience=Audience.PUBLIC)
    written(cast, made)
    path = f"/collaborations/{made.id}"
    sign_in(client, cast.police_lead)
    refused = client.submit(f"{path}/start", {"started-day": "1", "unsigned_because": ""})
    assert refused.status_code == 422
    assert refused.page.errors == ["Say why work starts before the working agreement is signed"]
    assert refused.page.form()["started-day"] == ["1"]
    assert client.submit(f"{path}/start", {"unsigned_because": REASON}).status_code == 302
    page = client.get(path).page.text
    assert "Started without a signed working agreement." in page and REASON in page
    sign_in(client, cast.person("academic elsewhere"))
    others = client.get(path).page.text
    assert "Started without" not in others and REASON not in others


def test_papers_are_proposed_answered_for_and_marked(client, cast):
    made = cast.collaboration()
    path = f"/collaborations/{made.id}/papers"
    sign_in(client, cast.academic_lead)
    assert "It is not said yet whether personal data is used." in client.get(path).page.text
    assert client.submit(f"{path}/questions", {"personal_data": "no", "money": "unknown"}).status_code == 302
    page = client.get(path).page
    assert "It is not said yet" not in page.text
    for wrong in ({"mark": "have"}, {"mark": "have", "link": "file"}):
        assert client.submit(f"{path}/COLLAB_AGREEMENT/mark", wrong).status_code == 422, wrong
    sent = {"mark": "have", "reference": "LA/7", "link": "https://contracts.university.example/7"}
    assert client.submit(f"{path}/COLLAB_AGREEMENT/mark", sent).status_code == 302
    page = client.get(path).page
    assert "Reference: LA/7" in page.text and sent["link"] in page.links
    assert "1 proposed, all settled" in client.get(f"/collaborations/{made.id}").page.text
    assert client.get(f"{path}/S22A/mark").status_code == 404
