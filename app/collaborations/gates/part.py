"""What gates bring to a collaboration, to its organisations and to the pre-flight of briefs."""

from flask import Flask

from app.collaborations import sections
from app.collaborations.gates import panels as shown
from app.collaborations.gates import service
from app.collaborations.gates.routes import bp
from app.core import panels
from app.lessons import places
from app.listings import service as listings


def init_app(app: Flask) -> None:
    """Register the pages, the line among the tasks, and what is shown and asked elsewhere."""
    app.register_blueprint(bp)
    sections.add("collaborations.gates", "Gates", shown.task, order=20)
    places.register(shown.PLACE, shown.KIND)
    listings.register_hand_over(service.hand_over)
    panels.add("organisations.show", shown.of_organisation, order=45)
    for field, beside in shown.BESIDE.items():
        panels.add(f"briefs.edit_field.{field}", beside)
