"""The pages of an ending, as a browser without scripts would use them, and what each reader finds there."""

from sqlalchemy import select

from app.collaborations.ending.models import Adoption, Output, Reflection
from app.collaborations.ending.words import DIMENSIONS
from app.collaborations.models import Measure, Reading, Status
from app.core.actor import Audience
from app.extensions import db
from tests.collaborations.ending.verbs import SECRET, adopted, concluded, ended, large, reflected, taught
from tests.collaborations.test_pages import TODAY, day
from tests.support.signin import sign_in

REFLECTION = {
    "outcome": "delivered",
    "worked": "The export.",
    "did_not": SECRET,
    "differently": "Ring first.",
    "would_repeat": "yes",
    **{f"score_{dimension}": "4" for dimension in DIMENSIONS},
}


TOLD = {
    "kind": "did_not_work",
    "what_happened": "Nobody could.",
    "recommendation": "Ask for one row.",
    "title": "Try the export first",
    "causes": ["DATA_NOT_EXPORTABLE"],
}


def test_work_ends_in_pages(client, cast):
    made = large(cast, measures=[Measure(name="hits", baseline="1", target="9", direction="higher")])
    path = f"/collaborations/{made.id}"
    sign_in(client, cast.police_lead)
    assert {f"{path}/end", f"{path}/readings"} <= set(client.get(path).page.links)
    assert client.get(f"{path}/close").status_code == 422
    asked = client.submit(f"{path}/end", {"outcome": "delivered"})
    said = {**day("ended", TODAY), "summary": "Ring 07700 900123.", f"actual_{made.measures[0].id}": "12"}
    refused = client.submit(asked.location, said)
    assert refused.status_code == 422
    done = client.submit(asked.location, {**said, "summary": "All clips are ranked."})
    assert done.location == f"{path}/ending"

    missing = client.submit(f"{path}/reflect", {**REFLECTION, "score_trust": "", "worked": ""})
    assert set(missing.page.errors) == {"Enter what worked", "Select a score from 1 to 5"}
    assert missing.page.form()["did_not"] == [SECRET]
    assert client.submit(f"{path}/reflect", REFLECTION).location == f"{path}/ending"
    begun = client.submit(f"{path}/add-lesson", TOLD).location
    own = client.get(f"{path}/ending").page
    assert "Your side has not given its reflection and a lesson" in own.text
    sent = begun.replace("sharing", "submit")
    assert sent in own.links
    assert client.submit(begun).location == sent
    assert client.submit(sent).status_code == 302
    own = client.get(f"{path}/ending").page
    assert SECRET in own.text
    assert "The other side has not given its reflection" in own.text

    # The other side finds none of it before its own is given, on any page.
    sign_in(client, cast.academic_lead)
    for page in (path, f"{path}/ending", f"{path}/reflect", "/desk", "/collaborations", f"/find?q={SECRET}"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert SECRET not in answer.page.text.replace(f"“{SECRET}”", ""), page
    differs = {**REFLECTION, "did_not": "Nothing.", "would_repeat": "no", "score_trust": "1"}
    client.submit(f"{path}/reflect", differs)
    begun = client.submit(f"{path}/add-lesson", TOLD).location
    client.submit(begun.replace("sharing", "submit"))
    both = client.get(f"{path}/ending").page
    for words in (SECRET, "Nothing.", "They differ by 3 points", "The sides differ on 2 of 8 points"):
        assert words in both.text
    assert client.get(f"{path}/reflect").status_code == 422

    assert client.get(f"{path}/assess").page.form()["mechanism"] == [""]
    assess = {"maryland": "3", "effect": "Nine in ten were right.", "trl_before": "2", "trl_after": "5"}
    assert client.submit(f"{path}/assess", assess).location == path
    assert client.submit(f"{path}/conclude").location == path
    assert client.get(f"{path}/assess").status_code == 422
    sign_in(client, cast.person("police elsewhere"))
    shown = client.get(path).page
    for words in (
        "Outcome: delivered",
        "All clips are ranked.",
        "Target met",
        "Level 3",
        "Nine in ten",
        "Level 5",
    ):
        assert words in shown.text
    assert SECRET not in shown.text


def test_who_takes_no_part_reads_no_reflection_and_no_ending(client, cast):
    made = concluded(cast)
    path = f"/collaborations/{made.id}"
    for who in ("police colleague", "academic elsewhere", "reviewer", "auditor", "administrator"):
        sign_in(client, cast.person(who))
        assert client.get(f"{path}/ending").status_code == 403
        assert SECRET not in client.get(path).page.text
    client.sign_out()
    assert SECRET not in client.get(path).page.text
    assert client.get(f"{path}/readings").status_code == 200
    hidden = large(cast, audience=Audience.POLICE)
    assert client.get(f"/collaborations/{hidden.id}/readings").status_code == 404


def test_what_is_ending_says_no_outcome_to_others(client, cast):
    made = ended(cast, summary="Never used by anyone.")
    path = f"/collaborations/{made.id}"
    for page in (path, "/collaborations"):
        text = client.get(page).page.text
        assert "Ending" in text
        assert "Never used by anyone." not in text
    sign_in(client, cast.academic_lead)
    assert "Never used by anyone." in client.get(path).page.text


def test_a_side_that_let_the_time_pass_is_named_for_good(client, cast, clock):
    made = ended(cast)
    reflected(cast, made, "police lead")
    taught(cast, made, "police lead")
    clock.forward(days=40)
    sign_in(client, cast.police_lead)
    client.submit(f"/collaborations/{made.id}/conclude")
    client.sign_out()
    assert f"{cast.university.name} gave no reflection" in client.get(f"/collaborations/{made.id}").page.text


def test_it_goes_on_after_all_with_a_reason(client, cast):
    made = ended(cast)
    sign_in(client, cast.academic_lead)
    path = f"/collaborations/{made.id}"
    assert client.submit(f"{path}/reopen", {}).page.errors == ["Enter why it goes on"]
    assert client.submit(f"{path}/reopen", {"reason": "The money came."}).location == path
    assert made.status is Status.RUNNING


def test_readings_outputs_and_adoptions_are_added_and_taken_away(client, cast):
    made = large(cast, status=Status.COMPLETED, measures=[Measure(name="hits", baseline="1", target="9")])
    path, measure = f"/collaborations/{made.id}", made.measures[0].id
    sign_in(client, cast.police_lead)
    because = {"because": "The system was replaced."}
    assert client.submit(f"/measures/{measure}/not-measured", because).status_code == 302
    assert "The system was replaced." in client.get(f"{path}/readings").page.text
    assert client.submit(f"/measures/{measure}/add-reading", {"words": ""}).page.errors == [
        "Enter what was measured"
    ]
    assert client.submit(f"/measures/{measure}/add-reading", {"words": "7"}).status_code == 302
    page = client.get(f"{path}/readings").page
    assert "Baseline 1; target 9; 7 on 21 November 2026." in page.text
    reading = db.session.scalar(select(Reading.id))
    assert client.submit(f"/readings/{reading}/remove-reading").status_code == 302

    output = {"title": "The guide", "kind": "report", "link": "javascript:alert(1)"}
    refused = client.submit(f"{path}/add-output", output)
    assert "Enter a DOI" in refused.page.errors[0]
    assert client.submit(f"{path}/add-output", {**output, "link": "10.1234/abc"}).location == path
    page = client.get(path).page
    assert "https://doi.org/10.1234/abc" in page.links
    assert "Creative Commons Attribution 4.0" in page.text
    number = db.session.scalar(select(Output.id))
    assert client.submit(f"/outputs/{number}/remove-output").location == path

    sign_in(client, cast.person("police elsewhere"))
    assert f"{path}/adopt" in client.get(path).page.links
    used = {"extent": "trial", "words": "We try the guide."}
    assert client.submit(f"{path}/adopt", used).location == path
    page = client.get(path).page
    assert "1 police organisation uses this: 1 on trial." in page.text
    assert f"{path}/adopt" not in page.links
    number = db.session.scalar(select(Adoption.id))
    assert client.submit(f"/adoptions/{number}/withdraw-adoption").location == path


def test_numbers_of_others_are_not_found_or_refused(client, cast):
    made = large(cast, audience=Audience.POLICE, status=Status.COMPLETED, measures=[Measure(name="hits")])
    adoption = adopted(cast, made, "police elsewhere")
    measure = made.measures[0].id
    sign_in(client, cast.person("academic elsewhere"))
    for path in (f"/measures/{measure}/add-reading", f"/adoptions/{adoption.id}/withdraw-adoption"):
        assert client.get(path).status_code == 404
    sign_in(client, cast.police_lead)
    assert client.get(f"/adoptions/{adoption.id}/withdraw-adoption").status_code == 403
    for path in ("/outputs/0/remove-output", f"/readings/{10**10}/remove-reading"):
        assert client.get(path).status_code == 404


def test_small_work_closed_by_one_side_asks_the_other_for_its_lesson(client, cast):
    made = cast.collaboration(status=Status.COMPLETED, mechanism="training", started=TODAY)
    sign_in(client, cast.academic_lead)
    path = f"/collaborations/{made.id}"
    assert f"{path}/add-lesson" in client.get(path).page.links
    begun = client.submit(f"{path}/add-lesson", TOLD).location
    assert "Your draft has still to be sent" in client.get(path).page.text
    sent = begun.replace("sharing", "submit")
    assert sent in client.get(f"{path}/add-lesson").page.links
    client.submit(sent)
    assert [lesson.organisation_id for lesson in made.lessons] == [cast.university.id]
    assert "What your side learned" not in client.get(path).page.text


def test_acts_are_refused_to_who_may_not(client, cast):
    running, ending = large(cast), ended(cast)
    sign_in(client, cast.person("academic elsewhere"))
    for act in ("end", "reopen", "reflect", "conclude", "assess", "add-output", "adopt"):
        made = ending if act in ("reopen", "reflect", "conclude") else running
        assert client.post(f"/collaborations/{made.id}/{act}", data=REFLECTION).status_code == 403
    assert db.session.scalar(select(Reflection.id)) is None
