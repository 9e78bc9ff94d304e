"""An index of what a test made alone: with all reference data it would take seconds."""

from collections.abc import Iterable

from app.extensions import db
from app.search import outbox, store, writer
from app.search.schema import LADDER


def index_alone(things: Iterable[tuple[str, int]] = ()) -> None:
    """What is written stands, and searches find only `things`, kinds and numbers, in an index that is up to date."""
    db.session.commit()
    documents = writer.load(things)
    latest = outbox.latest()
    db.session.commit()
    meanings = writer._meanings(documents)
    build = store.new_build()
    for audience in LADDER:
        writer._write(build / audience, audience, documents, *latest, meanings)
    store.swap_to(build)
    db.session.commit()
