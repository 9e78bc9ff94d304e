"""What the board knows of what a lesson is about, and the lessons nearest to it; and of a research interest's area."""

from app.core.actor import Actor
from app.core.panels import Panel
from app.lessons import topics
from app.lessons.models import Lesson, LessonState
from app.lessons.related import related
from app.lessons.search import card
from app.taxonomy.models import ResearchInterest


def of_lesson(actor: Actor, lesson: Lesson) -> Panel | None:
    """The subjects of a published lesson, each in a sentence that leads to its page."""
    found = topics.of_lesson(lesson) if lesson.state is LessonState.PUBLISHED else []
    return (
        Panel("What the board knows of this", "lessons/panel_topics.html", {"topics": found})
        if found
        else None
    )


def nearest(actor: Actor, lesson: Lesson) -> Panel | None:
    """The lessons nearest to a published one, each with why."""
    found = related(actor, lesson) if lesson.state is LessonState.PUBLISHED else []
    if not found:
        return None
    return Panel(
        "Related lessons",
        "lessons/panel_related.html",
        {"related": [(card(each.lesson), each.why) for each in found]},
    )


def of_research_interest(actor: Actor, interest: ResearchInterest) -> Panel | None:
    """What the board knows of the interest's area; None where that is nothing."""
    if interest.area_code is None:
        return None
    topic = topics.access_topic("area", interest.area_code)
    if not (topic.lessons or topic.cases):
        return None
    return Panel("What others learned here", "lessons/panel_topics.html", {"topics": [topic]})
