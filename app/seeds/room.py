"""What the room of seeds brings to the house."""

from flask import Flask

from app.core import evaluate
from app.seeds import lessons_evaluation
from app.seeds.commands import prepare, sample_group, seeds_group


def init_app(app: Flask) -> None:
    """Register the room's commands."""
    app.cli.add_command(seeds_group)
    app.cli.add_command(sample_group)
    app.cli.add_command(prepare)
    evaluate.group.add_command(lessons_evaluation.measure)
