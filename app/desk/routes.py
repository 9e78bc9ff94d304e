"""The front page, and the desk of whoever is signed in."""

from flask import render_template

from app.core import actor as acting
from app.core import panels
from app.desk import front, service
from app.desk.blueprint import bp
from app.listings.rounds import clock_of
from app.matching.telling import BANDS


@bp.get("/")
def home() -> str:
    reader = acting.current()
    return render_template("desk/home.html", figures=front.figures(reader), sections=front.sections(reader))


@bp.get("/desk")
def show() -> str:
    reader = acting.current()
    desk = service.desk_of(reader)
    return render_template(
        "desk/show.html",
        desk=desk,
        bands=BANDS,
        clock_of=clock_of,
        panels=panels.of("desk.show", reader, desk),
    )
