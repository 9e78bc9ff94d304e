"""What the room of duplicates brings to the house.

It stands above collaborations, because what runs or has ended may ask the same as a new brief, and below the desk,
which shows what waits for an answer.
"""

from flask import Flask

from app.core import panels
from app.duplicates import service
from app.duplicates.panels import (
    answer_on_brief,
    before_review,
    co_sponsors,
    extended_collaboration,
    extended_interest,
    extends,
)
from app.duplicates.routes import bp
from app.listings.service import before_submit


def init_app(app: Flask) -> None:
    """Register the room's pages, its panels on the pages of lower rooms, and its check before review."""
    app.register_blueprint(bp)
    panels.add("briefs.submit", before_review, order=10)
    panels.add("briefs.show", answer_on_brief, order=5)
    panels.add("briefs.show", co_sponsors, order=6)
    panels.add("briefs.show", extends, order=55)
    panels.add("collaborations.show", extended_collaboration, order=55)
    panels.add("taxonomy.research_interest", extended_interest, order=55)
    before_submit(service.need_answer)
