"""Pages of work that runs: contacts and handing over, check-ins and the flag. The plan's stand in plan_routes.py."""

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Gone

from app.collaborations import cards
from app.collaborations.answers import refuse, status_of, tell_meanwhile
from app.collaborations.policy import access_collaboration, takes_part
from app.collaborations.running import check_ins as verbs
from app.collaborations.running import contacts as people
from app.collaborations.running import forms, letters, policy, timeline
from app.collaborations.running.models import CheckIn, HandoverNote
from app.collaborations.running.policy import access_check_in, access_work
from app.collaborations.running.words import ON_TRACK_LABELS, month_name
from app.core import actor as acting
from app.core import clock
from app.core.actor import Actor
from app.core.errors import EditedMeanwhile, FieldError, WrongState
from app.extensions import db

bp = Blueprint("running", __name__)
GONE = "This link has been used, has run out, or somebody on your side has answered already."


# ---- contacts, handover note, handing over


@bp.get("/collaborations/<int:id>/contacts")
def contacts(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id)
    members = {each.id: people.members_of(each.id) for each in collaboration.organisations}
    return render_template(
        "collaborations/running/contacts.html",
        collaboration=collaboration,
        members=members,
        own=actor.organisation_id,
        note=policy.note_read_by(actor, collaboration),
        other_has_note=any(
            people.note_of(collaboration, each.id) is not None
            for each in collaboration.organisations
            if each.id != actor.organisation_id
        ),
        missing=people.missing(collaboration, actor.organisation_id or 0),
        acts=policy.acts(actor, collaboration),
        may_hand_over=bool(people.parts_to_hand_over(actor, collaboration)),
    )


@bp.route("/collaborations/<int:id>/contacts/name", methods=["GET", "POST"])
def name_contacts(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id, "name_contacts")
    own = [c for c in collaboration.contacts if c.organisation_id == actor.organisation_id]
    leads = [c.person_id for c in own if not c.is_second]
    members = people.members_of(actor.organisation_id or 0)
    second = next((c.person_id for c in own if c.is_second and c.person_id in members), None)
    form = forms.ContactsForm(data={"second": second})
    if leads:
        del form.lead
    else:
        form.lead.choices = cards.colleagues_of(actor)
    form.second.choices = cards.colleagues_of(actor, leads)
    if form.validate_on_submit():
        try:
            people.name_contacts(
                actor,
                collaboration=collaboration,
                second_id=form.second.data,
                lead_id=None if leads else form.lead.data,
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The contacts have been saved.", "success")
            return redirect(url_for("running.contacts", id=id))
    page = render_template(
        "collaborations/running/name_contacts.html", form=form, collaboration=collaboration
    )
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/handover-note", methods=["GET", "POST"])
def write_handover_note(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id, "write_note")
    note = policy.note_read_by(actor, collaboration)
    form = forms.NoteForm(obj=note, data=None if note else {"version": 0})
    current: HandoverNote | None = None
    if form.validate_on_submit():
        try:
            people.write_note(
                actor,
                collaboration=collaboration,
                version=form.version.data,
                where_things_are=form.where_things_are.data,
                who_knows_what=form.who_knows_what.data,
                what_is_promised=form.what_is_promised.data,
            )
        except FieldError as error:
            refuse(form, error)
        except EditedMeanwhile:
            tell_meanwhile(form)
            current = policy.note_read_by(actor, collaboration)
            form.version.data = current.version if current else 0
        else:
            flash("The handover note has been saved. Only your side reads it.", "success")
            return redirect(url_for("running.contacts", id=id))
    page = render_template(
        "collaborations/running/note.html", form=form, collaboration=collaboration, current=current
    )
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/hand-over", methods=["GET", "POST"])
def hand_over(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id, "hand_over")
    parts = people.parts_to_hand_over(actor, collaboration)
    form = forms.HandOverForm(data={"contact": parts[0].id if len(parts) == 1 else None})
    form.contact.choices = [(part.id, _part(part)) for part in parts]
    form.to.choices = cards.colleagues_of(
        actor, [part.person_id for part in parts] if len(parts) == 1 else []
    )
    if form.validate_on_submit():
        try:
            people.hand_over(
                actor, collaboration=collaboration, contact_id=form.contact.data, to_id=form.to.data
            )
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The part has been handed over. Your colleague and the other side are told.", "success")
            return redirect(_after(actor, id))
    page = render_template(
        "collaborations/running/hand_over.html",
        form=form,
        collaboration=collaboration,
        note=policy.note_read_by(actor, collaboration),
    )
    return page, status_of(form)


def _part(contact: Any) -> str:
    name = "Somebody who has left" if contact.person.closed_at else contact.person.name
    return f"{name}, {'second contact' if contact.is_second else 'lead'}"


def _after(actor: Actor, id: int) -> str:
    """Where somebody goes on who may just have handed over their own part."""
    collaboration = access_collaboration(actor, id)
    here = takes_part(actor, collaboration)
    return url_for("running.contacts", id=id) if here else url_for("desk.show")


# ---- check-ins and the flag


@bp.get("/collaborations/<int:id>/check-ins")
def check_ins(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id)
    asked = verbs.of_collaboration(collaboration)
    readable = policy.answers_readable_by(actor).where(CheckIn.collaboration_id == id)
    months: dict[Any, list[CheckIn]] = {}
    for each in asked:
        months.setdefault(each.month, []).append(each)
    return render_template(
        "collaborations/running/check_ins.html",
        collaboration=collaboration,
        tallies=verbs.tallies(collaboration, asked),
        months=[(month_name(month), sorted(found, key=_own_first(actor))) for month, found in months.items()],
        readable={each.id for each in db.session.scalars(readable)},
        acts={each.id: policy.check_in_acts(actor, each) for each in asked},
        own=actor.organisation_id,
        may_lower=policy.can_lower(actor, collaboration),
        missing=people.missing(collaboration, actor.organisation_id or 0),
        next_asked=verbs.next_asked(clock.today()),
        labels=ON_TRACK_LABELS,
    )


def _own_first(actor: Actor) -> Any:
    return lambda check_in: check_in.organisation_id != actor.organisation_id


@bp.route("/check-ins/<int:id>/answer", methods=["GET", "POST"])
def answer(id: int) -> ResponseReturnValue:
    actor = acting.current()
    check_in = access_check_in(actor, id)
    if request.method == "GET":
        policy.require_check_in(actor, check_in, "answer")
    return _answer(actor, check_in, url_for("running.check_ins", id=check_in.collaboration_id))


@bp.route("/check-ins/<int:id>/correct", methods=["GET", "POST"])
def correct(id: int) -> ResponseReturnValue:
    actor = acting.current()
    check_in = access_check_in(actor, id)
    if request.method == "GET":
        policy.require_check_in(actor, check_in, "correct")
    return _answer(actor, check_in, url_for("running.check_ins", id=check_in.collaboration_id), act="correct")


@bp.route("/check-in/<string:token>", methods=["GET", "POST"])
def answer_check_in(token: str) -> ResponseReturnValue:
    found = letters.check_in_for(token)
    # Who sends an answer after a colleague has, is told so beside what they typed.
    if found is None or (request.method == "GET" and not policy.can_answer(*found)):
        raise Gone(GONE)
    actor, check_in = found
    page = make_response(_answer(actor, check_in, url_for("running.check_in_answered"), by_link=True))
    # Nobody is signed in, and yet the page may show what is not public.
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.get("/check-in/answered")
def check_in_answered() -> ResponseReturnValue:
    return render_template("collaborations/running/answered.html")


def _answer(
    actor: Actor, check_in: CheckIn, onward: str, *, act: str = "answer", by_link: bool = False
) -> ResponseReturnValue:
    form = forms.CheckInForm(obj=check_in)
    if form.validate_on_submit():
        try:
            {"answer": verbs.answer, "correct": verbs.correct}[act](
                actor, check_in=check_in, on_track=form.on_track.data, in_the_way=form.in_the_way.data
            )
        except FieldError as error:
            refuse(form, error)
        except WrongState as error:
            # What was typed stays on the page, beside the reason why it comes too late.
            tell_meanwhile(form, str(error.description))
        else:
            if not by_link:
                flash("Your side’s answer has been kept.", "success")
            return redirect(onward)
    page = render_template(
        "collaborations/running/answer.html",
        form=form,
        check_in=check_in,
        month=month_name(check_in.month),
        act=act,
        by_link=by_link,
        back=onward,
    )
    return page, status_of(form)


@bp.route("/collaborations/<int:id>/lower-flag", methods=["GET", "POST"])
def lower_flag(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_work(actor, id, "lower")
    form = forms.LowerForm()
    if form.validate_on_submit():
        try:
            verbs.lower(actor, collaboration=collaboration, said=form.said.data)
        except FieldError as error:
            refuse(form, error)
        else:
            flash("The flag is down. What was said stands on the timeline.", "success")
            return redirect(url_for("running.check_ins", id=id))
    page = render_template("collaborations/running/lower.html", form=form, collaboration=collaboration)
    return page, status_of(form)


# ---- timeline


@bp.get("/collaborations/<int:id>/timeline")
def show_timeline(id: int) -> ResponseReturnValue:
    actor = acting.current()
    collaboration = access_collaboration(actor, id)
    kind = request.args.get("kind", "")
    line = timeline.of(actor, collaboration, kind)
    return render_template(
        "collaborations/running/timeline.html",
        collaboration=collaboration,
        line=line,
        kinds=[(each, timeline.KINDS[each][0]) for each in line.kinds],
        kind=kind if kind in line.kinds else "",
    )
