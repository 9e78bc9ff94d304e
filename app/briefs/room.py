"""What the room of briefs brings to the house."""

from datetime import timedelta

from flask import Flask

from app.briefs import (
    clarity_evaluation,
    clarity_panel,
    lessons_panel,
    preflight_forms,
    priority_panel,
    service,
)
from app.briefs.panels import one_page, serving
from app.briefs.search import KIND
from app.briefs.sponsors import panels as sponsor_panels
from app.briefs.sponsors import service as sponsors
from app.briefs.sponsors.routes import bp
from app.briefs.steps import OUTLINE
from app.core import evaluate, kinds, panels, worker
from app.lessons import places
from app.listings import outline
from app.listings.service import on_copy, on_publish


def init_app(app: Flask) -> None:
    """Register the pages of briefs, their search kind, their panels and the daily look at their sponsors."""
    outline.register(OUTLINE)
    kinds.register(KIND)
    on_publish(service.tell_watchers)
    on_copy(sponsors.copy_unasked)
    panels.add("briefs.edit", clarity_panel.on_draft, order=5)
    for page in ("briefs.show", "briefs.request_changes", "briefs.publish"):
        panels.add(page, clarity_panel.on_page, order=5)
        panels.add(page, sponsor_panels.on_page, order=3)
    panels.add("briefs.show", priority_panel.on_page, order=15)
    panels.add("briefs.edit", sponsor_panels.on_page, order=7)
    panels.add("briefs.show", one_page, order=4)
    for step in ("feasibility-data", "feasibility-people"):
        panels.add(f"briefs.edit_step.{step}", preflight_forms.why_asked)
    places.register(lessons_panel.PLACE, lessons_panel.KIND)
    panels.add("briefs.edit", lessons_panel.for_brief, order=10)
    panels.add("briefs.submit", lessons_panel.before_review, order=60)
    panels.add("briefs.show", lessons_panel.for_brief, order=40)
    panels.add("taxonomy.research_interest", serving, order=10)
    app.cli.add_command(evaluate.group)
    evaluate.group.add_command(clarity_evaluation.measure)
    worker.job("tend-sponsors", sponsors.tend, every=timedelta(days=1))
    app.register_blueprint(bp)
