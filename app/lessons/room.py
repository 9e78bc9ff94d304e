"""What the room of lessons brings to the house."""

from datetime import timedelta

from flask import Flask

from app.core import evaluate, kinds, mail, panels, worker
from app.core.sensitivity import evaluation
from app.lessons import (
    click_pages,
    commands,
    guarding,
    topic_pages,
    topic_panels,
    validation,
    validation_pages,
    writing_pages,
)
from app.lessons.following import part as following
from app.lessons.keeping import ask_owners
from app.lessons.panels import of_organisation
from app.lessons.patterns import routes as patterns
from app.lessons.routes import bp
from app.lessons.search import KIND
from app.lessons.uses import on_lesson
from app.lessons.writeups import part as writeups

# Each of these adds its pages to `bp`.
PAGES = (click_pages, topic_pages, validation_pages, writing_pages)


def init_app(app: Flask) -> None:
    """Register the room's pages, commands, search kind, panels, what the clock does and what goes into letters."""
    following.init()
    app.register_blueprint(bp)
    app.register_blueprint(patterns.bp)
    writeups.init_app(app)
    app.cli.add_command(commands.group)
    kinds.register(KIND)
    evaluate.group.add_command(evaluation.names)
    panels.add("organisations.show", of_organisation, order=60)
    panels.add("lessons.show", topic_panels.of_lesson, order=20)
    panels.add("lessons.show", topic_panels.nearest, order=30)
    panels.add("taxonomy.research_interest", topic_panels.of_research_interest, order=80)
    worker.job("pass-on-silent-lessons", validation.pass_on_silent, every=timedelta(days=1))
    worker.job("release-lessons", validation.release_due, every=timedelta(days=1))
    worker.job("guard-lessons", guarding.check_again, every=timedelta(days=1))
    mail.before_digests(validation.remind_in_digests)
    mail.before_digests(ask_owners)
    panels.add("lessons.show", on_lesson, order=10)
