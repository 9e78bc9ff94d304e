"""Where following begins: on a subject's page, and in somebody's account."""

from app.accounts.models import Person
from app.core.actor import Actor
from app.core.panels import Panel
from app.lessons.following import service
from app.lessons.topics import Topic


def of_topic(actor: Actor, topic: Topic) -> Panel:
    """The button that follows the subject, or follows it no longer; for a stranger the way to it."""
    follows = actor.person_id is not None and topic.code in service.chosen(actor.person_id)[topic.kind.name]
    return Panel(
        "New lessons by email",
        "lessons/following/panel_topic.html",
        {"topic": topic, "follows": follows, "may": service.may_follow(actor)},
    )


def of_account(actor: Actor, person: Person) -> Panel:
    """How many subjects the person follows."""
    count = sum(len(codes) for codes in service.chosen(person.id).values())
    return Panel("Lessons by email", "lessons/following/panel_account.html", {"count": count})
