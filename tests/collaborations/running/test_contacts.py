"""Second contacts, handover notes, and the part that goes from one colleague to another."""

import pytest

from app.collaborations.models import Contact
from app.collaborations.running import contacts, panels
from app.collaborations.running.models import HandoverNote
from app.core.errors import EditedMeanwhile, FieldError, Refused
from app.listings import service as listings
from app.taxonomy.models import Mechanism
from tests.collaborations.running.made import LATELY, moments, work
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres
NOTE = {
    "where_things_are": "The extract lies in the vault",
    "who_knows_what": "The imaging manager",
    "what_is_promised": "Nothing",
}


def written(cast, made, who="police lead", version=0, **values):
    return contacts.write_note(cast.actors[who], collaboration=made, version=version, **(NOTE | values))


def test_each_side_is_asked_for_its_second_contact_and_note_until_both_stand(cast, app):
    made = work(cast)
    assert contacts.missing(made, cast.force.id) == ["second contact", "handover note"]

    def asked(who):
        with app.test_request_context():
            return [each.text for each in panels.waiting_for(cast.actors[who])]

    text = f"Add your side’s second contact and handover note to “{made.title}”"
    assert asked("police lead") == asked("academic lead") == [text]
    assert asked("police manager") == asked("police colleague") == []
    colleague = cast.actors["police colleague"]
    contacts.name_contacts(cast.actors["police lead"], collaboration=made, second_id=colleague.person_id)
    written(cast, made, "police colleague")
    assert contacts.missing(made, cast.force.id) == asked("police lead") == asked("police colleague") == []
    assert asked("academic lead") == [text]
    assert moments(made) == [
        f"{cast.force.name} named its contacts",
        f"{cast.force.name} wrote its handover note",
    ]


def test_a_side_without_a_lead_names_one_and_nobody_names_the_other_sides(cast, outbox_mail):
    made = work(cast, contacts=[(cast.academic_lead, cast.university)])
    colleague, lead = cast.actors["police colleague"].person_id, cast.police_lead.id
    manager = cast.actors["police manager"]
    with pytest.raises(FieldError) as refused:
        contacts.name_contacts(manager, collaboration=made, second_id=None, lead_id=cast.academic_lead.id)
    assert refused.value.field == "lead"
    contacts.name_contacts(manager, collaboration=made, second_id=colleague, lead_id=lead)
    assert {(c.person_id, c.is_second) for c in made.contacts if c.organisation_id == cast.force.id} == {
        (lead, False),
        (colleague, True),
    }
    assert {(letter.person_id, letter.in_digest) for letter in outbox_mail()} == {
        (lead, True),
        (colleague, True),
    }
    with pytest.raises(FieldError):
        contacts.name_contacts(cast.actors["academic lead"], collaboration=made, second_id=colleague)


def test_a_note_is_read_by_its_own_side_and_saved_over_nobodys_head(cast, client):
    made = work(cast)
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{made.id}/handover-note"
    form = client.get(path).page.form()
    assert client.submit(path, NOTE).status_code == 302
    late = client.post(path, data=form | NOTE | {"who_knows_what": "The custody sergeant"})
    assert late.status_code == 422
    assert all(words in late.get_data(as_text=True) for words in ("custody sergeant", "imaging manager"))
    with pytest.raises(EditedMeanwhile):
        written(cast, made, version=0)
    with pytest.raises(FieldError):
        written(cast, made, version=1, who_knows_what="TOP SECRET")
    page = f"/collaborations/{made.id}/contacts"
    assert NOTE["where_things_are"] in client.get(page).get_data(as_text=True)
    sign_in(client, cast.academic_lead)
    shown = client.get(page).get_data(as_text=True)
    assert NOTE["where_things_are"] not in shown
    assert "Written. Only their own side reads it." in shown
    assert client.get(path).page.form()["where_things_are"] == [""]
    sign_in(client, cast.person("police colleague"))
    assert client.get(page).status_code == client.get(path).status_code == 404


def test_a_lead_who_moves_post_hands_over_with_the_note(cast, client, outbox_mail, db_session):
    made = work(cast)
    written(cast, made)
    part = next(c for c in made.contacts if c.organisation_id == cast.force.id)
    to = cast.person("police colleague")
    sign_in(client, cast.police_lead)
    path = f"/collaborations/{made.id}/hand-over"
    assert NOTE["what_is_promised"] in client.get(path).get_data(as_text=True)
    done = client.submit(path, {"contact": str(part.id), "to": str(to.id)})
    # Who has handed over takes no part any more.
    assert done.location == "/desk"
    db_session.expire_all()
    assert [c.person_id for c in made.contacts if c.organisation_id == cast.force.id] == [to.id]
    assert moments(made)[-1] == f"{cast.force.name}: the lead handed over to a colleague"
    told = {letter.person_id: letter for letter in outbox_mail()}
    assert set(told) == {to.id, cast.academic_lead.id}
    assert told[to.id].subject == "You are the lead of a collaboration now"
    assert made.title not in told[to.id].body
    sign_in(client, to)
    assert NOTE["where_things_are"] in client.get(f"/collaborations/{made.id}/contacts").get_data(
        as_text=True
    )


def test_who_hands_over_whose_part(cast, db_session):
    made = work(cast)
    made.contacts.append(
        Contact(person=cast.person("police colleague"), organisation=cast.force, is_second=True)
    )
    db_session.flush()
    police = {c.is_second: c for c in made.contacts if c.organisation_id == cast.force.id}
    for who, parts in {
        "police lead": [police[False]],
        "police manager": [police[False], police[True]],
        "police colleague": [],
        "academic lead": [c for c in made.contacts if c.organisation_id == cast.university.id],
        "reviewer": [],
    }.items():
        assert contacts.parts_to_hand_over(cast.actors[who], made) == parts, who
    to = cast.actors["police administrator"].person_id
    with pytest.raises(Refused):
        contacts.hand_over(
            cast.actors["police colleague"], collaboration=made, contact_id=police[True].id, to_id=to
        )
    for contact_id, to_id in (
        (police[False].id, cast.academic_lead.id),
        (police[False].id, cast.police_lead.id),
        (0, to),
    ):
        with pytest.raises(FieldError):
            contacts.hand_over(
                cast.actors["police manager"], collaboration=made, contact_id=contact_id, to_id=to_id
            )


def test_handing_over_everything_tells_the_other_side_too(cast, outbox_mail):
    made = work(cast)
    to = cast.person("police colleague")
    listings.hand_over_all(cast.actors["police manager"], from_person=cast.police_lead, to_person=to)
    subjects = [letter.subject for letter in outbox_mail() if letter.person_id == cast.academic_lead.id]
    assert subjects == ["A contact on the other side has changed"]
    assert "You are the lead of a collaboration now" in {
        letter.subject for letter in outbox_mail() if letter.person_id == to.id
    }
    assert moments(made) == [f"{cast.force.name}: the lead handed over to a colleague"]


def test_small_work_has_none_of_these_pages(cast, client, db_session):
    small = work(cast, mechanism=Mechanism.PLACEMENT, started=LATELY)
    sign_in(client, cast.police_lead)
    for part in ("contacts", "check-ins", "plan", "hand-over"):
        assert client.get(f"/collaborations/{small.id}/{part}").status_code == 404
    assert client.get(f"/collaborations/{small.id}/timeline").status_code == 200
    assert db_session.query(HandoverNote).count() == 0
