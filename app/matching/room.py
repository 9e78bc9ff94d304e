"""What the room of matching brings to the house."""

from flask import Flask

from app.core import evaluate, panels, worker
from app.lessons import places
from app.matching import (
    duplicates_command,
    guide_commands,
    lessons_panel,
    search_commands,
    service,
    spread_commands,
)
from app.matching.commands import group
from app.matching.panels import (
    on_brief,
    on_desk,
    on_offer,
    proposed_in_draft,
    why_not_us_on_brief,
    why_not_us_on_offer,
)
from app.matching.routes import bp
from app.search import telling


def init_app(app: Flask) -> None:
    """Register the room's pages, panels, commands, and its ear at the outbox."""
    app.register_blueprint(bp)
    app.cli.add_command(group)
    app.cli.add_command(evaluate.group)
    evaluate.group.add_command(search_commands.measure)
    evaluate.group.add_command(guide_commands.measure)
    evaluate.group.add_command(duplicates_command.measure)
    group.add_command(spread_commands.report)
    panels.add("briefs.show", on_brief, order=20)
    panels.add("offers.show", on_offer, order=20)
    panels.add("briefs.show", why_not_us_on_brief, order=70)
    panels.add("offers.show", why_not_us_on_offer, order=70)
    places.register(lessons_panel.PLACE, lessons_panel.KIND)
    panels.add("briefs.edit_step.specialisms", proposed_in_draft)
    panels.add("desk.show", on_desk)
    telling.on_drained(service.recompute)
    worker.job("matching-ready", service.get_ready)
