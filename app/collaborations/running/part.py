"""What the running of longer work brings to a collaboration, to desks and to the clock."""

from datetime import timedelta

from flask import Flask

from app.collaborations import sections
from app.collaborations.running import check_ins, stalls, tasks
from app.collaborations.running.panels import stalled_on_desk
from app.collaborations.running.plan_routes import bp
from app.core import panels, worker


def init_app(app: Flask) -> None:
    """Register the pages, the lines among the tasks, the broker's queue, and what the clock does daily."""
    app.register_blueprint(bp)
    sections.add("running.contacts", "Contacts and handover note", tasks.contacts, order=30)
    sections.add("running.show_plan", "Plan: milestones, costs, risks", tasks.the_plan, order=40)
    sections.add("running.check_ins", "Check-ins", tasks.monthly, order=50)
    sections.add("running.show_timeline", "Timeline", tasks.the_timeline, order=99)
    panels.add("desk.show", stalled_on_desk, order=5)
    worker.job("ask-check-ins", check_ins.ask_due, every=timedelta(days=1))
    worker.job("miss-check-ins", check_ins.miss_overdue, every=timedelta(days=1))
    worker.job("mark-stalled", stalls.mark_stalled, every=timedelta(days=1))
