"""What returns and learning records bring to a collaboration, and to the closing of an account."""

from flask import Flask

from app.accounts import service as accounts
from app.collaborations import sections
from app.collaborations.returns import learning, learning_routes, tasks


def init_app(app: Flask) -> None:
    """Register the pages, the lines among the tasks, and what is forgotten with a person."""
    app.register_blueprint(learning_routes.bp)
    sections.add("returns.figures_of", "Figures for returns", tasks.figures_task, order=95)
    sections.add("returns.impact_of", "Evidence for an impact case study", tasks.impact_task, order=96)
    accounts.register_forgetting(learning.forget)
