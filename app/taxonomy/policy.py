"""Who may read the lists: everybody. Nobody writes them through the site."""

from sqlalchemy import Select, select
from werkzeug.exceptions import NotFound

from app.core.actor import Actor
from app.extensions import db
from app.taxonomy.models import ResearchInterest


def readable_by(actor: Actor) -> Select[ResearchInterest]:
    """The research interests that the actor may read: all of them."""
    return select(ResearchInterest)


def can_read(actor: Actor, interest: ResearchInterest) -> bool:
    return db.session.scalar(readable_by(actor).where(ResearchInterest.id == interest.id)) is not None


def access_research_interest(actor: Actor, code: str) -> ResearchInterest:
    """The research interest with this code. Raises NotFound."""
    found = db.session.scalar(readable_by(actor).where(ResearchInterest.code == code))
    if found is None:
        raise NotFound
    return found
