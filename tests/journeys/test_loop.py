"""The whole loop in a browser: brief, match, response, collaboration, outcome, lesson, next brief."""

import re
from secrets import randbelow

import pytest

from tests.journeys.visitor import Visitor, in_days, send_lesson

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

BRIEF = "Telling staged doorbell camera clips from true ones"
OFFER = "Students who test image and video forensics on doorbell camera clips"
LESSON = "Ask the maker of a doorbell camera for its file layout before the students start"
BRIEF_STEPS = {
    "problem": {
        "problem": "Residents hand in doorbell camera clips as evidence. Some are staged or cut. Nobody here can "
        "tell an edited video from a true one, and image and video forensics takes months to answer."
    },
    "need": {
        "who_affected": "Victims wait months to hear whether their clip counts; investigators guess.",
        "why_now": "Doorbell clips have doubled since 2024.",
        "already_done": "We tried a free tool and it missed every second edit.",
    },
    "outcome": {"desired_outcome": "A tested way for investigators to rank doorbell video clips by doubt."},
    "essentials": {"essentials": "A ranked list of signs\nA half-day course"},
    "success": {
        "measure": "Days from clip to answer: 10 or fewer",
        "baseline": "90 days last year",
        "adoption": "The head of digital forensics owns the guide and puts it into the investigators’ course.",
    },
    "areas": {"areas": ["IDENT-04", "VICT-03"], "principal_area": "IDENT-04"},
    "specialisms": {"specialisms": ["DIG-MEDIA"], "specialisms_text": "people who know video"},
    "mechanisms": {"mechanisms": ["placement", "research"]},
    "place-and-dates": {
        "region_code": "NE",
        "deadline": in_days(60),
        "start": in_days(90),
        "duration_weeks": 12,
    },
    "money": {"budget_band": "none"},
    "resources": {"resources": "One examiner, two days a month."},
    "data-and-vetting": {
        "data_access": "Forty clips made by ourselves, on our premises.",
        "vetting_code": "NONE",
    },
    "research-interest": {
        "research_interest": "none-fits",
        "gap": "How can an edited clip be told from a true one without the maker’s help?",
    },
    "horizon": {"horizon": "now"},
    "priority": {},
    "summary": {
        "summary": "We cannot tell edited doorbell clips from true ones and want a tested way to rank them."
    },
    "audience": {"audience": "public", "public_reason": "That clips are checked at all is widely known."},
}
OFFER_STEPS = {
    "description": {
        "description": "Two students of digital forensics test ways to tell staged or edited doorbell camera video "
        "from true clips, and hand over a ranked guide that investigators can use."
    },
    "details": {"level": "postgraduate_taught", "days": 60},
    "specialisms": {"specialisms": ["DIG-MEDIA", "AI-CV"]},
    "areas": {"areas": ["IDENT-04"]},
    "place": {"region_code": "NE", "remote_ok": True},
    "availability": {"available_from": in_days(30), "available_to": in_days(300)},
    "capacity": {"capacity_text": "two students a year", "capacity": 2, "capacity_unit": "students"},
    "cost": {"cost_model": "free to partner"},
    "vetting": {"vetting_code": "NPPV2"},
    "evidence": {},
    "audience": {"audience": "members"},
}


def answer_steps(person: Visitor, address: str, steps: dict) -> None:
    """Go through the pages of a draft, each leading to the next."""
    for slug, values in steps.items():
        if not person.path.endswith(f"/edit/{slug}"):
            person.open(f"{address}/edit/{slug}")
        person.look().fill(**values).press("Save and continue")
        assert not person.path.endswith(f"/edit/{slug}"), person.main.inner_text()


def answer_what_is_near(person: Visitor, address: str) -> None:
    """Say of a brief whether it has been asked already, if that is still to be said, and come back to its answers."""
    if not person.main.get_by_text("Look for what is near").count():
        return
    person.follow("Look for what is near").look("asked already")
    if person.page.locator("main [name=choice]").count():
        # What was answered before the brief was changed is filled in.
        if not person.page.locator("main [name=choice]:checked").count():
            person.press("Keep this answer").look("asked already, refused").sees("Choose what you will do")
        person.fill(choice="different", sentence="Ours is about doorbell cameras at homes.")
        person.press("Keep this answer").sees("Your answer has been kept", "Ours is about doorbell")
    else:
        person.press("Go on").sees("Nothing near was found")
    assert person.path == f"{address}/submit"


def send_for_review(person: Visitor, address: str) -> None:
    person.open(f"{address}/edit", "draft done").follow("Check your answers").look()
    answer_what_is_near(person, address)
    person.fill(declared_official=True).press("Send for review").look("sent for review").sees(
        "sent to review"
    )


def open_queue(reviewer: Visitor, title: str) -> None:
    reviewer.open("/review", "").follow(title).look("in review")


def publish(reviewer: Visitor, title: str) -> None:
    open_queue(reviewer, title)
    reviewer.follow("Publish").look()
    if reviewer.page.locator("main [name=helps_offenders]").count():
        reviewer.fill(helps_offenders="no").press("Publish to everyone")
    else:
        reviewer.press("Publish")
    reviewer.sees("has been published")


def post_brief(police: Visitor, reviewer: Visitor, title: str) -> str:
    """From the desk to the open brief, with one round of changes; its address."""
    police.open("/desk").follow("Post a brief").look().press("Start the draft")
    police.look("brief refused").sees("Enter a title").fill(title=title).press("Start the draft")
    address = re.sub(r"/edit.*", "", police.path)
    police.look("problem, first").fill(**BRIEF_STEPS["problem"]).press("Save and continue")
    # Three lessons stand beside the form from here on.
    police.look().sees("Lessons for this brief")
    assert police.main.locator(".cg-panel .cg-card, aside .cg-card").count() == 3
    answer_steps(police, address, {k: v for k, v in BRIEF_STEPS.items() if k != "problem"})
    send_for_review(police, address)

    open_queue(reviewer, title)
    reviewer.follow("Ask for changes").look().press("Ask for changes").sees("Give at least one reason")
    reviewer.fill(**{"step-outcome": "Say by when, and how you would know."}).press("Ask for changes")
    reviewer.sees("Changes have been asked for")

    police.open("/desk", "desk with changes").follow(f"Change “{title}”").look("changes asked for")
    police.sees("Say by when").follow("Desired outcome").look("step with a reason")
    police.fill(
        desired_outcome="Within a year investigators rank doorbell clips by doubt, right nine times in ten."
    )
    police.press("Save and continue")
    send_for_review(police, address)
    publish(reviewer, title)
    return address


def post_offer(academic: Visitor, reviewer: Visitor, title: str) -> str:
    """From the desk to the open offer; its address."""
    academic.open("/desk").follow("Post an offer").look()
    academic.fill(title=title, mechanism="placement").press("Start the draft")
    address = re.sub(r"/edit.*", "", academic.path)
    answer_steps(academic, address, OFFER_STEPS)
    send_for_review(academic, address)
    publish(reviewer, title)
    return address


def respond(academic: Visitor, address: str) -> str:
    academic.open(address, "brief of the other side").follow("Respond").look().press("Send response")
    academic.look("response refused").sees("Enter why you are interested")
    academic.fill(
        why="We have worked on doorbell video for two years.",
        contribution="Two students and a set of test clips.",
        first_step="Look at ten of your clips together.",
        availability="January to June, two days a week.",
        has_conflict="no",
    )
    academic.press("Send response").look("response sent").sees("Your response has been sent")
    return academic.path


def close(police: Visitor, address: str, lesson: str) -> None:
    police.open(address).follow("Close and report the outcome").look("close, outcome")
    police.fill(outcome="partly_delivered").press("Continue").look("close, report")
    police.press("Close the collaboration").look("close refused").sees("Enter the date it ended")
    police.fill(
        ended=in_days(0),
        summary="The guide ranks clips of three makers out of five.",
        causes=["DATA_POORER"],
        lesson_title=lesson,
        lesson_kind="mixed",
        lesson_happened="Two makers of doorbell cameras store clips in a layout that nobody could read for weeks.",
        lesson_advice="Ask for the file layout of each doorbell camera before the placement begins.",
    )
    police.press("Close the collaboration")
    send_lesson(police)
    police.open(address, "collaboration closed").sees("Partly delivered", lesson)


def test_the_whole_loop(visit):
    mark = f"team {randbelow(9_000) + 1_000}"  # on one server the loop runs more than once
    brief, offer, lesson = (f"{title}, {mark}" for title in (BRIEF, OFFER, LESSON))
    police, academic, reviewer, public = visit("police"), visit("academic"), visit("reviewer"), visit("")

    brief_address = post_brief(police, reviewer, brief)
    public.open("/", "front page").sees(brief)
    public.open("/find?q=staged+doorbell+camera&kind=briefs", "find").sees(brief)
    offer_address = post_offer(academic, reviewer, offer)

    police.wait_for(brief_address, offer).look("brief with matches").sees(
        "Why they match", "Beside the match"
    )
    academic.wait_for(offer_address, brief).look("offer with matches").sees(
        "Matching briefs", "Why they match"
    )
    public.open(brief_address, "brief").sees("Sign in to respond").sees_not(offer)

    # The academic of this university is taken on; the one of another is thanked, with a reason.
    accepted = respond(academic, brief_address)
    second = visit("academic", 1)
    declined = respond(second, brief_address)
    police.open("/desk", "desk with responses").follow("response to").look("response to answer")
    police.open(declined).follow("Decline").look().press("Decline response").sees("Select the main reason")
    police.fill(reason="already_chosen", sentence="We can host two students this year and have them.")
    police.press("Decline response").look("response declined").sees("have them")
    second.open(declined, "my response declined").sees("have them")
    police.open(accepted).sees_not(".example").follow("Accept").look().fill(
        mechanism="placement", planned_start=in_days(5), planned_end=in_days(20), second=1
    )
    police.press("Accept and open the collaboration").look("collaboration opened")
    police.sees("Scoping", "lead", "second contact", "fosse-vale-university.example")
    collaboration = police.path

    academic.open("/desk", "desk with a collaboration").follow(brief)
    academic.open(collaboration, "collaboration of the other side").follow("Edit").look()
    academic.fill(second=1).press("Save changes").sees("second contact")
    academic.follow("Write down what success is").look("agreement, success").fill(
        success="Nine in ten clips are ranked right\nTen investigators use the guide"
    )
    academic.press("Save and continue").open(collaboration).sees("Nine in ten clips")
    academic.follow("Add measures").look("measures").fill(
        **{
            "measures-0-name": "Clips ranked right",
            "measures-0-baseline": "50",
            "measures-0-target": "90",
            "measures-0-unit": "%",
        }
    )
    academic.press("Add another measure").look("measures, one more").press("Save measures").sees(
        "Clips ranked right"
    )
    police.open(collaboration).follow("Start work").look().fill(
        unsigned_because="The students are here for one term only."
    )
    police.press("Start the collaboration").look("running").sees(
        "Running", "Started without a signed working agreement"
    )
    close(police, collaboration, lesson)

    academic.open("/desk").follow(f"Say what your side thinks of the lesson “{lesson}”")
    academic.fill(answer="agrees").press("Send your answer")
    open_queue(reviewer, lesson)
    reviewer.follow("Accept").fill(names_nobody=True, helps_no_offender=True, teaches=True).press("Accept")
    reviewer.sees("It is on the board")
    public.open("/lessons", "lessons").sees(lesson)
    public.click(public.page.get_by_role("link", name=lesson).first)
    public.look("lesson").sees("Ask for the file layout")

    # Another force asks something like it, and is shown what was learned.
    other = visit("police", 1)
    other.open("/briefs/create").fill(title="Doorbell camera video that may have been edited").press(
        "Start the draft"
    )
    other.fill(
        problem="Victims send doorbell camera clips in a layout that we cannot read, or that may be staged."
    )
    other.press("Save and continue").look("lesson shown").sees("Lessons for this brief", lesson)
