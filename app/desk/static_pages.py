"""Pages that say what this site does: they must stay true to the code."""

from flask import render_template

from app.desk.blueprint import bp


@bp.get("/how-it-works")
def how_it_works() -> str:
    return render_template("desk/how_it_works.html")


@bp.get("/privacy")
def privacy() -> str:
    return render_template("desk/privacy.html")


@bp.get("/cookies")
def cookies() -> str:
    return render_template("desk/cookies.html")


@bp.get("/accessibility")
def accessibility() -> str:
    return render_template("desk/accessibility.html")


@bp.get("/terms")
def terms() -> str:
    return render_template("desk/terms.html")


@bp.get("/contact")
def contact() -> str:
    return render_template("desk/contact.html")
