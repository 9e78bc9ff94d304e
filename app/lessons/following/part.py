"""What following brings to the room of lessons, to accounts and to the clock."""

from datetime import timedelta

from app.accounts import service as accounts
from app.core import panels, worker
from app.lessons.following import letters, routes, service
from app.lessons.following.panels import of_account, of_topic

__all__ = ["init", "routes"]


def init() -> None:
    """Register the panels, what is forgotten with a person, and the monthly letter. The pages stand with the room's."""
    panels.add("lessons.topic", of_topic)
    panels.add("accounts.show", of_account)
    accounts.register_forgetting(service.forget)
    worker.job("send-lessons-by-mail", letters.send_due, every=timedelta(days=1))
