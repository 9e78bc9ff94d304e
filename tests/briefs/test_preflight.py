"""The twelve questions of the pre-flight: answered with known, not known or blocked, counted, and shown."""

import re

import pytest
from sqlalchemy import select

from app.briefs import preflight
from app.briefs.preflight import (
    ANY_VETTING,
    BY_CODE,
    MECHANISM_GATES,
    QUESTIONS,
    VETTING_GATES,
    Counts,
    State,
)
from app.briefs.steps import OUTLINE
from app.config import PROJECT
from app.core.actor import ANONYMOUS, Audience, Role
from app.extensions import db
from app.listings import policy
from app.listings.models import ListingState as S
from app.taxonomy.models import Cause, GateKind, Mechanism, VettingLevel
from tests import factories
from tests.listings.drafts import full_brief
from tests.support.pages import text_of

pytestmark = pytest.mark.postgres
DATA, PEOPLE = "feasibility-data", "feasibility-people"


@pytest.fixture
def force(app):
    return factories.force()


@pytest.fixture
def poster(force):
    return factories.person(force)


@pytest.fixture
def draft(force, poster, client):
    client.sign_in(poster)
    return full_brief(force, poster)


def answer(client, brief, step=DATA, **typed):
    """Answer questions of one page: code=(state, words)."""
    fields = {}
    for code, (state, words) in typed.items():
        fields |= {BY_CODE[code].state_field: state, BY_CODE[code].words_field: words}
    return client.submit(f"/briefs/{brief.id}/edit/{step}", {k: v for k, v in fields.items() if v})


def on_the_card(client, brief):
    brief.state = S.PUBLISHED
    return text_of(client.get("/briefs").page.main)


def test_there_are_twelve_and_each_belongs_to_gates_and_causes_that_exist(app):
    assert len(QUESTIONS) == len(BY_CODE) == 12
    gates, causes = (
        set(db.session.scalars(select(GateKind.code))),
        set(db.session.scalars(select(Cause.code))),
    )
    of_all = {code for each in QUESTIONS for code in preflight.gates_of(each, list(Mechanism), None)}
    assert of_all | set(VETTING_GATES.values()) | {ANY_VETTING} <= gates
    assert {code for each in QUESTIONS for code in each.causes} <= causes
    assert set(MECHANISM_GATES) == set(Mechanism)
    assert set(VETTING_GATES) <= set(db.session.scalars(select(VettingLevel.code)))


def test_the_docs_name_each_question_with_its_gates_and_causes():
    rows = {
        re.sub(r"^\d+\s+", "", cells[0]): cells[1:]
        for line in (PROJECT / "docs" / "preflight.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and len(cells := [cell.strip() for cell in line.strip("| ").split("|")]) == 3
    }
    for question in QUESTIONS:
        gates, causes = rows[question.ask]
        assert gates == ", ".join(question.gates), question.ask
        assert causes == ", ".join(question.causes), question.ask


@pytest.mark.parametrize(
    ("mechanisms", "vetting", "gates"),
    [
        ([Mechanism.PLACEMENT], "NPPV2", ["DSA", "PLACEMENT_PROTOCOL", "NPPV2"]),
        ([Mechanism.SECONDMENT], "SC", ["DSA", "SECONDMENT_AGREEMENT", "NSV"]),
        ([Mechanism.RESEARCH, Mechanism.PROJECT], "NONE", ["DSA", "COLLAB_AGREEMENT", "NPPV"]),
        ([], None, ["DSA", "NPPV"]),
    ],
)
def test_the_agreement_follows_the_mechanism_and_the_vetting_its_level(mechanisms, vetting, gates):
    found = [preflight.gates_of(BY_CODE[code], mechanisms, vetting) for code in ("agreement", "vetting_wait")]
    assert [code for codes in found for code in codes] == gates


def test_what_is_not_answered_counts_as_not_known(client, draft):
    assert preflight.count(draft) == Counts(0, 12, 0)
    assert not preflight.is_answered(draft)
    done = answer(
        client,
        draft,
        data_held=("known", "The records system."),
        extraction=("not_known", ""),
        left_force=("blocked", "The information asset owner has refused."),
    )
    assert done.location.endswith(f"/briefs/{draft.id}/edit/{PEOPLE}")
    answer(client, draft, PEOPLE, publication=("known", "Yes, after 30 days."))
    assert preflight.count(draft) == Counts(2, 9, 1)
    assert str(preflight.count(draft)) == "2 known, 9 not known, 1 blocked"
    assert "Feasibility: 2 known, 9 not known, 1 blocked" in on_the_card(client, draft)


def test_nothing_need_be_answered(client, draft):
    for step in (DATA, PEOPLE):
        assert answer(client, draft, step).status_code == 302
    assert OUTLINE.missing(draft) == []
    assert not preflight.is_answered(draft)
    assert "None of the twelve questions" in text_of(client.get(f"/briefs/{draft.id}").page.main)
    assert "Feasibility" not in on_the_card(client, draft)


REFUSED = [
    ("known", "", "Who signs the DPIA: enter what is known"),
    ("blocked", " ", "Who signs the DPIA: enter what is in the way"),
    ("", "The SIRO", "Who signs the DPIA: choose known, not known yet or blocked"),
    ("perhaps", "", "Who signs the DPIA: select from the options in the list"),
    ("known", "x" * 501, "Who signs the DPIA must be 500 characters or fewer"),
    ("known", "SECRET: the SIRO", "SECRET"),
]


def test_an_answer_without_its_half_is_refused_by_its_field(client, draft):
    path = f"/briefs/{draft.id}/edit/{DATA}"
    shown = client.get(path).page.form()
    typed = {"preflight_data_held": "known", "preflight_data_held_words": "The records system."}
    for state, words, error in REFUSED:
        wrong = {"preflight_dpia_signer": state, "preflight_dpia_signer_words": words}
        refused = client.post(path, data={**shown, **typed, **wrong})
        assert refused.status_code == 422
        assert any(error in told for told in refused.page.errors), refused.page.errors
        assert refused.page.form()["preflight_data_held_words"] == ["The records system."], "it is lost"
    assert not preflight.is_answered(draft)


def test_not_known_is_kept_with_or_without_words(client, draft):
    answer(client, draft, data_held=("not_known", ""), extraction=("not_known", "We have asked IT."))
    said = preflight.answers(draft)
    assert [each.sentence for each in said[:3]] == [
        "Not known yet",
        "Not known yet: We have asked IT.",
        "Not answered",
    ]


def test_an_answer_carries_the_day_on_which_it_last_changed(client, draft, poster, clock):
    answer(client, draft, data_held=("known", "One system."), extraction=("known", "The analysts."))
    clock.forward(days=2)
    client.sign_in(poster)
    answer(client, draft, data_held=("known", "Two systems."))
    assert [each.on.isoformat() for each in preflight.answers(draft)[:2]] == ["2026-11-23", "2026-11-21"]


def test_a_telephone_number_in_an_answer_is_pointed_at_before_review(client, draft):
    answer(client, draft, PEOPLE, commander=("known", "Ring 01632 960 123 and ask."))
    shown = client.get(f"/briefs/{draft.id}/submit").page
    assert "Whether the local commander knows: " in text_of(shown.main)
    refused = client.submit(f"/briefs/{draft.id}/submit", {"declared_official": "y"})
    assert any("01632 960 123" in told for told in refused.page.errors)
    assert draft.state is S.DRAFT


# Who sees the answers of a members' brief, and who gives them, in each state.
D, R, P = S.DRAFT, S.IN_REVIEW, S.PUBLISHED
READS = {
    "poster": {D, R, P},
    "manager": {D, R, P},
    "colleague": {P},
    "police elsewhere": {P},
    "academic": {P},
    "reviewer": {R, P},
    "auditor": {P},
    "administrator": {P},
    "public": set(),
}
GIVES = {who: {D} if who in ("poster", "manager") else set() for who in READS}


def test_those_who_may_read_the_brief_read_the_answers_and_only_its_owners_give_them(force, poster):
    actors = factories.actors(
        {
            "poster": (force, poster),
            "manager": (force, Role.PARTNERSHIP_MANAGER),
            "colleague": (force,),
            "police elsewhere": (factories.force(), Role.PARTNERSHIP_MANAGER),
            "academic": (factories.university(),),
            "reviewer": (None, Role.REVIEWER),
            "auditor": (None, Role.AUDITOR),
            "administrator": (None, Role.ADMINISTRATOR),
        }
    ) | {"public": ANONYMOUS}
    briefs = {state: full_brief(force, poster, state, audience=Audience.MEMBERS) for state in (D, R, P)}
    for who, actor in actors.items():
        reads = {state for state, brief in briefs.items() if policy.can_read(actor, brief)}
        gives = {state for state, brief in briefs.items() if policy.can_edit(actor, brief)}
        assert (reads, gives) == (READS[who], GIVES[who]), who


def test_a_responder_reads_every_answer_on_the_page_of_the_brief(client, force, poster):
    brief = full_brief(force, poster, P)
    preflight.write_state(BY_CODE["extraction"], brief, State.BLOCKED)
    preflight.write_words(BY_CODE["extraction"], brief, "The team that extracts has no hours before May.")
    academic = factories.person(factories.university())
    client.sign_in(academic)
    shown = text_of(client.get(f"/briefs/{brief.id}").page.main)
    assert "0 known, 11 not known, 1 blocked" in shown
    assert "The team that extracts has no hours before May." in shown
    assert shown.count("Not answered") == 11
    assert client.get(f"/briefs/{brief.id}/edit/{DATA}").status_code == 403
