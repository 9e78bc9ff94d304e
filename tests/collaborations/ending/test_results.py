"""What came of it: evidence, outputs, and who uses it too."""

from datetime import timedelta
from itertools import product

import pytest

from app.collaborations.ending import policy, results, showing
from app.collaborations.ending.links import full_address
from app.collaborations.ending.models import OutputKind
from app.collaborations.models import Confirmation, Status
from app.core.actor import Audience
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.extensions import db
from tests.collaborations.ending.verbs import TODAY, adopted, large
from tests.collaborations.test_policy import POLICE
from tests.collaborations.test_recording import at_once

pytestmark = pytest.mark.postgres
OF_POLICE = POLICE | {"police elsewhere", "somebody who has moved"}


def assessed(cast, made, who="police lead", **values):
    values.setdefault("version", made.version)
    return results.assess(cast.actors[who], collaboration=made, **values)


def output(cast, made, who="police lead", **values):
    values.setdefault("title", "How to read doorbell clips")
    values.setdefault("kind", OutputKind.REPORT)
    values.setdefault("link", "10.1234/abc")
    values.setdefault("licence", "cc_by")
    return results.add_output(cast.actors[who], collaboration=made, **values)


# Adoption


def test_police_say_that_they_use_what_is_completed_and_they_may_read(cast):
    for status, audience, confirmation in product(Status, Audience, Confirmation):
        made = cast.recorded(status=status, audience=audience, confirmation=confirmation)
        may = {name for name, actor in cast.actors.items() if policy.can_adopt(actor, made)}
        expected = OF_POLICE if status is Status.COMPLETED else set()
        if confirmation is Confirmation.DISPUTED:
            expected = expected & POLICE
        assert may == expected, (status, audience, confirmation)
    for name in set(cast.actors) - may:
        with pytest.raises(Refused):
            adopted(cast, made, name)


def test_an_organisation_adopts_once_and_those_who_lead_are_told(cast, outbox_mail):
    made = large(cast, status=Status.COMPLETED)
    with pytest.raises(FieldError):
        adopted(cast, made, "police elsewhere", on=TODAY + timedelta(days=1))
    adoption = adopted(cast, made, "police elsewhere")
    assert [(letter.person_id, letter.in_digest) for letter in outbox_mail()] == [
        (cast.police_lead.id, True),
        (cast.academic_lead.id, True),
    ]
    with pytest.raises(WrongState):
        adopted(cast, made, "police elsewhere")
    adopted(cast, made, "police manager")
    assert results.adoptions_of(made)[0] is adoption
    assert len(results.adoptions_of(made)) == 2


def test_only_the_organisation_that_said_so_withdraws_it(cast):
    made = large(cast, status=Status.COMPLETED)
    adoption = adopted(cast, made, "police elsewhere")
    may = {name for name, actor in cast.actors.items() if policy.can_withdraw_adoption(actor, adoption)}
    assert may == {"police elsewhere"}
    results.withdraw_adoption(cast.actors["police elsewhere"], adoption=adoption)
    assert results.adoptions_of(made) == []
    adopted(cast, made, "police elsewhere")


def test_of_two_who_adopt_for_one_organisation_at_the_same_instant_one_wins(app, cast, db_session):
    made = large(cast, status=Status.COMPLETED)
    number = made.id
    db_session.commit()
    verbs = {"adopt": lambda who: adopted(cast, db.session.get(type(made), number), who)}
    assert sorted(at_once(app, verbs, ("adopt", "police lead"), ("adopt", "police manager"))) == [
        "told",
        "won",
    ]


# Evidence


def test_evidence_is_said_in_codes_and_told_in_words(cast):
    made = large(cast)
    assert showing.evidence(made) == []
    assessed(
        cast,
        made,
        maryland=0,
        practice_stage="evaluated_locally",
        emmie={"effect": "Fewer calls.", "economics": " ", "nonsense": "x"},
        trl_before=2,
        trl_after=6,
    )
    assert made.emmie == {"effect": "Fewer calls."}
    told = [(entry.label, entry.words.partition(":")[0]) for entry in showing.evidence(made)]
    assert told == [
        ("Strength of evidence", "Not an evaluation"),
        ("Stage of practice", "Evaluated locally"),
        ("Technology readiness before", "Level 2"),
        ("Technology readiness after", "Level 6"),
        ("Effect", "Fewer calls."),
    ]


def test_what_stands_on_no_scale_is_refused(cast):
    made = large(cast)
    wrong = {"maryland": 6, "practice_stage": "superb", "trl_before": 0, "trl_after": 10}
    for field, value in wrong.items():
        with pytest.raises(FieldError) as refused:
            assessed(cast, made, **{field: value})
        assert refused.value.field == field


def test_of_two_who_assess_the_later_is_told(cast):
    made = large(cast)
    assessed(cast, made, version=1, maryland=3)
    with pytest.raises(EditedMeanwhile):
        assessed(cast, made, "academic lead", version=1, maryland=5)
    assert made.maryland == 3


def test_once_it_is_closed_evidence_stays_and_outputs_are_still_added(cast):
    made = large(cast, status=Status.COMPLETED)
    with pytest.raises(WrongState):
        assessed(cast, made, maryland=5)
    output(cast, made, "academic lead")
    assert len(results.outputs_of(made)) == 1


# Outputs


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("10.1234/abc", "https://doi.org/10.1234/abc"),
        ("doi: 10.1000.5/x(1)", "https://doi.org/10.1000.5/x(1)"),
        ("http://dx.doi.org/10.1234/ABC", "https://doi.org/10.1234/ABC"),
        ("https://www.example.org/report?a=1", "https://www.example.org/report?a=1"),
        ("", ""),
    ],
)
def test_a_doi_or_an_address_leads_somewhere(typed, kept):
    assert full_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "11.1234/abc",
        "10.12/abc",
        "https://doi.org/abc",
        "javascript:alert(1)",
        "ftp://example.org/x",
        "https://example",
        "https://me:secret@example.org/",
        "a report",
    ],
)
def test_anything_else_leads_nowhere(typed):
    with pytest.raises(FieldError):
        full_address(typed)


def test_an_output_is_open_or_says_why_not(cast):
    made = large(cast)
    for wrong, field in (
        ({"licence": "not_open"}, "not_open_because"),
        ({"licence": "mine"}, "licence"),
        ({"link": ""}, "link"),
    ):
        with pytest.raises(FieldError) as refused:
            output(cast, made, **wrong)
        assert refused.value.field == field
    kept = output(cast, made, licence="not_open", link="", not_open_because="It names sites.")
    assert kept.not_open_because == "It names sites."
    assert output(cast, made, not_open_because="Left over.").not_open_because == ""


def test_nobody_takes_away_what_the_other_side_added(cast):
    made = large(cast)
    kept = output(cast, made, "academic lead")
    may = {name for name, actor in cast.actors.items() if policy.can_remove_output(actor, kept)}
    assert may == {"academic lead", "academic manager", "academic administrator"}
    results.remove_output(cast.actors["academic manager"], output=kept)
    assert results.outputs_of(made) == []
