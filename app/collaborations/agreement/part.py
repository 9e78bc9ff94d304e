"""What working agreements and legal papers bring to a collaboration."""

from flask import Flask

from app.collaborations import sections
from app.collaborations.agreement import paper_routes, routes
from app.collaborations.agreement.panels import of_collaboration, papers_task, task
from app.core import panels


def init_app(app: Flask) -> None:
    """Register the pages, the lines among the tasks, and the panel on the collaboration's page."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(paper_routes.bp)
    sections.add("agreements.agreement", "Working agreement", task, order=10)
    sections.add("papers.papers", "Legal papers", papers_task, order=15)
    panels.add("collaborations.show", of_collaboration, order=10)
