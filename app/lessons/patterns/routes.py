"""The page of patterns, and the same as a file."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.core import actor, audit
from app.core.models import AuditKind
from app.core.tables import write_csv
from app.lessons.patterns import facts
from app.lessons.patterns.page import MECHANISM, STAGE, WAYS, Patterns

bp = Blueprint("patterns", __name__)


@bp.get("/lessons/patterns")
def show() -> ResponseReturnValue:
    present = facts.present()
    patterns = Patterns(_asked(present))
    by = request.args.get("by", "")
    by = by if by in WAYS else STAGE
    other = MECHANISM if by == STAGE else STAGE
    only = request.args.get("only", "")
    only = only if only in patterns.labels[other] and only else ""
    return render_template(
        "lessons/patterns/show.html",
        patterns=patterns,
        sources=[(code, facts.SOURCES[code], number) for code, number in present.items()],
        by=by,
        only=only,
        ways=WAYS,
        other=WAYS[other],
        others=[(code, label) for code, label in patterns.labels[other].items() if code],
        only_label=patterns.labels[other][only] if only else "",
        heat=patterns.heat(by, only or None),
        is_case=patterns.source == facts.CASE,
        is_sample=patterns.source == facts.SAMPLE,
    )


@bp.get("/lessons/patterns.csv")
def as_csv() -> ResponseReturnValue:
    source = _asked(facts.present())
    audit.note(actor.current(), "lessons.export_patterns", AuditKind.EXPORT, detail=source)
    headers = {"Content-Disposition": f'attachment; filename="lessons-patterns-{source}.csv"'}
    return Response(write_csv(Patterns(source).rows()), mimetype="text/csv", headers=headers)


def _asked(present: dict[str, int]) -> str:
    """The source that the address asks for; without one, the first that has lessons."""
    source = request.args.get("source", "")
    return source if source in present else next(iter(present), facts.MEMBER)
