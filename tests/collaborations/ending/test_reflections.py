"""Each side writes its reflection before it sees the other's; then both are shown, and nothing changes any more."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.collaborations import service as collaborations
from app.collaborations.ending import policy, service, showing
from app.collaborations.ending.models import EndingConfirmation, Reflection, WouldRepeat
from app.collaborations.ending.words import DIMENSIONS
from app.collaborations.models import OPEN, Outcome, Status
from app.core import kinds
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from tests.collaborations.ending.verbs import SECRET, concluded, ended, large, reflected, taught
from tests.collaborations.test_policy import PARTICIPANTS, POLICE
from tests.collaborations.test_recording import at_once
from tests.collaborations.verbs import TODAY, opened, responded, small

pytestmark = pytest.mark.postgres


def readers(cast, organisation):
    mine = Reflection.organisation_id == organisation.id
    return {
        name
        for name, actor in cast.actors.items()
        if db.session.scalar(policy.readable_by(actor).where(mine)) is not None
    }


def test_nobody_reads_the_other_sides_reflection_before_their_own_is_given(cast):
    made = ended(cast)
    assert readers(cast, cast.force) == set()
    reflected(cast, made, "police lead")
    assert readers(cast, cast.force) == POLICE
    reflected(cast, made, "academic lead")
    assert readers(cast, cast.force) == readers(cast, cast.university) == PARTICIPANTS


def test_a_side_that_gave_none_never_reads_the_others(cast, clock):
    made = ended(cast)
    reflected(cast, made, "police lead")
    taught(cast, made, "police lead")
    clock.forward(days=40)
    service.conclude(cast.actors["police lead"], collaboration=made)
    assert readers(cast, cast.force) == POLICE
    assert showing.silent_sides(made) == [cast.university.name]


def test_only_those_who_take_part_end_it(cast):
    running, ending = large(cast), ended(cast)
    for verb in (
        lambda who: ended(cast, who, running),
        lambda who: service.reopen(cast.actors[who], collaboration=ending, reason="More money."),
        lambda who: reflected(cast, ending, who),
        lambda who: service.conclude(cast.actors[who], collaboration=ending),
        lambda who: taught(cast, ending, who),
    ):
        for who in ("police colleague", "academic elsewhere", "reviewer", "auditor", "public"):
            with pytest.raises(Refused):
                verb(who)


def test_small_work_is_not_ended_and_large_work_is_not_closed(cast):
    with pytest.raises(WrongState):
        ended(cast, collaboration=small(cast))


def test_what_one_side_says_of_the_end_is_told_to_nobody_else_until_it_is_closed(cast, causes):
    made = ended(cast, outcome=Outcome.NOT_ADOPTED, causes=causes, summary="Never used.")
    outsider = cast.actors["academic elsewhere"]
    assert (made.status, made.known_outcome) == (Status.ENDING, None)
    assert collaborations.count_by(outsider, "outcome") == {}
    assert not db.session.scalars(collaborations.shown(outsider, {"outcome": ["not_adopted"]})).all()
    assert db.session.scalars(collaborations.shown(outsider, {"status": ["ending"]})).all() == [made]


def test_a_reflection_changes_until_both_are_given_and_then_no_more(cast):
    made = ended(cast)
    first = reflected(cast, made, "police lead")
    reflected(cast, made, "police manager", version=1, worked="The meetings.")
    assert (first.version, first.worked) == (2, "The meetings.")
    with pytest.raises(EditedMeanwhile):
        reflected(cast, made, "police lead", version=1)
    reflected(cast, made, "academic lead")
    for who, version in (("police lead", 2), ("academic lead", 1)):
        with pytest.raises(WrongState):
            reflected(cast, made, who, version=version, worked="Everything.")
    assert first.worked == "The meetings."


def test_a_reflection_has_its_parts(cast, causes):
    made = ended(cast)
    for wrong, field in (
        ({"outcome": Outcome.NEVER_STARTED}, "outcome"),
        ({"outcome": Outcome.ABANDONED}, "causes"),
        ({"causes": causes}, "causes"),
        ({"scores": {}}, "score_scope"),
        ({"scores": dict.fromkeys(DIMENSIONS, 6)}, "score_scope"),
    ):
        with pytest.raises(FieldError) as refused:
            reflected(cast, made, "police lead", **wrong)
        assert refused.value.field == field
    assert policy.written_by(made) == set()


def test_both_are_compared_and_where_they_differ_is_said(cast, causes):
    made = ended(cast)
    reflected(cast, made, "police lead")
    alone = showing.comparison(cast.actors["police lead"], made)
    assert alone.names == [cast.force.name]
    assert not alone.apart
    reflected(
        cast,
        made,
        "academic lead",
        outcome=Outcome.PARTLY_DELIVERED,
        causes=causes,
        would_repeat=WouldRepeat.WITH_CHANGES,
        scores=dict.fromkeys(DIMENSIONS, 4) | {"trust": 1},
    )
    both = showing.comparison(cast.actors["academic manager"], made)
    assert both.names == [cast.force.name, cast.university.name]
    assert both.apart == ["How it ended", "Why it fell short", "Would it work with them again?", "Trust"]
    trust = next(line for line in both.lines if line.question == "Trust")
    assert (trust.answers, trust.difference) == (["4 of 5", "1 of 5"], "They differ by 3 points")
    assert showing.comparison(cast.actors["academic elsewhere"], made) is None


def test_neither_letters_nor_timeline_nor_audit_nor_search_say_what_was_written(cast, outbox_mail):
    made = ended(cast)
    reflected(cast, made, "police lead")
    reflected(cast, made, "police lead", version=1)
    assert not any(SECRET in letter.subject + letter.body for letter in outbox_mail())
    assert not any(SECRET in event.told for event in made.events)
    rows = db.session.scalars(select(AuditRow)).all()
    assert not any(SECRET in row.detail + "".join(row.fields) for row in rows)
    # What has no kind of its own is in no index, so in no snippet.
    assert set(kinds.all_kinds()) == {"briefs", "offers", "lessons", "organisations", "research_interests"}


# Closing


def test_it_is_closed_when_both_have_written_and_then_it_counts(cast):
    made = ended(cast)
    lead = cast.actors["police lead"]
    for step in (
        lambda: reflected(cast, made, "police lead"),
        lambda: taught(cast, made, "police lead"),
        lambda: reflected(cast, made, "academic lead"),
        lambda: taught(cast, made, "academic lead"),
    ):
        with pytest.raises(WrongState):
            service.conclude(lead, collaboration=made)
        step()
    assert service.owed_by(lead) == [(made, "it can be closed")]
    service.conclude(lead, collaboration=made)
    assert (made.status, made.known_outcome) == (Status.COMPLETED, Outcome.DELIVERED)
    assert showing.silent_sides(made) == []
    assert {lesson.organisation_id for lesson in made.lessons} == {cast.force.id, cast.university.id}


def test_what_was_abandoned_is_stopped(cast, causes):
    assert concluded(cast, outcome=Outcome.ABANDONED, causes=causes).status is Status.STOPPED


def test_after_twenty_working_days_the_side_that_has_written_closes_alone(cast, clock):
    made = ended(cast)  # on Saturday 21 November
    reflected(cast, made, "police lead")
    taught(cast, made, "police lead")
    clock.set(datetime(2026, 12, 17, 10, tzinfo=UTC))
    with pytest.raises(WrongState):
        service.conclude(cast.actors["police lead"], collaboration=made)
    clock.set(datetime(2026, 12, 18, 10, tzinfo=UTC))
    with pytest.raises(WrongState):
        service.conclude(cast.actors["academic lead"], collaboration=made)
    service.conclude(cast.actors["police lead"], collaboration=made)
    with pytest.raises(WrongState):
        reflected(cast, made, "academic lead")


def test_both_are_reminded_every_fifth_working_day_of_what_they_owe(cast, clock, outbox_mail):
    made = ended(cast)
    reflected(cast, made, "police lead")

    def reminded(*day):
        clock.set(datetime(*day, 8, tzinfo=UTC))
        before = len(outbox_mail())
        service.remind_in_digests()
        db.session.flush()
        return {letter.person_id: letter.body for letter in outbox_mail()[before:]}

    assert reminded(2026, 11, 26) == {}
    found = reminded(2026, 11, 27)
    assert set(found) == {cast.police_lead.id, cast.academic_lead.id}
    assert "its lesson" in found[cast.police_lead.id]
    assert "its reflection and its lesson" in found[cast.academic_lead.id]
    assert reminded(2026, 11, 28) == {}


def test_it_goes_on_after_all_until_somebody_has_reflected(cast, causes):
    made = ended(cast, outcome=Outcome.ABANDONED, causes=causes)
    with pytest.raises(FieldError):
        service.reopen(cast.actors["academic lead"], collaboration=made, reason=" ")
    service.reopen(cast.actors["academic lead"], collaboration=made, reason="The money came.")
    assert (made.status, made.outcome, made.ended, made.causes) == (Status.RUNNING, None, None, [])
    assert "The money came." in made.events[-1].told
    ended(cast, collaboration=made)
    reflected(cast, made, "police lead")
    with pytest.raises(WrongState):
        service.reopen(cast.actors["academic lead"], collaboration=made, reason="Again.")


def test_what_had_not_started_is_scoping_again(cast, causes):
    made = large(cast, status=Status.SCOPING, started=None)
    ended(cast, collaboration=made, outcome=Outcome.NEVER_STARTED, causes=causes)
    reflection = {"outcome": Outcome.DELIVERED}
    with pytest.raises(FieldError):
        reflected(cast, made, "police lead", **reflection)
    service.reopen(cast.actors["police lead"], collaboration=made, reason="It may start.")
    assert made.status is Status.SCOPING


# What is ending is open to those who take part, and uses nothing any more


def test_what_is_ending_is_on_the_desk_and_keeps_its_people_but_no_room_of_the_offer(cast):
    made = opened(cast, "academic lead", responded(cast, "offer"))
    made.status, made.started = Status.RUNNING, TODAY
    db.session.flush()
    ended(cast, collaboration=made)
    assert made.offer.load == 0
    lead = cast.actors["academic lead"]
    assert made in collaborations.mine(lead)
    assert service.owed_by(lead) == [(made, "your reflection and your lesson")]
    assert service.owed_by(cast.actors["academic elsewhere"]) == []
    assert collaborations.reasons_to_stay(cast.academic_lead.id)
    assert cast.university.id in collaborations.partners_of(cast.actors["police lead"], cast.force.id)
    service.reopen(cast.actors["police lead"], collaboration=made, reason="More to do.")
    assert made.offer.load == 1
    assert Status.ENDING in OPEN


def test_a_find_of_the_check_is_confirmed_before_others_read_it(cast):
    made = large(cast)
    with pytest.raises(FieldError) as refused:
        ended(cast, collaboration=made, summary="Ring 07700 900123 about it.")
    db.session.rollback()
    made = large(cast)
    ended(cast, collaboration=made, summary="Ring 07700 900123 about it.", boxes=[refused.value.field])
    assert db.session.scalar(select(func.count(EndingConfirmation.id))) == 1


def test_of_two_who_do_the_deciding_act_at_the_same_instant_one_wins(app, cast, db_session):
    first, second, third = large(cast), ended(cast), ended(cast)
    for who in ("police lead", "academic lead"):
        reflected(cast, second, who)
        taught(cast, second, who)
    numbers = [made.id for made in (first, second, third)]
    db_session.commit()

    def on(number, verb):
        return lambda who: verb(db.session.get(type(first), number), who)

    verbs = {
        "end": on(numbers[0], lambda made, who: ended(cast, who, made)),
        "conclude": on(numbers[1], lambda made, who: service.conclude(cast.actors[who], collaboration=made)),
        "reflect": on(numbers[2], lambda made, who: reflected(cast, made, who)),
    }
    for act in ("end", "conclude"):
        assert sorted(at_once(app, verbs, (act, "police lead"), (act, "academic lead"))) == ["told", "won"]
    # Both sides may reflect at once; of two of one side the second is told.
    assert at_once(app, verbs, ("reflect", "police lead"), ("reflect", "academic lead")) == ["won", "won"]
    db_session.expire_all()
    assert policy.written_by(db_session.get(type(first), numbers[2])) == {cast.force.id, cast.university.id}
