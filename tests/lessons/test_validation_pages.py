"""The pages between a draft and the board."""

import pytest

from app.core.actor import Role
from app.lessons.models import Attribution, LessonState, OtherAnswer
from tests import factories
from tests.support.pages import text_of

B, R, A, P = LessonState.WITH_OTHER_SIDE, LessonState.IN_REVIEW, LessonState.ACCEPTED, LessonState.PUBLISHED


class Place:
    """A force and a university that worked together; the lessons are of the force."""

    def __init__(self) -> None:
        with factories.together():
            self.force, self.university = (
                factories.force(name="Wexmoor"),
                factories.university(name="Quenbury"),
            )
            self.author, self.lead = factories.person(self.force), factories.person(self.university)
            self.reviewer = factories.person(None, Role.REVIEWER)
            contacts = [(self.author, self.force), (self.lead, self.university)]
            self.work = factories.collaboration(
                self.force, self.university, confirmation="confirmed", audience="public", contacts=contacts
            )

    def lesson(self, state, **values):
        sides = {"organisation": self.force, "other": self.university, "author": self.author}
        made = factories.lesson(state, submitted_at=factories.clock.now(), **sides, **values)
        self.work.lessons.append(made)
        return made


@pytest.fixture
def place(app):
    return Place()


def body(response):
    return text_of(response.page.main)


def test_an_answer_that_is_refused_loses_nothing_typed(client, place):
    lesson = place.lesson(B, attribution=Attribution.NAMED, names_other=True)
    client.sign_in(place.lead)
    path = f"/lessons/{lesson.id}/answer"
    refused = client.submit(path, {"answer": "disagrees", "view": ""})
    assert (refused.status_code, refused.page.errors) == (
        422,
        ["Select whether your organisation may be named"],
    )
    refused = client.post(path, data={**refused.page.form(), "may_be_named": "yes"})
    assert (refused.status_code, refused.page.errors) == (422, ["Enter how your side sees it"])
    assert refused.page.form()["answer"] == ["disagrees"]
    sent = client.post(path, data={**refused.page.form(), "view": "It was the contract."})
    shown = body(client.get(sent.location))
    assert "Quenbury sees it differently It was the contract." in shown


def test_whether_it_may_be_named_is_asked_only_where_its_author_asks(client, place):
    lesson = place.lesson(B, attribution=Attribution.ROLE_ONLY, names_other=True)
    client.sign_in(place.lead)
    assert "may_be_named" not in client.get(f"/lessons/{lesson.id}/answer").page.form()


@pytest.mark.parametrize(
    ("act", "state", "who", "values"),
    [
        ("answer", B, "lead", {"answer": "agrees"}),
        ("accept", R, "reviewer", {"names_nobody": "y", "helps_no_offender": "y", "teaches": "y"}),
    ],
)
def test_who_has_read_another_text_is_told_and_reads_again(client, place, act, state, who, values):
    lesson = place.lesson(state)
    client.sign_in(getattr(place, who))
    path = f"/lessons/{lesson.id}/{act}"
    form = client.get(path).page.form()
    lesson.version += 1
    answer = client.post(path, data={**form, **values})
    assert answer.status_code == 422
    assert "was changed after you opened this page" in answer.page.errors[0]
    assert client.post(path, data={**answer.page.form(), **values}).status_code == 302


@pytest.mark.parametrize(
    ("attribution", "may_be_named", "who"),
    [
        (Attribution.SECTOR_ONLY, True, "The other side"),
        (Attribution.ROLE_ONLY, True, "The other side"),
        (Attribution.NAMED, False, "The other side"),
        (Attribution.NAMED, None, "The other side"),
        (Attribution.NAMED, True, "Quenbury"),
    ],
)
def test_everybody_reads_a_disagreement_with_no_more_names_than_were_given(
    client, place, attribution, may_be_named, who
):
    lesson = place.lesson(
        P,
        attribution=attribution,
        names_other=True,
        other_may_be_named=may_be_named,
        other_answer=OtherAnswer.DISAGREES,
        other_view="It was the contract.",
    )
    shown = body(client.get(f"/lessons/{lesson.id}"))
    assert f"{who} sees it differently It was the contract." in shown
    assert ("Quenbury" in shown) == (who == "Quenbury")


def test_a_reviewer_says_why_a_lesson_is_withdrawn_and_its_owner_reads_it(new_client, place):
    lesson = place.lesson(P)
    reviewing, reading = new_client(), new_client()
    reviewing.sign_in(place.reviewer)
    path = f"/lessons/{lesson.id}/withdraw"
    assert reviewing.submit(path, {}).page.errors == ["Enter why it is withdrawn"]
    assert reviewing.submit(path, {"reason": "It is before the court."}).status_code == 302
    reading.sign_in(place.author)
    assert "A reviewer has withdrawn this It is before the court." in body(
        reading.get(f"/lessons/{lesson.id}")
    )


def test_owners_name_no_organisation_or_take_it_back(client, place):
    lesson = place.lesson(B, attribution=Attribution.NAMED, other_answer=OtherAnswer.SILENT)
    client.sign_in(place.author)
    assert client.submit(f"/lessons/{lesson.id}/unname", {}).page.errors == ["Select how much may be said"]
    assert client.submit(f"/lessons/{lesson.id}/unname", {"attribution": "sector_only"}).status_code == 302
    assert "With a reviewer" in body(client.get(f"/lessons/{lesson.id}"))
    assert client.submit(f"/lessons/{lesson.id}/take-back").status_code == 302
    assert "Draft" in body(client.get(f"/lessons/{lesson.id}"))


def test_the_desk_and_the_queue_say_what_waits(new_client, place):
    asked = place.lesson(B, title="Asked")
    late = place.lesson(A, title="Late", accepted_at=factories.clock.now())
    lead, reviewer = new_client(), new_client()
    lead.sign_in(place.lead)
    desk = lead.get("/desk").page
    assert "Say what your side thinks of the lesson “Asked”" in desk.text
    assert f"/lessons/{asked.id}/answer" in desk.links
    reviewer.sign_in(place.reviewer)
    queue = reviewer.get("/review").page
    assert "Accepted lessons, not on the board yet" in queue.text
    assert f"/lessons/{late.id}" in queue.links


def test_a_collaboration_says_where_its_lessons_are_to_those_who_take_part(new_client, place):
    for state in LessonState:
        place.lesson(state, title=f"Lesson {state}")
    page = f"/collaborations/{place.work.id}"
    author, lead = new_client(), new_client()
    author.sign_in(place.author)
    lead.sign_in(place.lead)
    own, across, public = body(author.get(page)), body(lead.get(page)), body(new_client().get(page))
    for said in ("Lesson draft Draft", "Lesson in_review With a reviewer", "Lesson withdrawn Withdrawn"):
        assert said in own
    for said in (
        "A lesson of Wexmoor Draft",
        "Lesson with_other_side With the other side",
        "Wexmoor Withdrawn",
    ):
        assert said in across
    assert "Lesson draft" not in across
    assert not [state for state in LessonState if f"Lesson {state}" in public]
    assert "A lesson of" not in public
