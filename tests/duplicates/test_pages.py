"""The pages, from the answers to check to the co-sponsor on the brief, as a browser without scripts would use them."""

import pytest
from sqlalchemy import select

from app.collaborations.models import Confirmation, Outcome, Status
from app.core.actor import Audience, Role
from app.duplicates import service
from app.duplicates.models import Choice, CoSponsor, DuplicateAnswer
from app.extensions import db
from app.listings.models import ListingState
from app.matching import live
from app.taxonomy.models import ResearchInterest
from tests import factories
from tests.duplicates.cast import as_near, gather
from tests.support.indexed import index_alone
from tests.support.pages import text_of
from tests.support.signin import sign_in

OTHER_NEED = {
    "problem": "Officers who finish nights fall asleep on their way home by car.",
    "desired_outcome": "A shift pattern after which nobody drives tired.",
}
JOIN = {"choice": "join", "sentence": "We would bring forty scenes."}


def index(*briefs, interests=()):
    """An index of these alone, and what all is measured against."""
    things = [("briefs", brief.id) for brief in briefs]
    index_alone([*things, *(("research_interests", each.id) for each in interests)])
    live.forget()
    live.live()


@pytest.fixture
def cast(app):
    """The brief and the draft ask the same: the factory writes the same words."""
    made = gather(audience=Audience.PUBLIC)
    others = [factories.brief(made.home, audience=Audience.PUBLIC, **OTHER_NEED) for _ in range(3)]
    index(made.brief, *others)
    return made


def page(cast):
    return f"/briefs/{cast.draft.id}/asked-already"


def sending(cast):
    return f"/briefs/{cast.draft.id}/submit"


def main(response):
    return text_of(response.page.main)


def test_the_nearest_stands_on_the_page_with_why(client, cast):
    sign_in(client, cast.asker)
    shown = client.get(page(cast))
    assert [text_of(tag) for tag in shown.page.select(".cg-card__title")] == [cast.brief.title]
    assert "Words in both" in main(shown)
    assert "Yours: “Tyre marks at burglary scenes" in main(shown)
    assert "Theirs: “Tyre marks at burglary scenes" in main(shown)


def test_what_the_poster_may_not_read_is_not_on_the_page(client, cast):
    cast.brief.state = ListingState.IN_REVIEW
    sign_in(client, cast.asker)
    shown = client.get(page(cast))
    assert cast.brief.title not in main(shown)
    assert "Nothing that you may read" in main(shown)


def test_a_brief_in_review_that_the_poster_may_read_is_on_the_page(client, cast):
    own = factories.brief(cast.away, ListingState.IN_REVIEW, poster=cast.asker, title="Our earlier one")
    cast.brief.state = ListingState.CLOSED
    sign_in(client, cast.asker)
    shown = client.get(page(cast))
    assert own.title in main(shown)
    assert "Join a brief" not in main(shown)


@pytest.mark.parametrize(
    ("values", "is_shown"),
    [
        ({"status": Status.RUNNING}, True),
        ({"status": Status.COMPLETED, "outcome": Outcome.NOT_ADOPTED}, True),
        ({"status": Status.SCOPING}, False),
        ({"status": Status.RUNNING, "confirmation": Confirmation.DISPUTED}, False),
    ],
)
def test_what_runs_or_has_ended_is_near_where_the_poster_may_read_it(client, cast, values, is_shown):
    made = factories.collaboration(
        cast.home,
        factories.university(),
        title="Tread patterns of burglary scenes",
        summary=cast.brief.problem,
        success_criteria=cast.brief.desired_outcome,
        **values,
    )
    sign_in(client, cast.asker)
    assert (made.title in main(client.get(page(cast)))) == is_shown
    if is_shown:
        said = {"choice": "extend", "sentence": "It adds a trial.", "about": f"collaboration-{made.id}"}
        assert client.submit(page(cast), said).status_code == 302
        cast.draft.state = ListingState.PUBLISHED
        assert f"/briefs/{cast.draft.id}" in client.get(f"/collaborations/{made.id}").page.links


def test_a_published_research_interest_is_near_until_the_brief_names_it(client, cast):
    interest = db.session.scalars(select(ResearchInterest)).first()
    interest.summary = f"{cast.brief.problem} {cast.brief.desired_outcome}"
    index(cast.brief, interests=[interest])
    sign_in(client, cast.asker)
    assert f"/research-interests/{interest.code}" in client.get(page(cast)).page.links
    said = {"choice": "extend", "sentence": "It asks that.", "about": f"interest-{interest.id}"}
    assert client.submit(page(cast), said).status_code == 302
    cast.draft.research_interest = interest
    assert f"/research-interests/{interest.code}" not in client.get(page(cast)).page.links


def test_with_nothing_near_one_press_goes_on_and_is_kept(client, cast):
    cast.draft.problem, cast.draft.desired_outcome = OTHER_NEED.values()
    cast.draft.title = "Tired"
    for brief in db.session.scalars(select(type(cast.brief)).where(type(cast.brief).id != cast.draft.id)):
        brief.state = ListingState.WITHDRAWN
    sign_in(client, cast.asker)
    answer = client.submit(page(cast))
    assert answer.location == sending(cast)
    assert db.session.scalar(select(DuplicateAnswer)).choice is Choice.NOTHING_NEAR
    assert "Nothing near was found" in main(client.get(sending(cast)))


def test_sending_is_refused_until_the_page_was_answered(client, cast):
    sign_in(client, cast.asker)
    refused = client.submit(sending(cast), {"declared_official": "y"})
    assert refused.status_code == 422
    assert any("Has somebody asked this already" in error for error in refused.page.errors)
    assert page(cast) in refused.page.links
    answer = client.submit(page(cast), {"choice": "different", "sentence": "Ours is about bicycles."})
    assert answer.location == sending(cast)
    assert client.submit(sending(cast), {"declared_official": "y"}).status_code == 302
    assert cast.draft.state is ListingState.IN_REVIEW


def test_the_reviewer_reads_the_answer_beside_the_text_and_others_do_not(client, new_client, cast):
    sign_in(client, cast.asker)
    client.submit(page(cast), {"choice": "different", "sentence": "Ours is about bicycles."})
    cast.draft.state = ListingState.PUBLISHED
    for who, reads in (
        (factories.person(None, Role.REVIEWER), True),
        (cast.asker, True),
        (cast.owner, False),
        (factories.person(factories.university()), False),
    ):
        reader = new_client()
        sign_in(reader, who)
        shown = main(reader.get(f"/briefs/{cast.draft.id}"))
        assert ("Ours is about bicycles." in shown) == reads
        assert ("Differs from" in shown) == reads


def test_an_extension_is_linked_on_both_pages_once_it_is_published(client, new_client, cast):
    sign_in(client, cast.asker)
    client.submit(page(cast), {"choice": "extend", "sentence": "It adds a trial."})
    reader = new_client()
    sign_in(reader, factories.person(factories.university()))
    assert "Extended by" not in main(reader.get(f"/briefs/{cast.brief.id}"))
    cast.draft.state = ListingState.PUBLISHED
    assert f"/briefs/{cast.draft.id}" in reader.get(f"/briefs/{cast.brief.id}").page.links
    assert f"/briefs/{cast.brief.id}" in reader.get(f"/briefs/{cast.draft.id}").page.links


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "Choose what you will do"),
        ({"choice": "different", "sentence": " "}, "Say it in a sentence"),
        ({"choice": "nothing_near", "sentence": "A"}, "select from the options"),
        ({"choice": "extend", "sentence": "A", "about": "brief-999999"}, "select from the options"),
        ({"choice": "extend", "sentence": "A", "about": ""}, "Choose which one"),
        ({"choice": "different", "sentence": "SECRET: all of it"}, "OFFICIAL"),
    ],
)
def test_a_bad_answer_is_refused_with_a_message(client, cast, values, message):
    sign_in(client, cast.asker)
    answer = client.submit(page(cast), values)
    assert answer.status_code == 422
    assert any(message in error for error in answer.page.errors), answer.page.errors
    assert db.session.scalar(select(DuplicateAnswer)) is None


def test_only_the_owners_of_the_draft_open_the_page(client, cast):
    sign_in(client, cast.owner)
    assert client.get(page(cast)).status_code == 404
    cast.draft.state = ListingState.PUBLISHED
    assert client.get(page(cast)).status_code == 403


def test_from_asking_to_standing_beside(client, new_client, cast):
    sign_in(client, cast.asker)
    answer = client.submit(page(cast), JOIN)
    asked = db.session.scalar(select(CoSponsor))
    assert answer.location == f"/co-sponsors/{asked.id}"
    assert "waits for" in main(client.get(answer.location))
    assert "Your draft waits for the answer" in main(client.get(page(cast)))

    owner = new_client()
    sign_in(owner, cast.owner)
    assert "asks to co-sponsor" in main(owner.get("/desk"))
    assert "asks to stand beside you" in main(owner.get(f"/briefs/{cast.brief.id}"))
    shown = owner.get(answer.location)
    assert JOIN["sentence"] in main(shown)
    assert cast.draft.title not in main(shown)
    done = owner.submit(f"/co-sponsors/{asked.id}/agree")
    assert done.location == f"/briefs/{cast.brief.id}"
    assert cast.draft.state is ListingState.WITHDRAWN

    public = new_client()
    assert cast.away.name in main(public.get(f"/briefs/{cast.brief.id}"))
    assert "Agreed" in main(client.get(answer.location))
    assert "asks to co-sponsor" not in main(owner.get("/desk"))


def test_declined_the_reason_stands_where_the_draft_is_answered_anew(client, new_client, cast):
    asked = cast.asked()
    owner = new_client()
    sign_in(owner, cast.owner)
    assert owner.submit(f"/co-sponsors/{asked.id}/decline").status_code == 422
    done = owner.submit(f"/co-sponsors/{asked.id}/decline", {"reason": "Our data stays here."})
    assert done.status_code == 302
    sign_in(client, cast.asker)
    for path in (f"/co-sponsors/{asked.id}", page(cast)):
        assert "Our data stays here." in main(client.get(path))


def test_taken_back_it_leads_to_the_page_again(client, cast):
    asked = cast.asked()
    sign_in(client, cast.asker)
    assert client.submit(f"/co-sponsors/{asked.id}/withdraw").location == page(cast)
    assert service.asked_by(cast.draft) is None


def test_who_is_neither_side_finds_nothing_there(client, cast):
    asked = cast.asked()
    sign_in(client, factories.person(cast.home))
    for act in ("", "/agree", "/decline", "/withdraw"):
        assert client.get(f"/co-sponsors/{asked.id}{act}").status_code == 404
    assert client.get("/co-sponsors/99999999999999").status_code == 404


def test_a_form_names_a_thing_by_kind_and_number(cast):
    assert as_near(cast.brief).key == f"brief-{cast.brief.id}"
