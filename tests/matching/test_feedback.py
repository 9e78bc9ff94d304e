"""Good match, or not for us because: who may say it, what is kept, and who reads it."""

import pytest
from sqlalchemy import select

from app.core.actor import Audience, Role
from app.core.errors import FieldError, Refused
from app.extensions import db
from app.listings.models import ListingState
from app.matching import feedback, policy
from app.matching.models import Band, MatchFeedback, Verdict
from tests import factories
from tests.matching.stored import match
from tests.support.signin import sign_in

pytestmark = pytest.mark.postgres(full=True)


@pytest.fixture
def pair(app):
    force, university = factories.force(), factories.university()
    brief = factories.brief(force, audience=Audience.PUBLIC, title="Tyre marks at scenes")
    offer = factories.offer(university, title="Tread pattern retrieval")
    match(brief, factories.offer(), score=9)
    return match(brief, offer)


def path(found):
    return f"/matches/{found.brief_id}/{found.offer_id}/give-feedback"


def cast(found):
    force, university = found.brief.organisation, found.offer.organisation
    manager, administrator = Role.PARTNERSHIP_MANAGER, Role.ORGANISATION_ADMINISTRATOR
    return {
        "officer of the force": (factories.actor(force), "brief"),
        "manager of the force": (factories.actor(force, manager), "brief"),
        "academic of the university": (factories.actor(university), "offer"),
        "administrator of the university": (factories.actor(university, administrator), "offer"),
        "officer elsewhere": (factories.actor(factories.force()), ""),
        "academic elsewhere": (factories.actor(factories.university()), ""),
        "reviewer": (factories.actor(None, Role.REVIEWER), ""),
        "auditor": (factories.actor(None, Role.AUDITOR), ""),
        "administrator": (factories.actor(None, Role.ADMINISTRATOR), ""),
        "public": (factories.nobody(), ""),
    }


def test_only_members_of_the_two_organisations_say_whether_it_fits(pair):
    for name, (actor, side) in cast(pair).items():
        assert policy.side_of(actor, pair) == side, name
        assert policy.can_give_feedback(actor, pair) == bool(side), name
        if not side:
            with pytest.raises(Refused):
                feedback.give_feedback(actor, match=pair, verdict=Verdict.GOOD)


@pytest.mark.parametrize("state", list(ListingState))
@pytest.mark.parametrize("end", ["brief", "offer"])
def test_it_is_said_while_both_are_open(pair, state, end):
    actor = factories.actor(pair.brief.organisation)
    getattr(pair, end).state = state
    assert policy.can_give_feedback(actor, pair) == (state is ListingState.PUBLISHED)


def test_it_is_kept_with_the_place_shown_the_band_and_the_version(pair):
    actor = factories.actor(pair.brief.organisation)
    kept = feedback.give_feedback(actor, match=pair, verdict=Verdict.GOOD)
    assert (kept.side, kept.verdict, kept.reason) == ("brief", Verdict.GOOD, "")
    assert (kept.rank_shown, kept.band, kept.method_version) == (2, Band.STRONG, "2")
    other = feedback.give_feedback(
        factories.actor(pair.offer.organisation), match=pair, verdict=Verdict.NOT_FOR_US, reason="dates"
    )
    assert (other.side, other.reason, other.rank_shown) == ("offer", "dates", 1)


def test_the_latest_stands_and_a_good_match_needs_no_reason(pair):
    actor = factories.actor(pair.brief.organisation)
    feedback.give_feedback(actor, match=pair, verdict=Verdict.NOT_FOR_US, reason="cost", words="Too much.")
    feedback.give_feedback(actor, match=pair, verdict=Verdict.GOOD, reason="cost")
    (kept,) = db.session.scalars(select(MatchFeedback)).all()
    assert (kept.verdict, kept.reason, kept.words) == (Verdict.GOOD, "", "")


@pytest.mark.parametrize(
    ("reason", "words", "field"),
    [
        ("", "", "reason"),
        ("no_such_reason", "", "reason"),
        ("other", "", "words"),
        ("dates", "This is SECRET.", "words"),
    ],
)
def test_not_for_us_says_why_and_holds_nothing_above_official(pair, reason, words, field):
    actor = factories.actor(pair.brief.organisation)
    with pytest.raises(FieldError) as error:
        feedback.give_feedback(actor, match=pair, verdict=Verdict.NOT_FOR_US, reason=reason, words=words)
    assert error.value.field == field
    assert db.session.scalars(select(MatchFeedback)).all() == []


def test_one_press_on_the_card_says_good_match_and_shows_it(client, pair):
    sign_in(client, factories.person(pair.brief.organisation))
    shown = f"/briefs/{pair.brief_id}/matches"
    form = client.get(shown).page.select("form[action*=give-feedback]")[1]
    answer = client.post(form["action"], data={"verdict": "good"})
    assert answer.status_code == 302
    assert answer.location == shown
    assert "You said: good match" in client.get(shown).page.main.get_text()


def test_the_form_says_what_is_missing_by_the_field(client, pair):
    sign_in(client, factories.person(pair.offer.organisation))
    assert client.submit(path(pair), {}).page.errors == ["Select whether it fits"]
    answer = client.submit(path(pair), {"verdict": "not_for_us"})
    assert answer.status_code == 422
    assert answer.page.errors == ["Select why it is not for you"]
    answer = client.submit(path(pair), {"verdict": "not_for_us", "reason": "other"})
    assert answer.page.errors == ["Enter why it is not for you"]


def test_what_was_said_can_be_changed(client, pair):
    sign_in(client, factories.person(pair.offer.organisation))
    client.submit(path(pair), {"verdict": "not_for_us", "reason": "vetting", "words": "No NPPV3."})
    form = client.get(path(pair)).page.form()
    assert (form["verdict"], form["reason"], form["words"]) == (["not_for_us"], ["vetting"], ["No NPPV3."])
    client.submit(path(pair), {"verdict": "good"})
    assert db.session.scalar(select(MatchFeedback.verdict)) is Verdict.GOOD


def test_others_are_refused_and_what_may_not_be_read_is_not_there(client, pair):
    sign_in(client, factories.person(factories.university()))
    assert client.get(path(pair)).status_code == 403
    pair.brief.audience = Audience.POLICE
    assert client.get(path(pair)).status_code == 404
    assert client.get("/matches/999999/999999/give-feedback").status_code == 404


def test_nobody_else_sees_the_buttons(client, pair):
    assert "give-feedback" not in client.get(f"/briefs/{pair.brief_id}").text
    sign_in(client, factories.person(factories.university()))
    assert "give-feedback" not in client.get(f"/briefs/{pair.brief_id}").text


# ---- who reads it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status", "reads_words"),
    [
        (Role.REVIEWER, 200, True),
        (Role.AUDITOR, 200, False),
        (Role.ADMINISTRATOR, 200, False),
        (Role.PARTNERSHIP_MANAGER, 403, False),
        (Role.POLICE, 403, False),
    ],
)
def test_the_figures_are_for_the_site_and_the_words_for_its_reviewers(
    client, pair, role, status, reads_words
):
    feedback.give_feedback(
        factories.actor(pair.brief.organisation),
        match=pair,
        verdict=Verdict.NOT_FOR_US,
        reason="wrong_topic",
        words="That is about footwear.",
    )
    at = factories.force() if role in (Role.PARTNERSHIP_MANAGER, Role.POLICE) else None
    sign_in(client, factories.person(at, role))
    answer = client.get("/matching/feedback")
    assert answer.status_code == status
    assert ("That is about footwear." in answer.text) == reads_words
    assert (pair.brief.title in answer.text) == reads_words
    if status == 200:
        assert "It is about something else" in answer.text


def test_the_figures_count_by_verdict_reason_band_place_side_and_version(pair):
    force, university = pair.brief.organisation, pair.offer.organisation
    feedback.give_feedback(factories.actor(force), match=pair, verdict=Verdict.GOOD)
    feedback.give_feedback(factories.actor(force), match=pair, verdict=Verdict.NOT_FOR_US, reason="dates")
    feedback.give_feedback(
        factories.actor(university), match=pair, verdict=Verdict.NOT_FOR_US, reason="dates"
    )
    found = feedback.figures()
    assert (found.total, found.good) == (3, 1)
    assert found.reasons == [("The dates do not work", 2)]
    assert ("Strong match", 1, 2) in found.bands
    assert found.sides == [("The brief’s side", 1, 1), ("The offer’s side", 0, 1)]
    assert found.places[:2] == [("Place 1", 0, 1), ("Places 2 to 3", 1, 1)]
    assert found.versions == [("Version 2", 1, 2)]


def test_before_anybody_has_spoken_the_page_says_so(client, app):
    sign_in(client, factories.person(None, Role.REVIEWER))
    assert "Nobody has said anything yet" in client.get("/matching/feedback").text


def test_said_in_two_windows_at_once_it_counts_once(pair, monkeypatch):
    actor = factories.actor(pair.brief.organisation)
    first = feedback.give_feedback(actor, match=pair, verdict=Verdict.GOOD)
    looked = [None, first]
    # The second window looked before the first had said it.
    monkeypatch.setattr(feedback, "own", lambda *_: looked.pop(0))
    second = feedback.give_feedback(actor, match=pair, verdict=Verdict.NOT_FOR_US, reason="dates")
    assert second is first
    assert db.session.scalars(select(MatchFeedback.verdict)).all() == [Verdict.NOT_FOR_US]
