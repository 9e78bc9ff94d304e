"""Pages of the research interests: read only."""

import re
from itertools import groupby
from urllib.parse import urlsplit

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import actor, panels
from app.extensions import db
from app.taxonomy.models import ResearchInterest
from app.taxonomy.policy import access_research_interest, readable_by

bp = Blueprint("taxonomy", __name__)
PORTAL = "https://ari.org.uk"
ADDRESS = re.compile(r"https?://[^\s;]+")


@bp.get("/research-interests")
def research_interests() -> ResponseReturnValue:
    found = db.session.scalars(readable_by(actor.current()).order_by(ResearchInterest.id)).all()
    return render_template("taxonomy/research_interests.html", issuers=outline(list(found)))


@bp.get("/research-interests/<string:code>")
def research_interest(code: str) -> ResponseReturnValue:
    reader = actor.current()
    interest = access_research_interest(reader, code)
    return render_template(
        "taxonomy/research_interest.html",
        interest=interest,
        links=source_links(interest),
        panels=panels.of("taxonomy.research_interest", reader, interest),
        back=url_for("taxonomy.research_interests", _anchor=interest.group_code),
    )


def outline(interests: list[ResearchInterest]) -> list[dict[str, object]]:
    """Issuers with their service lines, groups and questions, each in the order published; with counts."""
    found: list[dict[str, object]] = []
    for (issuer, year), of_issuer in groupby(interests, key=lambda each: (each.issuer, each.year)):
        lines = []
        rows = list(of_issuer)
        for line, of_line in groupby(rows, key=lambda each: each.service_line):
            questions = list(of_line)
            groups = [
                {"code": group_code, "name": name, "interests": list(of_group)}
                for (group_code, name), of_group in groupby(
                    questions, key=lambda each: (each.group_code, each.group)
                )
            ]
            lines.append({"name": line, "count": len(questions), "groups": groups})
        found.append({"name": issuer, "year": year, "count": len(rows), "lines": lines})
    return found


def source_links(interest: ResearchInterest) -> list[tuple[str, str]]:
    """Where the question was published: (text, address).

    Of most questions the portal's own page is not known, of some only pages of the same group.
    """
    found = []
    for address in ADDRESS.findall(interest.source):
        if address.startswith(f"{PORTAL}/api"):
            found.append(("Areas of Research Interest portal", PORTAL))
        elif not address.startswith(f"{PORTAL}/aris/"):
            found.append((f"Page at {urlsplit(address).hostname}", address))
        elif interest.portal_id and address.endswith(f"/{interest.portal_id}"):
            found.append(("This question on the Areas of Research Interest portal", address))
        else:
            number = address.rpartition("/")[2]
            found.append((f"A question of the same group on the portal ({number})", address))
    return found
