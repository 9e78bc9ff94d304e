"""Everything is signed-in only, unless its endpoint stands on this short list."""

from urllib.parse import urlsplit

from flask import Flask, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.core import actor, kept

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "search.healthz",
        "desk.home",
        "desk.privacy",
        "desk.cookies",
        "desk.accessibility",
        "desk.terms",
        "desk.contact",
        "desk.how_it_works",
        "accounts.sign_in",
        "accounts.sign_up",
        "accounts.sign_up_sent",
        "accounts.prove",
        "accounts.forgotten",
        "accounts.forgotten_sent",
        "accounts.reset",
        "search.find",
        "briefs.gaps",
        "briefs.index",
        "briefs.show",
        "briefs.one_page",
        "briefs.one_page_pdf",
        "briefs.answer_sponsor",
        "briefs.sponsor_answered",
        "matching.about_matching",
        "matching.brief_matches",
        "matching.offer_matches",
        "matching.which_science",
        "offers.index",
        "offers.show",
        "lessons.index",
        "lessons.show",
        "lessons.topics",
        "lessons.topic",
        "lessons.feed",
        "lessons.topic_feed",
        "lessons.stop_letters",
        "lessons.letters_stopped",
        "patterns.show",
        "patterns.as_csv",
        "writeups.show",
        "writeups.pdf",
        "collaborations.index",
        "collaborations.show",
        "running.answer_check_in",
        "running.check_in_answered",
        "running.show_timeline",
        "measuring.readings",
        "organisations.index",
        "organisations.show",
        "taxonomy.research_interests",
        "taxonomy.research_interest",
    }
)


def init_app(app: Flask) -> None:
    """Send whoever is not signed in to sign-in, keeping what an ended session had typed."""

    @app.before_request
    def only_signed_in() -> ResponseReturnValue | None:
        if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
            return None
        if not actor.current().is_anonymous:
            return None
        if request.method == "GET":
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        ended = session.get("ended_person_id")
        if ended is not None:
            flash("You were signed out because nothing happened for a while. Sign in to go on.")
        token = kept.keep(ended)
        if token is None:
            return redirect(url_for("accounts.sign_in", next=request.path))
        flash("What you typed has been kept.")
        return redirect(url_for("accounts.sign_in", next=f"{request.path}?kept={token}"))


def safe_next(target: str | None) -> str | None:
    """`target` if it is a path of this site, else None: sign-in never leads anywhere else."""
    if not target or len(target) > 2000 or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(character) < 32 for character in target) or "\\" in target:
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
