"""Gates are derived from how the two work together and from what the brief says of data and vetting; what its
pre-flight says is carried into them."""

import pytest

from app.briefs import preflight
from app.briefs.preflight import BY_CODE, State
from app.collaborations.gates.models import GateState
from app.collaborations.gates.rules import RULES, derived
from app.collaborations.gates.said import said
from app.collaborations.models import Collaboration
from app.extensions import db
from app.taxonomy.models import GateKind, Mechanism
from tests import factories
from tests.collaborations.verbs import opened, responded

pytestmark = pytest.mark.postgres
M = Mechanism
BLOCKED = "The vetting unit takes no new cases until May."


def answered(brief, **said):
    for code, (state, words) in said.items():
        preflight.write_state(BY_CODE[code], brief, state)
        preflight.write_words(BY_CODE[code], brief, words)


def codes(mechanism, brief=None, offer=None):
    return {gate.kind_code for gate in derived(Collaboration(mechanism=mechanism, brief=brief, offer=offer))}


RESEARCH = {
    "FEASIBILITY",
    "FORCE_APPROVAL",
    "COLLAB_AGREEMENT",
    "IP_TERMS",
    "UNI_ETHICS",
    "DATA_REGIME",
    "DPIA",
    "DSA",
    "NPPV",
}
PROJECT = RESEARCH - {"UNI_ETHICS"} | {"POLICE_ETHICS", "EQUALITY"}


@pytest.mark.parametrize(
    ("mechanism", "expected"),
    [
        (M.RESEARCH, RESEARCH),
        (M.PROJECT, PROJECT),
        (M.PLACEMENT, {"FEASIBILITY", "FORCE_APPROVAL", "PLACEMENT_PROTOCOL", "NPPV"}),
        (M.SECONDMENT, {"FEASIBILITY", "SECONDMENT_AGREEMENT", "NPPV"}),
        (M.TRAINING, {"FEASIBILITY", "CONTRACT", "NPPV"}),
        (M.CONSULTANCY, {"FEASIBILITY", "CONTRACT", "NPPV"}),
    ],
)
def test_each_mechanism_has_its_gates_where_nothing_else_is_known(mechanism, expected):
    assert codes(mechanism) == expected


def test_the_brief_says_what_data_and_vetting_ask_for(db_session):
    brief = factories.brief(vetting_code="SC", data_access="An extract of calls, pseudonymised.")
    assert codes(M.TRAINING, brief) == {
        "FEASIBILITY", "FORCE_APPROVAL", "CONTRACT", "DATA_REGIME", "DPIA", "DSA", "NSV"
    }  # fmt: skip
    brief.vetting_code, brief.data_access = "NONE", ""
    assert codes(M.TRAINING, brief) == {"FEASIBILITY", "CONTRACT"}
    assert codes(M.RESEARCH, brief) == RESEARCH - {"DATA_REGIME", "DPIA", "DSA", "NPPV"}


def test_research_that_the_force_did_not_ask_for_may_need_its_code_of_conduct(db_session):
    assert codes(M.RESEARCH, offer=factories.offer()) == RESEARCH | {"CODE_OF_CONDUCT"}


def test_every_rule_names_gates_of_the_list_and_says_why(db_session):
    known = set(db_session.scalars(db.select(GateKind.code)))
    for mechanism in M:
        assert codes(mechanism) <= known
    assert all(rule.because.endswith(".") for rule in RULES)


@pytest.fixture
def response(cast):
    made = responded(cast, vetting_code="NPPV3", mechanisms=[M.RESEARCH, M.PLACEMENT])
    answered(
        made.listing,
        dpia_signer=(State.KNOWN, "The data protection officer."),
        vetting_wait=(State.BLOCKED, BLOCKED),
        publication=(State.NOT_KNOWN, ""),
    )
    return made


def test_each_gate_keeps_what_was_answered_and_the_blocked_ones_start_so(cast, response):
    made = opened(cast, response=response, mechanism=M.PLACEMENT)
    by_code = {gate.kind_code: gate for gate in made.gates}
    open_gates = "FEASIBILITY FORCE_APPROVAL PLACEMENT_PROTOCOL DATA_REGIME DPIA DSA IP_TERMS"
    assert {code: gate.state for code, gate in by_code.items()} == dict.fromkeys(
        open_gates.split(), GateState.OPEN
    ) | {"NPPV3": GateState.BLOCKED}
    assert by_code["NPPV3"].blocked_by == f"Vetting for each role, and the wait: {BLOCKED}"
    assert [each.words for each in said(by_code["NPPV3"])] == [BLOCKED]
    assert [(each.label, each.words) for each in said(by_code["DPIA"])] == [
        ("Not answered", ""),
        ("Known", "The data protection officer."),
    ]
    assert said(by_code["FORCE_APPROVAL"]) == []
    assert by_code["IP_TERMS"].derived_because == "The brief’s pre-flight speaks of it."


def test_later_edits_of_the_brief_change_nothing(cast, response, clock):
    made = opened(cast, response=response)
    clock.forward(days=3)
    answered(response.listing, vetting_wait=(State.KNOWN, "It takes four weeks."))
    kept = said(next(gate for gate in made.gates if gate.kind_code == "NPPV3"))[0]
    assert (kept.state, kept.on.isoformat()) == (State.BLOCKED, "2026-11-21")


@pytest.mark.parametrize("kind", ["brief", "offer"])
def test_work_that_grew_from_either_kind_of_listing_has_gates_opened_today(cast, kind, clock):
    made = opened(cast, "police lead" if kind == "brief" else "academic lead", responded(cast, kind))
    assert {gate.kind_code for gate in made.gates} >= {"FEASIBILITY", "UNI_ETHICS", "COLLAB_AGREEMENT"}
    assert {(gate.state, gate.opened_on) for gate in made.gates} == {(GateState.OPEN, clock.now.date())}
