"""The verbs of endings, called with what most tests do not care about."""

from datetime import timedelta

from app.collaborations.ending import results, service
from app.collaborations.ending.models import Extent, WouldRepeat
from app.collaborations.ending.words import DIMENSIONS
from app.collaborations.models import Outcome, Status
from app.core.actor import Audience
from app.lessons import service as lessons
from tests.collaborations.verbs import LESSON, TODAY

SECRET = "Nobody rang back for a month"


def large(cast, **values):
    """One that runs and is too large to be closed in one go."""
    values.setdefault("status", Status.RUNNING)
    values.setdefault("audience", Audience.PUBLIC)
    values.setdefault("started", TODAY - timedelta(days=200))
    return cast.collaboration(**values)


def ended(cast, who="police lead", collaboration=None, outcome=Outcome.DELIVERED, **values):
    values.setdefault("summary", "It is done.")
    values.setdefault("ended", TODAY)
    made = collaboration or large(cast)
    return service.end(cast.actors[who], collaboration=made, outcome=outcome, **values)


def reflected(cast, collaboration, who, version=0, **values):
    values.setdefault("outcome", Outcome.DELIVERED)
    values.setdefault("worked", "The export.")
    values.setdefault("did_not", SECRET)
    values.setdefault("differently", "Ring first.")
    values.setdefault("would_repeat", WouldRepeat.YES)
    values.setdefault("scores", dict.fromkeys(DIMENSIONS, 4))
    return service.reflect(cast.actors[who], collaboration=collaboration, version=version, **values)


def taught(cast, collaboration, who):
    lesson = service.add_lesson(cast.actors[who], collaboration=collaboration, lesson=LESSON)
    return lessons.submit(cast.actors[who], lesson=lesson)


def concluded(cast, **values):
    """One that both sides have reflected on, with a lesson each, and the police side has closed."""
    made = ended(cast, **values)
    for who in ("police lead", "academic lead"):
        reflected(cast, made, who)
        taught(cast, made, who)
    return service.conclude(cast.actors["police lead"], collaboration=made)


def adopted(cast, collaboration, who, **values):
    values.setdefault("on", TODAY)
    values.setdefault("extent", Extent.TRIAL)
    values.setdefault("words", "We use the guide.")
    return results.adopt(cast.actors[who], collaboration=collaboration, **values)
