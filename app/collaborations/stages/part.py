"""What the stages of the police science system bring to a collaboration."""

from flask import Flask

from app.collaborations import sections
from app.collaborations.stages import panels
from app.collaborations.stages.routes import bp
from app.lessons import places


def init_app(app: Flask) -> None:
    """Register the pages, the line among the tasks, and who may say there what they do with a lesson."""
    app.register_blueprint(bp)
    sections.add("collaborations.stages", "Stage", panels.task, order=25)
    places.register(panels.PLACE, panels.KIND)
