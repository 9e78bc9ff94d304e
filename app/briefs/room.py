"""What the room of briefs brings to the house."""

from flask import Flask

from app.briefs import clarity_evaluation, clarity_panel, service
from app.briefs.panels import serving
from app.briefs.routes import bp
from app.briefs.search import KIND
from app.briefs.steps import OUTLINE
from app.core import evaluate, kinds, panels
from app.listings import outline
from app.listings.service import on_publish


def init_app(app: Flask) -> None:
    """Register the pages of briefs, their search kind, and the panel on a research interest's page."""
    outline.register(OUTLINE)
    kinds.register(KIND)
    on_publish(service.tell_watchers)
    panels.add("briefs.edit", clarity_panel.on_draft, order=5)
    for page in ("briefs.show", "briefs.request_changes", "briefs.publish"):
        panels.add(page, clarity_panel.on_page, order=5)
    panels.add("taxonomy.research_interest", serving, order=10)
    app.cli.add_command(evaluate.group)
    evaluate.group.add_command(clarity_evaluation.measure)
    app.register_blueprint(bp)
