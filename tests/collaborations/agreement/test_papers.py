"""Which papers are proposed for what. The table stands in docs/agreements.md."""

import pytest

from app.collaborations.agreement.papers import KINDS, Facts, kinds, proposed
from app.taxonomy.models import Mechanism

M = Mechanism
NO_DATA = {"personal_data": False, "data_leaves": False}


@pytest.mark.parametrize(
    ("mechanism", "answers", "more", "codes"),
    [
        (M.RESEARCH, {}, {}, ["DPIA", "DSA", "COLLAB_AGREEMENT"]),
        (M.RESEARCH, NO_DATA, {}, ["COLLAB_AGREEMENT"]),
        (M.PROJECT, {"personal_data": True, "data_leaves": False}, {}, ["DPIA", "COLLAB_AGREEMENT"]),
        (M.PROJECT, {"personal_data": False, "data_leaves": True}, {}, ["DSA", "COLLAB_AGREEMENT"]),
        (M.PROJECT, {**NO_DATA, "several_parties": True}, {}, ["MOU", "COLLAB_AGREEMENT"]),
        (M.PLACEMENT, {**NO_DATA, "students": True}, {}, ["PLACEMENT_PROTOCOL"]),
        (M.SECONDMENT, {"staff_move": True}, {}, ["SECONDMENT_AGREEMENT"]),
        (M.SECONDMENT, {"staff_move": True}, {"planned_days": 365}, ["MOU", "SECONDMENT_AGREEMENT"]),
        (M.TRAINING, {}, {}, ["CONTRACT"]),
        (M.TRAINING, {"money": False}, {}, []),
        (M.CONSULTANCY, {"money": True, "unpublished": True}, {}, ["NDA", "CONTRACT"]),
        (M.CONSULTANCY, {"money": False}, {"ip_by_contract": True}, ["COLLAB_AGREEMENT"]),
    ],
)
def test_each_rule_proposes_its_paper_with_a_reason(mechanism, answers, more, codes):
    found = proposed(Facts(mechanism, answers, **more))
    assert [paper.code for paper in found] == codes
    assert all(paper.why.endswith(".") for paper in found)


def test_with_several_parties_the_consortium_models_are_named():
    [*_, lambert] = proposed(Facts(M.RESEARCH, {"several_parties": True}))
    assert "consortium" in lambert.why


def test_every_paper_is_a_gate_kind_of_the_reference_data(app):
    assert list(kinds()) == list(KINDS)
