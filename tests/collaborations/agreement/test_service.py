"""What each verb on a working agreement does, and refuses."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.collaborations.agreement import paper_service, parts, policy, service, showing
from app.collaborations.agreement.models import Mark, VersionState
from app.collaborations.models import Collaboration, Status
from app.core.errors import EditedMeanwhile, FieldError, Refused, WrongState
from app.core.models import AuditRow
from app.extensions import db
from tests.collaborations.agreement.verbs import decline, in_force, offered, sign, write, written
from tests.collaborations.verbs import TODAY, opened, started
from tests.support.counts import count

pytestmark = pytest.mark.postgres
SECRET = "Compare treads by the canal."


# Writing


def test_of_two_who_write_the_same_part_the_later_is_told_and_another_part_disturbs_nobody(cast):
    made = cast.collaboration()
    first = write(cast, made, scope="Ours.").version
    write(cast, made, "academic lead", version=first, roles="Theirs.")
    write(cast, made, "police lead", version=first, scope="Ours again.")
    with pytest.raises(EditedMeanwhile):
        write(cast, made, "academic lead", version=first, scope="Theirs.", roles="Theirs.")
    assert service.texts_of(policy.agreement_of(made))["scope"] == "Ours again."


@pytest.mark.parametrize(
    ("who", "field"), [("academic lead", "success_police"), ("police lead", "success_academic")]
)
def test_each_side_says_for_itself_what_success_is_to_it(cast, who, field):
    with pytest.raises(FieldError, match="for itself"):
        write(cast, cast.collaboration(), who, **{field: "Theirs, as we see it."})


def test_what_both_call_success_has_one_home_and_is_not_changed_by_one_side_once_signed(cast):
    made = cast.collaboration(success_criteria="Faster")
    assert service.texts_of(policy.agreement_of(made))["success"] == "Faster"
    in_force(cast, made, success="Faster\nCheaper")
    assert made.success_criteria == "Faster\nCheaper"
    write(cast, made, success="Neither")
    assert made.success_criteria == "Faster\nCheaper"
    version = service.offer(
        cast.actors["academic lead"], collaboration=made, version=policy.agreement_of(made).version
    )
    sign(cast, version, "academic lead")
    sign(cast, version, "police manager")
    assert made.success_criteria == "Neither"


def test_words_that_others_will_read_are_confirmed_and_a_marking_is_refused(cast):
    made = cast.collaboration()
    with pytest.raises(FieldError) as refused:
        write(cast, made, success="Fewer calls to 07700 900123")
    box = refused.value.field
    service.save(
        cast.actors["police lead"],
        collaboration=made,
        version=1,
        values={"success": "Fewer calls to 07700 900123"},
        boxes=[box],
    )
    # Confirmed once: it is not asked again.
    write(cast, made, success="Fewer calls to 07700 900123\nFaster")
    write(cast, made, exit="Call 07700 900123")
    with pytest.raises(FieldError):
        write(cast, made, exit="OFFICIAL-SENSITIVE")


# Offering and signing


def test_signed_by_both_a_version_is_in_force_until_a_later_one_is(cast, clock):
    made = cast.collaboration()
    first = offered(cast, made)
    assert first.hash == parts.hash_of(1, first.texts)
    sign(cast, first, "police manager", post="Assistant Chief Constable")
    assert first.state is VersionState.OFFERED
    sign(cast, first, "academic lead")
    assert first.state is VersionState.IN_FORCE
    assert [(s.organisation_id, s.post, s.hash, s.signed_at) for s in first.signatures] == [
        (cast.force.id, "Assistant Chief Constable", first.hash, clock.now),
        (cast.university.id, "Head of science", first.hash, clock.now),
    ]
    with pytest.raises(FieldError, match="both sides have signed"):
        service.offer(cast.actors["police lead"], collaboration=made, version=first.agreement.version)
    second = offered(cast, made, exit="Two months.")
    assert (second.number, first.state) == (2, VersionState.IN_FORCE)
    assert [each.title for each in showing.changes_not_signed(second.agreement)] == ["Exit and handover"]
    sign(cast, second, "academic lead")
    assert first.state is VersionState.IN_FORCE
    sign(cast, second, "police lead")
    assert (first.state, second.state) == (VersionState.REPLACED, VersionState.IN_FORCE)
    assert showing.is_intact(first)
    second.texts = [*second.texts[:-1], {**second.texts[-1], "text": "No notice."}]
    assert not showing.is_intact(second)


def test_a_change_withdraws_what_is_offered_and_no_late_signature_counts(cast):
    made = cast.collaboration()
    version = offered(cast, made)
    sign(cast, version, "police lead")
    write(cast, made, "academic lead", exit="Other.")
    assert version.state is VersionState.WITHDRAWN
    with pytest.raises(WrongState):
        sign(cast, version, "academic lead")
    assert len(version.signatures) == 1


def test_a_side_declines_with_a_reason_and_what_is_in_force_stays(cast):
    made = cast.collaboration()
    first = in_force(cast, made)
    second = offered(cast, made, exit="Other.")
    with pytest.raises(FieldError):
        decline(cast, second, "academic lead", reason=" ")
    decline(cast, second, "academic lead")
    assert (first.state, second.state) == (VersionState.IN_FORCE, VersionState.DECLINED)
    assert second.reason == "The review takes too long."


def test_what_is_missing_or_has_changed_is_not_offered(cast):
    made = cast.collaboration()
    lead = cast.actors["police lead"]
    with pytest.raises(FieldError, match="scope"):
        service.offer(lead, collaboration=made, version=1)
    seen = written(cast, made).version
    write(cast, made, exit="Other.")
    with pytest.raises(EditedMeanwhile):
        service.offer(lead, collaboration=made, version=seen)


def test_nobody_signs_for_both_sides_or_twice_for_one(cast):
    version = offered(cast, cast.collaboration())
    with pytest.raises(FieldError):
        sign(cast, version, "police lead", post=" ")
    sign(cast, version, "police lead")
    with pytest.raises(WrongState, match="Your side has signed"):
        sign(cast, version, "police manager")
    version.signatures[0].person_id = cast.academic_lead.id
    with pytest.raises(Refused, match="for the other side"):
        sign(cast, version, "academic lead")


# Starting


def test_work_starts_with_a_signed_agreement_or_with_a_sentence_on_the_timeline(cast):
    unsigned, signed = opened(cast), cast.collaboration()
    offered(cast, unsigned)
    with pytest.raises(FieldError) as refused:
        started(cast, unsigned, because=" ")
    assert (refused.value.field, unsigned.status) == ("unsigned_because", Status.SCOPING)
    started(cast, unsigned, because="The students are here.")
    assert "without a signed working agreement: The students are here." in unsigned.events[-1].told
    in_force(cast, signed)
    started(cast, signed, because="")
    assert (signed.status, signed.events[-1].told) == (Status.RUNNING, "Work started")


# Papers


def test_what_is_said_of_a_paper_says_why_or_where(cast):
    made = cast.collaboration()

    def mark(mark, **values):
        return paper_service.mark(
            cast.actors["academic lead"], collaboration=made, code="NDA", mark=mark, **values
        )

    for wrong in (Mark.NOT_NEEDED, Mark.HAVE):
        with pytest.raises(FieldError):
            mark(wrong)
    has = mark(Mark.HAVE, reference="NDA/12", dated=TODAY)
    assert (has.reference, has.dated) == ("NDA/12", TODAY)
    assert mark(Mark.NOT_NEEDED, because="All is public.") is has
    assert (has.reference, has.dated, has.because) == ("", None, "All is public.")
    with pytest.raises(FieldError):
        paper_service.mark(cast.actors["police lead"], collaboration=made, code="NSI", mark=Mark.NEEDED)


# Told, audited


def test_each_verb_tells_the_other_side_at_once_and_quotes_nothing(cast, outbox_mail):
    made = cast.collaboration(title="By the canal")
    police, academic = cast.police_lead.id, cast.academic_lead.id

    def told():
        fresh = outbox_mail()[told.before :]
        told.before += len(fresh)
        assert not any(each.in_digest for each in fresh)
        assert not any("canal" in each.subject + each.body for each in fresh)
        return [(each.person_id, each.subject) for each in fresh]

    told.before = 0
    version = offered(cast, made, scope=SECRET)
    assert told() == [(academic, "A working agreement waits for your signature")]
    sign(cast, version, "police manager")
    assert told() == [(academic, "A working agreement was signed by the other side")]
    write(cast, made, exit=SECRET)
    assert told() == [(academic, "A working agreement that waited for signatures has changed")]
    version = offered(cast, made, "academic manager", exit="Other.")
    assert told() == [(who, "A working agreement waits for your signature") for who in (police, academic)]
    decline(cast, version, "academic lead", reason=SECRET)
    assert told() == [(police, "The other side will not sign a working agreement")]


def test_every_verb_leaves_an_audit_row_and_an_event(cast, db_session):
    made = cast.collaboration()
    version = offered(cast, made)
    sign(cast, version, "police lead")
    decline(cast, version, "academic lead")
    lead = cast.actors["police lead"]
    paper_service.answer(lead, collaboration=made, answers={"money": True, "students": None})
    paper_service.mark(lead, collaboration=made, code="CONTRACT", mark=Mark.NEEDED)
    acts = [f"agreement_{act}" for act in ("edit", "edit", "offer", "sign", "decline", "answer", "mark")]
    ours = select(AuditRow.act).where(AuditRow.act.contains("agreement_")).order_by(AuditRow.id)
    assert db_session.scalars(ours).all() == [f"collaborations.{act}" for act in acts]
    assert [event.act for event in made.events] == acts
    assert not any("treads" in event.told for event in made.events)


# At one instant


def test_of_two_who_sign_change_or_decline_at_the_same_instant_one_wins_and_the_other_is_told(
    app, cast, db_session
):
    numbers = [offered(cast, cast.collaboration()).agreement.collaboration_id for _ in range(3)]
    seen = policy.agreement_of(db_session.get(Collaboration, numbers[0])).version
    db_session.commit()
    actors = cast.actors

    def signs(who):
        return lambda made: service.sign(actors[who], collaboration=made, number=1, post="Head")

    def declines(made):
        service.decline(actors["academic lead"], collaboration=made, number=1, reason="No.")

    def writes(text):
        return lambda made: service.save(
            actors["academic lead"], collaboration=made, version=seen, values={"scope": text}
        )

    for number, pair in zip(
        numbers,
        (
            (signs("police lead"), signs("police manager")),
            (signs("academic manager"), declines),
            (writes("One."), writes("Another.")),
        ),
        strict=True,
    ):
        assert sorted(at_once(app, number, pair)) == ["told", "won"]
    db_session.expire_all()
    both = [policy.agreement_of(db_session.get(Collaboration, number)).versions[0] for number in numbers]
    assert [len(version.signatures) for version in both] in ([1, 0, 0], [1, 1, 0])


def at_once(app, number, pair):
    barrier, outcomes = threading.Barrier(2), []

    def act(verb):
        with app.app_context():
            barrier.wait()
            try:
                verb(db.session.get(Collaboration, number))
                db.session.commit()
                outcomes.append("won")
            except (Refused, WrongState, EditedMeanwhile):
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=act, args=(verb,)) for verb in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


# Whatever is done in whatever order

WHO = ("police lead", "police manager", "academic lead", "academic manager", "police colleague")
STEP = st.tuples(
    st.sampled_from(("edit", "offer", "sign", "sign", "sign", "decline")),
    st.sampled_from(WHO),
    st.sampled_from(("One.", "Another.", "A third.")),
)


@settings(
    max_examples=count(4, 300),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=4, max_size=12))
def test_nothing_comes_into_force_that_both_sides_did_not_sign_word_for_word(cast, steps):
    made = cast.collaboration()
    written(cast, made)
    agreement = policy.agreement_of(made)
    agreed = {}
    for act, who, text in steps:
        number = agreement.offered.number if agreement.offered else len(agreement.versions)
        read = parts.canonical(number, agreement.versions[-1].texts) if agreement.versions else ""
        try:
            if act == "edit":
                write(cast, made, who, scope=text)
            elif act == "offer":
                service.offer(cast.actors[who], collaboration=made, version=agreement.version)
            elif act == "sign":
                service.sign(cast.actors[who], collaboration=made, number=number, post="Head")
                agreed.setdefault(number, {})[cast.actors[who].organisation_id] = read
            else:
                service.decline(cast.actors[who], collaboration=made, number=number, reason="No.")
        except (Refused, WrongState, FieldError):
            pass
        states = [version.state for version in agreement.versions]
        assert states.count(VersionState.OFFERED) <= 1
        assert states.count(VersionState.IN_FORCE) <= 1
        for version in agreement.versions:
            signed = agreed.get(version.number, {})
            assert {each.organisation_id for each in version.signatures} == set(signed)
            assert showing.is_intact(version)
            if version.in_force_at is not None:
                words = parts.canonical(version.number, version.texts)
                assert signed == {cast.force.id: words, cast.university.id: words}
        if agreement.in_force:
            assert {"code": "success", "title": parts.PARTS[3].title, "text": made.success_criteria} in (
                agreement.in_force.texts
            )
