"""Why not us? Who may ask, and what they are told."""

import pytest

from app.core.actor import Audience, Role
from app.listings.models import ListingState
from app.matching import policy, service
from app.matching.models import Band
from app.matching.reasons import Reason, Score
from app.matching.why_not import gaps
from app.taxonomy.models import Mechanism
from tests import factories
from tests.matching.stored import REASONS, match, without
from tests.support.signin import sign_in


def named(found):
    return [gap.name for gap in found]


@pytest.fixture
def brief(app):
    return factories.brief(audience=Audience.PUBLIC, title="Tyre marks at scenes")


@pytest.fixture
def explained(monkeypatch):
    """Lets the engine say these reasons of any pair."""

    def say(total, band, reasons):
        made = Score(total, band, tuple(Reason(r["part"], r["points"], r["detail"]) for r in reasons))
        monkeypatch.setattr(service, "explain", lambda brief, offer: made)

    return say


@pytest.mark.parametrize("state", list(ListingState))
def test_only_owners_ask_while_the_offer_can_still_be_changed(app, state):
    university = factories.university()
    poster = factories.person(university)
    offer = factories.offer(university, state, poster=poster)
    is_open = state in {
        ListingState.DRAFT,
        ListingState.AWAITING_RELEASE,
        ListingState.IN_REVIEW,
        ListingState.PUBLISHED,
    }
    for actor, owns in (
        (factories.actor(university, who=poster), True),
        (factories.actor(university, Role.PARTNERSHIP_MANAGER), True),
        (factories.actor(university), False),
        (factories.actor(factories.force()), False),
        (factories.actor(factories.university(), Role.PARTNERSHIP_MANAGER), False),
        (factories.actor(None, Role.REVIEWER), False),
        (factories.nobody(), False),
    ):
        assert policy.can_ask_why_not_us(actor, offer) == (owns and is_open)


def test_the_widest_gap_comes_first_and_only_gaps_are_named(brief):
    offer = factories.offer()
    found = gaps(brief, offer, without("sentences", "specialisms"), [REASONS] * 3)
    assert named(found) == ["Nearest sentences", "Specialisms"]
    assert gaps(brief, offer, REASONS, [REASONS] * 3) == []
    assert gaps(brief, offer, [], []) == []


def test_words_that_the_offer_says_already_are_not_asked_of_it(brief):
    offer = factories.offer(description="We look at treads of all kinds.")
    (gap,) = gaps(brief, offer, without("words"), [REASONS])
    assert "tyre" in gap.text
    assert "tread" not in gap.text


def test_the_sentence_that_others_answer_is_quoted(brief):
    (gap,) = gaps(brief, factories.offer(), without("sentences"), [REASONS])
    assert gap.quotes == (
        (
            "The brief says, and the offers above answer",
            "Tyre marks are photographed and never compared.",
        ),
    )


def test_missing_specialisms_are_named_and_an_offer_without_any_is_told(brief):
    (gap,) = gaps(brief, factories.offer(), without("specialisms"), [REASONS])
    assert "Crime scene examination" in gap.text
    assert "names no specialism" in gap.text


def test_another_mechanism_is_another_offer(brief):
    offer = factories.offer(mechanism=Mechanism.TRAINING)
    (gap,) = gaps(brief, offer, without("mechanism"), [REASONS])
    assert gap.text == "The brief wants research; yours is training."
    assert "second offer" in gap.advice


def test_the_page_says_where_it_stands_and_what_would_change_it(client, brief, explained):
    university = factories.university()
    offer = factories.offer(university, title="Ours")
    for number in range(3):
        match(brief, factories.offer(title=f"Above {number}"), score=3 - number / 10)
    match(brief, factories.offer(title="A hidden one", audience=Audience.POLICE), score=9)
    explained(1.0, "possible", without("sentences"))
    sign_in(client, factories.person(university, Role.PARTNERSHIP_MANAGER))
    page = client.get(f"/offers/{offer.id}/why-not-us?brief={brief.id}").page
    text = " ".join(page.main.get_text(" ", strip=True).split())
    assert "place 4 by score" in text
    assert "Possible match" in text
    assert "Nearest sentences." in text
    assert "Say only what is so" in text
    assert "Above 0" in text
    assert "A hidden one" not in text


def test_a_strong_match_is_told_that_it_is_one(client, brief, explained):
    university = factories.university()
    offer = factories.offer(university)
    explained(2.4, "strong", REASONS)
    sign_in(client, factories.person(university, Role.PARTNERSHIP_MANAGER))
    text = client.get(f"/offers/{offer.id}/why-not-us?brief={brief.id}").text
    assert "strong match already" in text
    assert "first of all offers" in text


def test_it_lists_open_briefs_that_the_reader_may_read_by_title(client, brief):
    university = factories.university()
    offer = factories.offer(university)
    factories.brief(title="Tyre secrets", audience=Audience.POLICE)
    factories.brief(title="Closed tyres", audience=Audience.PUBLIC, state=ListingState.CLOSED)
    factories.brief(title="Drones", audience=Audience.MEMBERS)
    sign_in(client, factories.person(university, Role.PARTNERSHIP_MANAGER))
    text = client.get(f"/offers/{offer.id}/why-not-us").page.main.get_text()
    assert "Tyre marks at scenes" in text
    assert "Drones" in text
    assert "secrets" not in text
    assert "Closed tyres" not in text
    found = client.get(f"/offers/{offer.id}/why-not-us?q=TYRE").page.main.get_text()
    assert "Tyre marks at scenes" in found
    assert "Drones" not in found


def test_others_are_refused_and_hidden_briefs_are_not_there(client, brief):
    university = factories.university()
    offer = factories.offer(university)
    hidden = factories.brief(audience=Audience.POLICE)
    closed = factories.brief(audience=Audience.PUBLIC, state=ListingState.CLOSED)
    sign_in(client, factories.person(university))
    assert client.get(f"/offers/{offer.id}/why-not-us?brief={brief.id}").status_code == 403
    sign_in(client, factories.person(university, Role.PARTNERSHIP_MANAGER))
    assert client.get(f"/offers/{offer.id}/why-not-us?brief={hidden.id}").status_code == 404
    assert client.get(f"/offers/{offer.id}/why-not-us?brief={closed.id}").status_code == 403
    assert client.get(f"/offers/{offer.id}/why-not-us?brief=99999999999999999999").status_code == 404


def test_owners_find_the_way_from_the_brief_and_from_the_offer(client, brief):
    university = factories.university()
    offer = factories.offer(university)
    match(brief, offer, band=Band.WEAK)
    way = f"/offers/{offer.id}/why-not-us"
    assert way not in client.get(f"/briefs/{brief.id}").text
    sign_in(client, factories.person(university, Role.PARTNERSHIP_MANAGER))
    assert f"{way}?brief={brief.id}" in client.get(f"/briefs/{brief.id}").page.links
    assert way in client.get(f"/offers/{offer.id}").page.links
