"""The outbox, how far its listeners are, and the vectors of texts."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.models import UtcDateTime, _Base


class OutboxRow(_Base):
    """A thing that changed, by kind and id alone. The worker loads it afresh; `seq` only grows."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)


class Heard(_Base):
    """How far in the outbox a listener is, on whichever host it was called last; see app/search/telling.py."""

    __tablename__ = "heard"

    listener: Mapped[str] = mapped_column(String(200), primary_key=True)
    seq: Mapped[int]


class TextVector(_Base):
    """What the encoder made of a text, in small whole numbers; see app/search/vectors.py."""

    __tablename__ = "text_vectors"

    # Of the model's name and the text.
    digest: Mapped[str] = mapped_column(String(40), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
