"""What the room of listings brings to the house."""

from datetime import timedelta

from flask import Flask

from app.core import evaluate, mail, panels, worker
from app.core.sensitivity import evaluation
from app.listings import service
from app.listings.panels import copies
from app.listings.questions import panels as question_panels
from app.listings.questions import routes as question_routes
from app.listings.questions import service as questions
from app.listings.routes import bp
from app.listings.showing import confirmed_panel, rounds_panel


def init_app(app: Flask) -> None:
    """Register the pages that listings share, questions, the panels, the daily expiry and the room's measurement."""
    app.register_blueprint(bp)
    app.register_blueprint(question_routes.bp)
    for page in ("briefs.show", "offers.show"):
        panels.add(page, rounds_panel, order=4)
        panels.add(page, confirmed_panel, order=5)
        panels.add(page, question_panels.of_listing, order=12)
    service.register_hand_over(questions.hand_over)
    mail.before_digests(questions.count_in_digests)
    for room in ("briefs", "offers"):
        panels.add(f"{room}.show", copies, order=56)
        panels.add(f"{room}.edit", copies, order=3)
    evaluate.group.add_command(evaluation.sensitivity)
    worker.job("expire-listings", service.expire_due, every=timedelta(days=1))
