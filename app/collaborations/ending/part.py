"""What measuring and ending bring to a collaboration."""

from flask import Flask

from app.collaborations import sections
from app.collaborations.ending import panels as shown
from app.collaborations.ending import routes, service, showing
from app.collaborations.measuring import routes as measuring
from app.collaborations.measuring.showing import task as measures_task
from app.core import mail, panels


def init_app(app: Flask) -> None:
    """Register the pages, the lines among the tasks, the panels, and the reminders of the daily digest."""
    app.register_blueprint(measuring.bp)
    app.register_blueprint(routes.bp)
    sections.add("measuring.readings", "Measures", measures_task, order=60)
    sections.add("ending.assess", "Evidence and readiness", showing.evidence_task, order=70)
    sections.add("ending.ending", "Reflections and closing", showing.task, order=80)
    sections.add("ending.add_lesson", "A lesson of your side", showing.lesson_task, order=90)
    mail.before_digests(service.remind_in_digests)
    for order, panel in enumerate((shown.of_evidence, shown.of_outputs, shown.of_adoptions), start=20):
        panels.add("collaborations.show", panel, order=order)
