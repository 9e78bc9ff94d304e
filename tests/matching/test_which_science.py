"""The page that says which science could help, the same in a brief's draft, and how many could help."""

import numpy as np
import pytest

from app.collaborations.models import Confirmation
from app.core.actor import Audience
from app.extensions import db
from app.listings.models import ListingSpecialism, ListingState
from app.matching import help_counts, proposals
from app.search import query
from app.taxonomy.models import Mechanism
from tests import factories
from tests.search.conftest import reader
from tests.support.indexed import index_alone

pytestmark = pytest.mark.postgres(full=True)
PATH = "/which-science"
TYRES = "Shoe prints and tyre marks from burglary scenes lie in a drawer. Nobody compares the tread pattern."
SHOES = "Footwear, tyre and tool marks"


@pytest.fixture
def make_offer(app):
    def make(code="FOR-MARK", at=None, *, is_likely=False, is_nearest_only=False, **values):
        made = factories.offer(at, **values)
        made.specialism_links = [
            ListingSpecialism(specialism_code=code, is_likely=is_likely, is_nearest_only=is_nearest_only)
        ]
        return made

    return make


def ask(client, text=TYRES):
    return client.submit(PATH, {"question": text})


def said(node):
    return " ".join(node.get_text(" ", strip=True).split())


def proposed(page):
    return [said(heading) for heading in page.main.select(".cg-proposal h3")]


def section(page, name):
    return said(page.main.select_one(f"section[aria-labelledby={name}]"))


class TestThePage:
    def test_anybody_may_ask(self, client):
        page = ask(client).page
        assert proposed(page)[0] == SHOES
        assert len(proposed(page)) <= 5
        assert "Comparing impressions left by shoes, tyres and tools." in said(page.main)
        assert "Words of the trade: tread pattern" in said(page.main)

    def test_what_was_asked_stays_in_the_box(self, client):
        assert ask(client).page.main.select_one("textarea").text.strip() == TYRES

    def test_nothing_is_stored(self, client, statements):
        client.get(PATH)
        statements.forget()
        assert ask(client).status_code == 200
        assert statements.written == []

    def test_without_the_token_nothing_is_answered(self, client):
        answer = client.post(PATH, data={"question": TYRES}, csrf=False)
        assert answer.status_code == 422
        assert proposed(answer.page) == []

    def test_it_says_that_words_alone_decide_where_the_encoder_is_off(self, client):
        assert "this goes by words alone" in said(ask(client).page.main)

    def test_nothing_near_is_said(self, client):
        text = said(ask(client, "Zxcv qwer").page.main)
        assert "Nothing on our list comes near to this" in text

    @pytest.mark.parametrize("text", ["", " \n ", "\x00"])
    def test_an_empty_question_is_asked_for(self, client, text):
        answer = ask(client, text)
        assert answer.status_code == 422
        assert "Your question" in str(answer.page.errors) or "Enter a question" in str(answer.page.errors)

    def test_too_long_a_question_is_kept_and_refused(self, client):
        answer = ask(client, "tyre mark " * 600)
        assert answer.status_code == 422
        assert "5,000" in str(answer.page.errors)
        assert answer.page.main.select_one("textarea").text.count("tyre mark") == 600

    def test_an_enormous_question_is_refused_and_kept(self, client):
        answer = ask(client, "tyre mark " * 12_000)
        assert answer.status_code == 422
        assert "Your question is too long" in str(answer.page.errors)
        assert answer.page.main.select_one("textarea").text.count("tyre mark") == 12_000

    def test_characters_that_cannot_be_kept_are_reported(self, client):
        body = b"question=tyre%00marks%ED%A0%80&csrf_token=" + client.csrf_token().encode()
        answer = client.post(PATH, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 422
        assert "cannot be kept" in str(answer.page.errors)
        assert "tyre" in answer.page.main.select_one("textarea").text

    def test_the_front_page_and_the_search_lead_here(self, client):
        index_alone()
        for path in ("/", "/find"):
            assert PATH in client.get(path).page.links


class TestWhatItHasDone:
    def test_open_offers_are_counted_and_the_newest_are_linked(self, client, make_offer):
        offers = [make_offer(title=f"Treads {n}") for n in range(4)]
        page = ask(client).page
        assert "4 open offers" in said(page.main)
        shown = [offer.title for offer in offers if f"/offers/{offer.id}" in page.links]
        assert shown == ["Treads 1", "Treads 2", "Treads 3"]
        assert "/find?kind=offers&specialism=FOR-MARK&status=open" in page.links

    def test_an_offer_that_the_reader_may_not_read_is_not_counted(self, client, make_offer):
        hidden = make_offer(title="For members only", audience=Audience.MEMBERS)
        text = said(ask(client).page.main)
        assert hidden.title not in text
        assert "For policing now: no open offer yet" in text
        client.sign_in(factories.person(factories.force()))
        assert hidden.title in said(ask(client).page.main)

    @pytest.mark.parametrize(
        "values",
        [
            {"is_likely": True},
            {"is_nearest_only": True},
            {"state": ListingState.CLOSED},
            {"state": ListingState.DRAFT},
        ],
    )
    def test_only_open_offers_that_name_it_themselves_count(self, client, make_offer, values):
        make_offer(**values)
        assert "For policing now: no open offer yet" in said(ask(client).page.main)

    def test_a_field_has_the_offers_of_its_specialisms(self, app, make_offer):
        make_offer("FOR-MARK")
        found = db.session.scalars(proposals.open_offers(reader(), ["FOR"])).all()
        assert len(found) == 1

    def collaboration(self, offer, **values):
        values = {"confirmation": Confirmation.CONFIRMED, "audience": Audience.PUBLIC, **values}
        return factories.collaboration(
            factories.force(), offer.organisation, offer_id=offer.id, title="Treads compared", **values
        )

    def test_a_collaboration_shown_to_everyone_is_linked(self, client, make_offer):
        made = self.collaboration(make_offer())
        page = ask(client).page
        assert f"/collaborations/{made.id}" in page.links
        assert "What it has done for policing" in said(page.main)

    @pytest.mark.parametrize(
        "values",
        [
            {"audience": Audience.MEMBERS},
            {"confirmation": Confirmation.ONE_SIDE},
            {"confirmation": Confirmation.DISPUTED},
        ],
    )
    def test_another_collaboration_is_shown_to_nobody_here(self, client, make_offer, values):
        made = self.collaboration(make_offer(), **values)
        client.sign_in(factories.person(factories.force()))
        assert made.title not in said(ask(client).page.main)

    def test_a_public_record_tells_nothing_of_a_hidden_offer(self, client, make_offer):
        made = self.collaboration(make_offer(audience=Audience.POLICE))
        assert made.title not in said(ask(client).page.main)


class TestWhatOthersLearnt:
    def test_lessons_on_the_like_stand_below(self, client):
        lesson = factories.lesson(title="Compare the tread pattern at once", what_happened=TYRES)
        index_alone([("lessons", lesson.id)])
        page = ask(client).page
        assert f"/lessons/{lesson.id}" in page.links
        assert "Compare the tread pattern at once" in section(page, "learnt")

    def test_while_the_index_is_being_rebuilt_there_are_none(self, client):
        factories.lesson(title="Compare the tread pattern at once", what_happened=TYRES)
        page = ask(client).page
        assert proposed(page)[0] == SHOES
        assert page.main.select_one("section[aria-labelledby=learnt]") is None


class TestWithMeaning:
    """What offers that are near in meaning add; with vectors known by heart."""

    TEXT = "Wexal frobs"  # no word of the lists

    @pytest.fixture
    def near(self, app, monkeypatch):
        """Every text points the same way, but for offers, of which `near` says how far each points there."""
        likeness = {}

        def one_way(texts, **_how):
            found = np.zeros((len(texts), 384), np.float32)
            found[:, 1] = 1.0
            found[[at for at, text in enumerate(texts) if self.TEXT in text], :2] = [1.0, 0.0]
            return found

        def meanings(actor, kind, *, facets):
            open_offers = db.session.scalars(proposals.readable_by(actor)).all()
            ids = [offer.id for offer in open_offers if offer.id in likeness]
            found = np.zeros((len(ids), 384), np.float32)
            for at, number in enumerate(ids):
                found[at, :2] = [likeness[number], 1.0 - likeness[number]]
            return ids, found

        monkeypatch.setitem(app.config, "ENCODER", "on")
        monkeypatch.setattr(proposals.vectors, "of", one_way)
        monkeypatch.setattr(query, "meanings", meanings)
        return likeness

    def codes(self, who="public"):
        return proposals.answer(reader(who), self.TEXT, newest=0).codes

    def test_an_offer_near_in_meaning_brings_its_specialism(self, near, make_offer):
        assert self.codes() == []
        near[make_offer("ENG-ROB").id] = 1.0
        assert self.codes() == ["ENG-ROB"]

    def test_an_offer_that_the_reader_may_not_read_moves_nothing(self, near, make_offer):
        near[make_offer("ENG-ROB", audience=Audience.MEMBERS).id] = 1.0
        assert self.codes() == []
        assert self.codes("members") == ["ENG-ROB"]

    def test_a_code_that_only_stands_in_brings_nothing(self, near, make_offer):
        near[make_offer("ENG-ROB", is_nearest_only=True).id] = 1.0
        assert self.codes() == []


class TestMeaningsOfTheIndex:
    def test_the_vectors_of_what_may_be_read_are_given(self, app, make_offer, monkeypatch):
        def of(texts, **_how):
            return np.tile(np.eye(1, 384, dtype=np.float32), (len(texts), 1))

        monkeypatch.setitem(app.config, "ENCODER", "on")
        monkeypatch.setattr(proposals.vectors, "of", of)
        public, hidden = make_offer(), make_offer(audience=Audience.POLICE)
        closed = make_offer(state=ListingState.CLOSED)
        index_alone([("offers", each.id) for each in (public, hidden, closed)])
        ids, found = query.meanings(reader(), "offers", facets=proposals.OPEN)
        assert ids == [public.id]
        assert found.shape == (1, 384)
        assert found.any()
        assert sorted(query.meanings(reader("police"), "offers", facets=proposals.OPEN)[0]) == [
            public.id,
            hidden.id,
        ]
        assert closed.id in query.meanings(reader(), "offers")[0]

    def test_without_an_index_there_are_none(self, app):
        ids, found = query.meanings(reader(), "offers")
        assert ids == []
        assert found.shape == (0, 384)


class TestHowMany:
    def test_one_and_two_are_not_told_apart(self):
        assert [help_counts.how_many(n) for n in (0, 1, 2, 3)] == [
            "0",
            "Fewer than 3",
            "Fewer than 3",
            "3",
        ]

    def test_offers_are_counted_by_specialism_mechanism_and_region(self, app, make_offer):
        for _ in range(3):
            make_offer(region_code="NE", mechanism=Mechanism.TRAINING)
        make_offer("FOR-FM", region_code="NW", remote_ok=True)
        db.session.commit()
        found = help_counts.counts(reader(), ["FOR-MARK", "FOR-FM", "FOR-BIO"])
        assert found.offers == found.organisations == "4"
        assert [number for _, number in found.by_specialism] == ["3", "Fewer than 3", "0"]
        mechanisms = dict(found.by_mechanism)
        assert mechanisms["Training"] == "3"
        assert mechanisms["Research"] == "Fewer than 3"
        assert mechanisms["Placement"] == "0"
        assert list(found.by_region) == [
            ("North East", "3"),
            ("North West", "Fewer than 3"),
            ("Remotely", "Fewer than 3"),
        ]

    def test_an_offer_of_two_of_them_counts_once(self, app, make_offer):
        for _ in range(3):
            both = make_offer()
            both.specialism_links.append(ListingSpecialism(specialism_code="FOR-FM"))
        db.session.commit()
        assert help_counts.counts(reader(), ["FOR-MARK", "FOR-FM"]).offers == "3"

    def test_what_the_reader_may_not_read_is_in_no_figure(self, app, make_offer):
        for _ in range(3):
            make_offer(audience=Audience.POLICE, region_code="NE")
        db.session.commit()
        assert not help_counts.counts(reader("members"), ["FOR-MARK"]).any
        assert help_counts.counts(reader("police"), ["FOR-MARK"]).offers == "3"

    def test_no_specialism_has_no_figures(self, app):
        assert help_counts.counts(reader(), []) is None

    def test_no_organisation_is_named_among_the_figures(self, client, make_offer):
        offers = [make_offer(title=f"Treads {n}") for n in range(4)]
        text = section(ask(client).page, "how-many")
        assert "Organisations that make them: 4" in text
        assert not [offer for offer in offers if offer.organisation.name in text or offer.title in text]


class TestInADraft:
    @pytest.fixture
    def draft(self, client):
        force = factories.force()
        poster = factories.person(force)
        made = factories.brief(force, ListingState.DRAFT, poster=poster, problem=TYRES)
        client.sign_in(poster)
        return made

    def step(self, draft):
        return f"/briefs/{draft.id}/edit/specialisms"

    def test_specialisms_are_proposed_from_its_own_problem(self, client, draft):
        text = section(client.get(self.step(draft)).page, "proposed")
        assert "From your description of the problem, we think" in text
        assert SHOES in text
        assert "None of these is a good answer too" in text

    def test_a_tick_there_is_a_tick_in_the_list(self, client, draft):
        box = client.get(self.step(draft)).page.main.select_one("#proposed-FOR-MARK")
        assert (box["name"], box["type"], box["value"]) == ("specialisms", "checkbox", "FOR-MARK")
        client.submit(self.step(draft), {"specialisms": ["FOR-MARK", "FOR-MARK", "FOR-FM"]})
        assert [each.code for each in draft.specialisms] == ["FOR-MARK", "FOR-FM"]

    def test_none_of_them_is_a_good_answer(self, client, draft):
        assert client.submit(self.step(draft), {}).status_code == 302
        assert draft.specialisms == []

    def test_what_is_chosen_already_has_no_second_box(self, client, draft):
        draft.specialism_links = [ListingSpecialism(specialism_code="FOR-MARK")]
        page = client.get(self.step(draft)).page
        assert page.main.select_one("#proposed-FOR-MARK") is None
        assert f"You have chosen already what we would propose: {SHOES}" in section(page, "proposed")

    def test_how_many_could_help_is_told_before_anything_is_published(self, client, draft, make_offer):
        for _ in range(3):
            make_offer(title="Treads", audience=Audience.MEMBERS)
        text = section(client.get(self.step(draft)).page, "proposed")
        assert "Open offers that name at least one of these specialisms: 3" in text
        assert "Treads" not in text

    def test_without_a_problem_it_asks_for_one(self, client, draft):
        draft.problem = ""
        page = client.get(self.step(draft)).page
        assert "Describe the problem first" in section(page, "proposed")
        assert f"/briefs/{draft.id}/edit/problem" in page.links

    def test_looking_at_it_writes_nothing(self, client, draft, statements):
        client.get(self.step(draft))
        statements.forget()
        client.get(self.step(draft))
        assert statements.written == []

    def test_an_offers_draft_has_no_such_proposals(self, client):
        university = factories.university()
        poster = factories.person(university)
        offer = factories.offer(university, ListingState.DRAFT, poster=poster)
        client.sign_in(poster)
        page = client.get(f"/offers/{offer.id}/edit/specialisms").page
        assert page.main.select_one("#proposed") is None
