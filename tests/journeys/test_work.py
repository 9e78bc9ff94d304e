"""From response to outcome: a placement that goes well, research that stops at a gate, a secondment handed over."""

import pytest

from tests.journeys.visitor import Visitor, in_days, send_lesson

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.timeout(900)]
# Briefs of the sample: of the second person who signs in as "police", of the first, and of the second again.
PLACEMENT = 25
RESEARCH = 8
SECONDMENT = 14


def respond(academic: Visitor, brief: int) -> str:
    """Send an interest; its address."""
    academic.open(f"/listings/{brief}/respond").fill(
        why="We have done this with two other forces.",
        contribution="Two people and a method that was tested.",
        first_step="Look at ten cases together.",
        availability="From next month, two days a week.",
        has_conflict="no",
    )
    academic.press("Send response").sees("Your response has been sent")
    return academic.path


def accept(police: Visitor, response: str, **values: object) -> str:
    """Accept a response; the address of the collaboration."""
    police.open(response).follow("Accept").fill(**values).press("Accept and open the collaboration")
    police.sees("Scoping")
    return police.path


def sign(person: Visitor, agreement: str, post: str) -> None:
    person.open(agreement).follow("Read and sign version 1").look("agreement, version")
    person.follow("Sign for your side").look("agreement, sign")
    person.fill(post=post, agreed=True).press("Sign this version")


def agree(police: Visitor, academic: Visitor, collaboration: str) -> None:
    """Write the working agreement together, and sign it."""
    agreement = f"{collaboration}/agreement"
    academic.open(collaboration).follow("Working agreement").look("agreement")
    academic.sees("Nothing is signed by both sides yet").open(f"{agreement}/success")
    academic.fill(success="Ten volunteers report a month", success_academic="Two dissertations on real data")
    academic.press("Save and continue")
    parts = {
        "scope": {"scope": "A survey of riders, and a map of routes. No patrols."},
        "roles": {"roles": "The neighbourhood inspector opens doors; the supervisor meets students weekly."},
        "cadence": {"cadence": "Every second Friday, called by the inspector."},
        "success": {"success_police": "Complaints are mapped by route"},
        "resources": {"resources": "A desk and a car, two days a week. Students cost nothing."},
        "ip": {"ip": "kept"},
        "exit": {"exit": "Either side may leave with two weeks’ notice. Data stays with the force."},
    }
    for slug, values in parts.items():
        police.open(f"{agreement}/{slug}").look(f"agreement, {slug}").fill(**values).press(
            "Save and continue"
        )
    police.open(agreement).follow("Check it and offer it for signature").look("agreement, offer")
    police.press("Offer this version for signature")
    sign(police, agreement, "Neighbourhood inspector")
    academic.open("/desk", "desk with a signature").follow("Sign the working agreement of")
    sign(academic, agreement, "Head of department")
    academic.sees("In force").open(agreement, "agreement in force").sees("Version 1 is in force")


def start(police: Visitor, collaboration: str, **values: object) -> None:
    police.open(collaboration).follow("Start work").look("start").fill(**values)
    police.press("Start the collaboration").sees("Running")


LESSON = {
    "lesson_kind": "worked",
    "lesson_happened": "The inspector met the students each Friday, and questions never waited.",
    "lesson_advice": "Name one post that students may ask at any time.",
}


def test_a_placement_goes_well(visit, javascript):
    police, academic = visit("police", 1), visit("academic")
    response = respond(academic, PLACEMENT)
    police.open(response, "response to a placement")
    collaboration = accept(
        police, response, mechanism="placement", planned_start=in_days(3), planned_end=in_days(17)
    )
    police.look("placement opened").sees("Working agreement", "Gates", "Measures").sees_not("Check-ins")
    agree(police, academic, collaboration)

    # A placement needs few gates. One is settled, the others are not needed, each with a reason.
    police.open(f"{collaboration}/gates", "gates").follow("Student placement protocol").look("gate")
    police.follow("Settle it").look("gate, settle").fill(conditions="Never alone on site.")
    police.press("Settle the gate").sees("Settled", "Never alone on site.")
    police.open(f"{collaboration}/gates")
    while police.main.get_by_role("table", name="Waiting").count():
        police.click(police.main.get_by_role("table", name="Waiting").get_by_role("link").first)
        police.follow("It is not needed").look("gate, not needed")
        police.fill(because="The students see no police data and work outdoors.").press("Mark as not needed")
        police.open(f"{collaboration}/gates")
    start(police, collaboration)
    police.sees_not("without a signed working agreement")

    academic.open(f"{collaboration}/measures").fill(
        **{
            "measures-0-name": "Routes mapped",
            "measures-0-baseline": "0",
            "measures-0-target": "12",
            "measures-0-direction": "higher",
            "measures-1-name": "Volunteers who report",
            "measures-1-baseline": "3",
            "measures-1-target": "10",
            "measures-1-direction": "higher",
        }
    )
    academic.press("Save measures").open(f"{collaboration}/readings", "readings").follow("Add a reading")
    academic.look("reading").fill(words="14", on=in_days(0)).press("Add the reading").look("readings, one")
    academic.sees("Target met")

    title = f"Let students ask one post at any time, {'first' if javascript else 'second'} team"
    police.open(collaboration).follow("Close and report the outcome")
    police.fill(outcome="delivered").press("Continue").look("close a placement")
    police.fill(
        ended=in_days(0),
        summary="All routes were mapped, and the council uses it.",
        lesson_title=title,
        **LESSON,
    )
    police.press("Close the collaboration")
    send_lesson(police)
    police.open(collaboration, "placement closed").sees("Delivered", title)
    visit("").open(collaboration).sees("Delivered").sees_not("Never alone on site.")


def full_response(academic: Visitor, response: str) -> None:
    """Give a piece of evidence for each essential, and send it."""
    academic.open(f"{response}/full", "full response")
    first = academic.main.locator("a[href*='/answer/']").first
    academic.click(first)
    while "/answer/" in academic.path:
        academic.look("full response, answer").fill(
            situation="A force searched moors by foot.",
            what_we_did="We flew thermal surveys and measured what was missed.",
            result="Four in five targets were found in a third of the time.",
        )
        academic.press("Save and continue")
    academic.open(f"{response}/send", "full response, send").press("Send full response")
    academic.sees("Your full response was sent")


def assess(police: Visitor, response: str) -> None:
    """Name oneself as assessor, score alone, and record what was agreed."""
    police.open(response, "full response to weigh")
    # Who was named for another response to the listing is an assessor of this one too, and is led on to the score.
    police.open(f"{response}/assessment", "assessment")
    if police.main.get_by_text("Nobody has been named yet").count():
        police.follow("Name assessors").look("assessors").choose("person", "Naomi Sharma").press(
            "Name as assessor"
        )
    police.open(f"{response}/score", "score")
    marks = police.page.locator("main [name^=mark-]")
    for name in dict.fromkeys(mark.get_attribute("name") for mark in marks.all()):
        police.fill(**{name: "2", name.replace("mark", "note"): "Private: strong on method."})
    police.press("Give my scores").look("assessment, scored").sees("Private: strong on method.")


def reflect(person: Visitor, collaboration: str, **values: object) -> None:
    person.open(f"{collaboration}/ending", "ending").follow("Write our reflection").look("reflection")
    for dimension in ("scope", "access", "communication", "trust", "usefulness"):
        values.setdefault(f"score_{dimension}", "4")
    person.fill(**values).press("Give our reflection").look("reflection given").sees(
        "What each side has given"
    )


def add_lesson(person: Visitor, collaboration: str, title: str) -> None:
    person.open(f"{collaboration}/ending").follow("Write a lesson").look("lesson of a side")
    told = LESSON["lesson_happened"], LESSON["lesson_advice"]
    person.fill(title=title, kind="did_not_work", what_happened=told[0], recommendation=told[1])
    person.press("Save and continue").look("lesson, who may see what").press("Save and continue")
    person.look("lesson, check").press("Send the lesson").sees("Your lesson has been sent")


def test_research_stops_at_the_data_gate(visit, javascript):
    team = "first" if javascript else "second"
    police, academic = visit("police"), visit("academic")
    response = respond(academic, RESEARCH)
    police.open(response).follow("Invite to a full response").look("invite")
    police.fill(full_by=in_days(20)).press("Invite to a full response").sees("Invited on")
    full_response(academic, response)
    assess(police, response)
    academic.open(response, "my full response").sees_not("strong on method")
    collaboration = accept(
        police, response, mechanism="research", planned_start=in_days(1), planned_end=in_days(300)
    )
    start(police, collaboration, unsigned_because="The agreement waits for our lawyers.")
    police.sees("without a signed working agreement").look("research running")

    police.open(f"{collaboration}/gates", "gates of research").follow("Data protection impact assessment")
    police.look("data gate").follow("Something stands in the way").look("gate, block")
    police.fill(blocked_by="The telematics cannot leave the supplier’s system.").press("Mark as blocked")
    police.look("gate blocked").sees("The telematics cannot leave", "Lessons")
    police.open(f"{collaboration}/stages", "stages").follow("Record a decision").look("stage decision")
    police.fill(
        decision="stop",
        reason="No data, and none to come this year.",
        decided_by_post="Research board",
        decided_on=in_days(0),
    )
    police.press("Record the decision")

    police.open(f"{collaboration}/end", "end").fill(outcome="abandoned").press("Continue").look("end, report")
    police.fill(
        ended=in_days(0),
        summary="Stopped before any flight: the data never came.",
        causes=["DATA_NOT_EXPORTABLE"],
    )
    police.press("Say that it has ended").look("ending, asked")
    reflect(
        police,
        collaboration,
        outcome="abandoned",
        causes=["DATA_NOT_EXPORTABLE"],
        worked="The team at the university was quick.",
        did_not="We promised data that was not ours.",
        differently="Ask the supplier before posting a brief.",
        would_repeat="yes",
    )
    academic.open(f"{collaboration}/ending").sees_not("We promised data")
    academic.open(f"{collaboration}/timeline", "timeline of research").sees_not("We promised data")
    reflect(
        academic,
        collaboration,
        outcome="partly_delivered",
        causes=["AGREEMENT_DELAY"],
        worked="Flights were planned well.",
        did_not="Half a year went by without a word from the supplier.",
        differently="Start with a dummy set.",
        would_repeat="with_changes",
        score_access="1",
    )
    for person in (police, academic):
        person.open(f"{collaboration}/ending", "reflections side by side")
        person.sees("We promised data", "Half a year went by", "differ")
    add_lesson(police, collaboration, f"Ask the supplier before you promise data, {team} team")
    add_lesson(academic, collaboration, f"Start with a dummy set, {team} team")
    academic.open(f"{collaboration}/ending", "ending, complete").follow("Close the collaboration")
    academic.look("conclude").press("Close the collaboration").sees("Abandoned")
    visit("").open(collaboration, "research stopped").sees("Abandoned").sees_not("We promised data")


def test_a_police_lead_moves_post_and_hands_over(visit):
    police, manager, academic = visit("police", 1), visit("partnership_manager", 2), visit("academic", 1)
    response = respond(academic, SECONDMENT)
    collaboration = accept(
        police, response, mechanism="secondment", planned_start=in_days(1), planned_end=in_days(200)
    )
    start(police, collaboration, unsigned_because="The secondee begins on Monday.")
    police.look("secondment running").follow("Contacts and handover note").look("contacts")
    police.sees("no second contact").follow("Write the note").look("handover note").fill(
        where_things_are="The shared folder of the digital unit.",
        who_knows_what="The lab manager knows the tools.",
        what_is_promised="A desk until March, and a talk at the university.",
    )
    police.press("Save the note").sees("A desk until March")
    police.follow("Hand over a part").look("hand over").choose("contact", "Niamh Shepherd")
    police.choose("to", "Kwame Underhill").press("Hand over")
    police.sees("handed over")

    manager.open(collaboration).sees("Kwame Underhill").follow("Contacts and handover note")
    manager.sees("A desk until March")
    academic.open(f"{collaboration}/contacts", "contacts of the other side").sees(
        "Written. Only their own side"
    )
    academic.sees_not("A desk until March").open(f"{collaboration}/timeline", "timeline")
    academic.sees("handed over")
