"""A decision moves a collaboration between stages; into use only over settled gates, or with a reason that all read."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from app.collaborations.gates.models import GateState
from app.collaborations.models import Collaboration, Confirmation, Status
from app.collaborations.stages import panels, policy, service
from app.collaborations.stages.deployment import LOOKED_AT, before_use, unsettled
from app.collaborations.stages.models import Decision, StageConfirmation, StageDecision
from app.collaborations.stages.published import BY_STAGE
from app.core.actor import Audience
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.sensitivity.confirming import pointed_at
from app.extensions import db
from app.taxonomy.models import Mechanism, Stage
from tests.collaborations.gates.made import at_once, gate
from tests.collaborations.test_policy import PARTICIPANTS, POLICE
from tests.collaborations.verbs import TODAY

pytestmark = pytest.mark.postgres
DAY = timedelta(days=1)
WAIVED = "The chief officer group accepts that the assessment follows by March."


@pytest.fixture
def made(cast):
    return cast.collaboration(status=Status.RUNNING, stage_code="RESEARCH", audience=Audience.PUBLIC)


def decide(cast, collaboration, who="police lead", **values):
    given = {
        "version": len(service.history(collaboration)),
        "decision": Decision.GO_ON,
        "to": "INNOVATE",
        "reason": "It worked.",
        "decided_on": TODAY,
        "decided_by_post": "Head of analysis",
    }
    return service.decide(cast.actors[who], collaboration=collaboration, **given | values)


def settle_all(collaboration, *codes):
    for code in codes or LOOKED_AT:
        gate(collaboration, code, GateState.SETTLED)


@pytest.mark.parametrize("confirmation", [Confirmation.CONFIRMED, Confirmation.ONE_SIDE])
def test_each_may_decide_what_the_table_says_and_no_more(cast, confirmation):
    sides = PARTICIPANTS if confirmation is Confirmation.CONFIRMED else POLICE
    for status, (mechanism, is_asked) in product(
        Status, ((Mechanism.RESEARCH, True), (Mechanism.TRAINING, False))
    ):
        of = cast.recorded(status=status, confirmation=confirmation, mechanism=mechanism)
        for name, actor in cast.actors.items():
            may = name in sides and is_asked and status in (Status.SCOPING, Status.RUNNING)
            assert policy.can_decide(actor, of) == may, name
            if may:
                policy.need_decide(actor, of)
            else:
                with pytest.raises(WrongState if name in sides else Refused):
                    policy.need_decide(actor, of)


def test_the_verb_asks_the_table(cast, made):
    with pytest.raises(Refused):
        decide(cast, made, "police colleague")
    made.status = Status.COMPLETED
    db.session.flush()
    with pytest.raises(WrongState):
        decide(cast, made)


def test_it_moves_forwards_and_back_and_the_history_is_kept(cast, made):
    decide(cast, made)
    decide(cast, made, "academic lead", decision=Decision.CHANGE, to="RESEARCH", reason="Back to the desk.")
    decide(cast, made, decision=Decision.CHANGE, to=None, reason="Another sample.")
    stop = decide(cast, made, decision=Decision.STOP, to="DEPLOY", reason="No money.")
    assert made.stage_code == stop.stage_code == "RESEARCH"
    assert [(each.from_stage_code, each.stage_code, each.reason) for each in service.history(made)] == [
        ("RESEARCH", "RESEARCH", "No money."),
        ("RESEARCH", "RESEARCH", "Another sample."),
        ("INNOVATE", "RESEARCH", "Back to the desk."),
        ("RESEARCH", "INNOVATE", "It worked."),
    ]
    assert [event.told for event in made.events][:2] == [
        "Decision on the stage: go on: from Research to Innovate",
        "Decision on the stage: change: from Innovate to Research",
    ]


WRONG = [
    ("to", {"to": None}),
    ("to", {"to": "RESEARCH"}),
    ("to", {"to": "NOWHERE"}),
    ("reason", {"reason": " "}),
    ("decided_by_post", {"decided_by_post": ""}),
    ("decided_on", {"decided_on": TODAY + DAY}),
    ("without_because", {"to": "DEPLOY"}),
    ("without_because", {"to": "EVALUATE", "without_because": "  "}),
    ("without_because", {"to": "DEPLOY", "without_because": "TOP SECRET"}),
]


def test_what_is_wrong_is_told_by_the_field_and_nothing_moves(cast, made):
    for field, values in WRONG:
        with pytest.raises(FieldError) as refused:
            decide(cast, made, **values)
        assert refused.value.field == field
    assert made.stage_code == "RESEARCH"
    assert service.history(made) == []


def test_a_decision_is_not_earlier_than_the_one_before(cast, made):
    decide(cast, made)
    with pytest.raises(FieldError):
        decide(cast, made, to="BUILD", decided_on=TODAY - DAY)


def test_ethics_and_law_stand_before_use_and_a_gate_that_nobody_named_is_not_settled(cast, made):
    assert unsettled(made) == list(LOOKED_AT)
    settle_all(made)
    assert unsettled(made) == []
    waiting = gate(made, "UNI_ETHICS", GateState.ASKED, asked=3)
    assert unsettled(made) == ["UNI_ETHICS"]
    assert dict(before_use(made))["UNI_ETHICS"] is waiting
    waiting.state = GateState.NOT_NEEDED
    assert decide(cast, made, to="DEPLOY").without_gates == []
    assert service.warnings(made) == []


def test_going_on_without_them_is_told_for_good_even_when_they_are_settled_later(cast, made):
    settle_all(made, "DPIA", "EQUALITY", "POLICE_ETHICS")
    decision = decide(cast, made, to="DEPLOY", without_because=WAIVED)
    assert decision.without_gates == ["DATA_REGIME"]
    settle_all(made, "DATA_REGIME")
    decide(cast, made, to="EVALUATE", without_because="Not kept, as nothing is lacking.")
    assert [(each.on, each.gates, each.because) for each in service.warnings(made)] == [
        (decision.decided_on, ["DATA_REGIME"], WAIVED)
    ]


def test_whatever_brought_it_into_use_it_does_not_stand_there_silently(cast, made):
    made.stage_code = "DEPLOY"
    db.session.flush()
    db.session.refresh(made)
    assert [(each.on, each.gates) for each in service.warnings(made)] == [(None, list(LOOKED_AT))]
    settle_all(made)
    assert service.warnings(made) == []
    of_the_past = cast.recorded(status=Status.COMPLETED, stage_code="DEPLOY")
    assert service.warnings(of_the_past) == []


def test_words_that_all_read_pass_the_sensitivity_check(cast, made):
    with pytest.raises(FieldError) as refused:
        decide(cast, made, to="DEPLOY", without_because="Ring 07700 900123 to ask.")
    assert refused.value.field.startswith("confirm-")
    decide(cast, made, to="DEPLOY", without_because="Ring 07700 900123.", boxes=[_box("Ring 07700 900123.")])
    assert db.session.scalar(select(StageConfirmation)).words == "07700 900123"


def _box(text):
    return pointed_at({"without_because": text})[0].box


def test_of_two_who_decide_at_the_same_instant_one_wins(app, cast, made, db_session):
    number = made.id
    db_session.commit()

    def go(who, to):
        decide(cast, db.session.get(Collaboration, number), who, version=0, to=to)

    calls = (lambda: go("police lead", "INNOVATE"), lambda: go("academic lead", "BUILD"))
    assert at_once(app, *calls) == ["told", "won"]
    db_session.expire_all()
    kept = db_session.scalars(select(StageDecision)).all()
    assert [each.stage_code for each in kept] == [db_session.get(Collaboration, number).stage_code]


def test_a_decision_on_what_has_moved_meanwhile_is_told(cast, made):
    decide(cast, made)
    with pytest.raises(EditedMeanwhile):
        decide(cast, made, version=0, to="BUILD")


def test_small_work_is_not_asked_for_stages(cast):
    actor = cast.actors["police lead"]
    assert panels.task(actor, cast.collaboration(mechanism=Mechanism.TRAINING)) is None
    assert panels.task(actor, cast.collaboration()).status == "not_started"


def test_what_is_shown_as_published_belongs_to_stages_of_the_list(db_session):
    assert set(BY_STAGE) <= set(db_session.scalars(select(Stage.code)))


# Pages


def test_everybody_who_may_read_it_reads_the_warning_and_nobody_else_the_stages(cast, made, client):
    decide(cast, made, to="DEPLOY", without_because=WAIVED)
    shown = client.get(f"/collaborations/{made.id}").page.text
    assert WAIVED in shown
    assert "Equality and human rights assessment" in shown
    client.sign_in(cast.person("police colleague"))
    assert client.get(f"/collaborations/{made.id}/stages").status_code == 403
    assert client.get(f"/collaborations/{made.id}/stages/decide").status_code == 403
    made.audience = Audience.POLICE
    client.sign_in(cast.person("academic elsewhere"))
    assert client.get(f"/collaborations/{made.id}/stages").status_code == 404


def test_a_decision_is_recorded_on_its_page_and_a_stop_leads_to_the_end(cast, made, client):
    client.sign_in(cast.academic_lead)
    path = f"/collaborations/{made.id}/stages"
    good = {
        "decision": "go_on",
        "to": "DEPLOY",
        "reason": "It worked.",
        "decided_by_post": "Head of analysis",
    }
    refused = client.submit(f"{path}/decide", good)
    assert refused.status_code == 422
    assert "without the gates that are not settled" in refused.page.errors[0]
    assert client.submit(f"{path}/decide", {**good, "without_because": WAIVED}).location.endswith("/stages")
    shown = client.get(path).page.text
    assert "From Research to Deploy" in shown and WAIVED in shown and "is published for the others" in shown
    stop = {**good, "decision": "stop", "to": ""}
    assert client.submit(f"{path}/decide", stop).location.endswith(f"/collaborations/{made.id}/end")
