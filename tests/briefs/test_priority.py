"""Priority: each side scores alone, neither overwrites the other, and nothing else moves."""

import re

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.briefs import policy, service
from app.briefs.models import Brief, BriefScores, Horizon, Scorer
from app.briefs.priority import APART, CRITERIA, NAMES, Line, lines, scores_by, total
from app.core.actor import Audience, Role
from app.core.errors import FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from app.listings import service as listings
from app.listings.models import ListingState as S
from app.listings.policy import can_edit, can_score
from tests import factories
from tests.house.tree import APP, python_files
from tests.listings.drafts import full_brief
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres

OURS = {"harm": 3, "demand": 2, "breadth": 1, "readiness": 0, "cost": 4}
THEIRS = {"harm": 1, "demand": 2, "breadth": 2, "readiness": None, "cost": 2}


class Place:
    """A brief in review that its owner has scored, and everybody who might come to it."""

    def __init__(self) -> None:
        self.force = factories.force()
        self.poster = factories.person(self.force)
        self.who_reviews = factories.person(None, Role.REVIEWER)
        self.actors = factories.actors(
            {
                "poster": (self.force, self.poster),
                "manager": (self.force, Role.PARTNERSHIP_MANAGER),
                "colleague": (self.force,),
                "reviewer": (None, self.who_reviews, Role.REVIEWER),
                "reviewer of its organisation": (self.force, Role.REVIEWER),
                "manager elsewhere": (factories.force(), Role.PARTNERSHIP_MANAGER),
                "academic": (factories.university(),),
                "auditor": (None, Role.AUDITOR),
                "administrator": (None, Role.ADMINISTRATOR),
            }
        ) | {"public": factories.nobody()}
        self.brief = self.scored(S.IN_REVIEW)

    def scored(self, state, **values):
        made = full_brief(self.force, self.poster, state, **values)
        made.scores = [BriefScores(side=Scorer.OWNER, **OURS)]
        db.session.flush()
        return made

    @property
    def reviewer(self):
        return self.actors["reviewer"]


@pytest.fixture
def place(app):
    return Place()


def given(brief, side):
    found = scores_by(brief, side)
    return found and {name: getattr(found, name) for name in NAMES}


def panel(page):
    return next(
        (text_of(each) for each in page.select(".cg-panel") if "Priority" in text_of(each.select_one("h2"))),
        "",
    )


def test_its_owner_scores_the_draft_and_its_reviewer_what_is_in_review_and_nobody_else(place):
    rows = {state: place.scored(state) for state in S}
    for name, actor in place.actors.items():
        may_write = {state for state, brief in rows.items() if can_edit(actor, brief)}
        may_score = {state for state, brief in rows.items() if can_score(actor, brief)}
        assert may_write == ({S.DRAFT} if name in ("poster", "manager") else set()), name
        assert may_score == ({S.IN_REVIEW} if name == "reviewer" else set()), name


def test_the_verb_refuses_whom_the_rule_refuses(place):
    for name in ("poster", "reviewer of its organisation", "academic"):
        with pytest.raises(Refused):
            service.score(place.actors[name], brief=place.brief, scores=THEIRS)
    with pytest.raises(WrongState):
        service.score(place.reviewer, brief=place.scored(S.PUBLISHED), scores=THEIRS)


def test_neither_side_overwrites_the_other(place):
    service.score(place.reviewer, brief=place.brief, scores=THEIRS)
    assert (given(place.brief, Scorer.OWNER), given(place.brief, Scorer.REVIEWER)) == (OURS, THEIRS)
    listings.request_changes(place.reviewer, listing=place.brief, version=1, reasons={"": "Shorter."})
    listings.edit(place.actors["poster"], listing=place.brief, version=1, values={"harm": 4, "demand": None})
    assert given(place.brief, Scorer.REVIEWER) == THEIRS
    assert given(place.brief, Scorer.OWNER) == OURS | {"harm": 4, "demand": None}


def test_scoring_leaves_an_audit_row_with_the_criteria(place):
    service.score(place.reviewer, brief=place.brief, scores=THEIRS)
    row = db.session.scalars(select(AuditRow).where(AuditRow.act == "briefs.score")).one()
    assert set(row.fields) == {"harm", "demand", "breadth", "cost"}
    assert place.brief.version == 1, "no word has changed"


def test_a_reviewer_scores_at_least_one_criterion(client, place):
    with pytest.raises(FieldError, match="at least one"):
        service.score(place.reviewer, brief=place.brief, scores=dict.fromkeys(NAMES))
    client.sign_in(place.who_reviews)
    answer = client.submit(f"/briefs/{place.brief.id}/score", {"harm": "unknown"})
    assert (answer.status_code, answer.page.errors) == (422, ["Score at least one criterion"])
    answer = client.submit(f"/briefs/{place.brief.id}/score", {"harm": "5"})
    assert (answer.status_code, answer.page.errors) == (422, ["Harm: select from the options in the list"])


def test_the_owners_scores_are_hidden_from_their_reviewer_until_the_reviewer_has_scored(client, place):
    address = f"/briefs/{place.brief.id}"
    client.sign_in(place.who_reviews)
    assert "10 of 20 points" not in client.get(address).text
    asking = client.get(f"{address}/request-changes").page.main.get_text()
    assert CRITERIA[0].anchors[3] not in asking
    client.submit(
        f"{address}/score", {name: "unknown" if s is None else str(s) for name, s in THEIRS.items()}
    )
    shown = panel(client.get(address).page)
    assert "Its owner: 10 of 20 points. A reviewer: 7 of 16 points." in shown
    assert "differ by two points or more on harm and low cost" in shown
    assert "Readiness 0Not known" in shown


def test_who_reads_the_brief_reads_both_scores(client, place):
    brief = place.scored(S.PUBLISHED, audience=Audience.PUBLIC)
    assert "A reviewer: Not scored" in panel(client.get(f"/briefs/{brief.id}").page)
    brief.scores.append(BriefScores(side=Scorer.REVIEWER, **THEIRS))
    shown = client.get(f"/briefs/{brief.id}").page
    assert "10 of 20 points. A reviewer: 7 of 16" in panel(shown)
    bars = [float(bar["width"]) for bar in shown.select("svg rect")]
    assert max(bars) == 260
    unscored = full_brief(place.force, place.poster, S.PUBLISHED, audience=Audience.PUBLIC)
    assert panel(client.get(f"/briefs/{unscored.id}").page) == ""


def test_the_owner_answers_in_a_step_of_the_draft_that_may_stay_empty(client, place):
    draft = full_brief(place.force, place.poster)
    client.sign_in(place.poster)
    client.submit(f"/briefs/{draft.id}/edit/priority", {"demand": "0", "cost": "4"})
    found = db.session.get(Brief, draft.id)
    assert given(found, Scorer.OWNER) == {**dict.fromkeys(NAMES), "demand": 0, "cost": 4}
    # What was given is chosen when the page is opened again.
    assert client.get(f"/briefs/{draft.id}/edit/priority").page.form()["demand"] == ["0"]


def test_what_is_not_known_is_left_out_of_the_sum():
    assert total(OURS.values()) == (10, 20)
    assert total(THEIRS.values()) == (7, 16)
    assert total([None] * 5) == (0, 0)


def test_two_points_between_the_sides_are_pointed_out(place):
    pairs = {(3, 1): True, (1, 3): True, (2, 1): False, (None, 4): False, (0, None): False}
    assert {each: Line(CRITERIA[0], *each).is_apart for each in pairs} == pairs
    assert APART == 2
    assert [line.criterion.name for line in lines(place.brief)] == list(NAMES)


def test_matching_and_search_know_no_priority():
    knowing = re.compile(r"priority|BriefScores|\bscores_by\b")
    modules = [path for room in ("matching", "search") for path in python_files(APP / room)]
    assert modules
    assert [path.name for path in modules if knowing.search(path.read_text(encoding="utf-8"))] == []


# ---- gaps -----------------------------------------------------------------------------------------------------------


def test_none_fits_asks_for_the_missing_question(client, place):
    draft = full_brief(place.force, place.poster, gap="")
    client.sign_in(place.poster)
    page = f"/briefs/{draft.id}/edit/research-interest"
    assert client.submit(page, {"research_interest": "none-fits"}).page.errors == [
        "Say in a sentence which question is missing"
    ]
    client.submit(page, {"research_interest": "none-fits", "gap": "Who reads treads?"})
    assert db.session.get(Brief, draft.id).gap == "Who reads treads?"
    code = client.get(page).page.select("option")[2]["value"]
    client.submit(page, {"research_interest": code, "gap": "Who reads treads?"})
    assert db.session.get(Brief, draft.id).gap == "", "what fits leaves no gap"


def test_the_list_of_gaps_holds_what_is_shown_and_fits_none(place, client):
    def brief(state=S.PUBLISHED, audience=Audience.PUBLIC, **values):
        return full_brief(place.force, place.poster, state, audience=audience, **values)

    public, later = brief(gap="Who reads treads?"), brief(horizon=Horizon.LATER)
    members = brief(audience=Audience.MEMBERS)
    for state in (S.DRAFT, S.IN_REVIEW, S.WITHDRAWN):
        brief(state)
    brief(no_research_interest_fits=False)

    def found(name):
        return set(db.session.scalars(policy.gaps(place.actors[name])))

    assert found("public") == {public, later}
    assert found("reviewer") == found("manager elsewhere") == {public, later, members}
    shown = client.get("/research-interests/gaps").page
    assert "2 gaps" in shown.text and "Who reads treads?" in shown.text
    assert "Now: within a year" in shown.text
    assert "1 gap" in client.get("/research-interests/gaps?horizon=later").page.text
    assert client.get("/research-interests/gaps?horizon=never").status_code == 200


def test_open_briefs_are_narrowed_by_horizon(client, place):
    for horizon in (Horizon.NOW, Horizon.NOW, Horizon.LATER):
        full_brief(place.force, place.poster, S.PUBLISHED, horizon=horizon, audience=Audience.PUBLIC)
    assert "2 open briefs" in client.get("/briefs?horizon=now").page.text
    assert "1 open brief" in client.get("/briefs?horizon=later").page.text


def test_what_may_not_be_read_is_not_scored(place):
    with pytest.raises(NotFound):
        policy.access_brief(place.actors["academic"], place.brief.id, "score")
