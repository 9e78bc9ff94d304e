"""Standing by actor by act, cell by cell; and who reads."""

import pytest
from werkzeug.exceptions import NotFound

from app.collaborations import service as collaborations
from app.collaborations.agreement import policy, service
from app.collaborations.agreement.models import AGREEMENT_TRANSITIONS, Standing
from app.collaborations.models import Confirmation, Status
from app.core.actor import Audience
from app.core.errors import Refused, WrongState
from app.extensions import db
from tests.collaborations.agreement.verbs import in_force, offered, sign

pytestmark = pytest.mark.postgres

ACTS = {"edit", "offer", "sign", "decline", "mark"}
POLICE = {"police lead", "police manager", "police administrator"}
ACADEMIC = {"academic lead", "academic manager", "academic administrator"}
PARTICIPANTS = POLICE | ACADEMIC
WRITE = {"edit", "mark"}
# What stands -> who may do what then; whoever is not named may do nothing.
CELLS = {
    "nothing written": dict.fromkeys(PARTICIPANTS, WRITE | {"offer"}),
    "offered": dict.fromkeys(PARTICIPANTS, WRITE | {"sign", "decline"}),
    "signed by the police side": dict.fromkeys(POLICE, WRITE)
    | dict.fromkeys(ACADEMIC, WRITE | {"sign", "decline"}),
    "signed by the academic side": dict.fromkeys(POLICE, WRITE | {"sign", "decline"})
    | dict.fromkeys(ACADEMIC, WRITE),
    "in force": dict.fromkeys(PARTICIPANTS, WRITE | {"offer"}),
    "ended": {},
    "ended while offered": {},
    "recorded by one side": {},
    "disputed": {},
}


def world(cast):
    """A collaboration for each row of the table."""
    made = {name: cast.collaboration(audience=Audience.PUBLIC) for name in list(CELLS)[:7]}
    offered(cast, made["offered"])
    sign(cast, offered(cast, made["signed by the police side"]), "police lead")
    sign(cast, offered(cast, made["signed by the academic side"]), "academic lead")
    in_force(cast, made["in force"])
    in_force(cast, made["ended"])
    offered(cast, made["ended while offered"])
    for name in ("ended", "ended while offered"):
        made[name].status = Status.COMPLETED
    made["recorded by one side"] = cast.recorded(status=Status.RUNNING)
    made["disputed"] = cast.recorded(status=Status.RUNNING, confirmation=Confirmation.DISPUTED)
    return made


def test_the_table_names_every_act_and_its_target():
    assert {row.act: row.target for row in AGREEMENT_TRANSITIONS.rows} == {
        "edit": Standing.DRAFT,
        "offer": Standing.OFFERED,
        "sign": None,
        "decline": Standing.DRAFT,
        "mark": None,
    }


def test_each_may_do_what_the_table_says_and_is_asked_for_no_other_signature(cast):
    made = world(cast)
    for who, actor in cast.actors.items():
        waiting = {each.agreement.collaboration_id for each in service.to_sign(actor)}
        assert waiting == {made[name].id for name in CELLS if "sign" in CELLS[name].get(who, ())}, who
    for name, collaboration in made.items():
        agreement = policy.agreement_of(collaboration)
        for who, actor in cast.actors.items():
            can = CELLS[name].get(who, set())
            assert set(policy.acts(actor, agreement)) == can, (name, who)
            for act in ACTS - can:
                with pytest.raises((Refused, WrongState)):
                    policy.require(actor, agreement, act)
            reads = who in PARTICIPANTS and collaboration.confirmation is Confirmation.CONFIRMED
            assert policy.can_read(actor, collaboration) == reads, (name, who)
            if not reads:
                with pytest.raises(NotFound):
                    policy.access_agreement(actor, collaboration.id)


def test_whoever_is_handed_the_contact_signs_and_the_leaver_does_not(cast):
    version = offered(cast, cast.collaboration())
    colleague = cast.person("police colleague")
    collaborations.hand_over(cast.actors["police manager"], cast.force.id, cast.police_lead, colleague)
    db.session.flush()
    with pytest.raises(Refused):
        sign(cast, version, "police lead")
    assert sign(cast, version, "police colleague").signature_of(cast.force.id).person is colleague
