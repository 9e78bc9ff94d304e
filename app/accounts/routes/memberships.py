"""The members of an organisation, and the requests to join it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts import policy, service
from app.accounts.forms import ApproveForm, EndForm, RefuseForm, RolesForm
from app.accounts.models import Membership, MembershipState
from app.accounts.routes.blueprint import bp, reader
from app.core import actor
from app.core.actor import Role
from app.core.errors import FieldError


@bp.get("/organisations/<string:slug>/members")
def members(slug: str) -> ResponseReturnValue:
    me = actor.current()
    organisation = policy.access_members(me, slug)
    return render_template(
        "accounts/members.html",
        organisation=organisation,
        waiting=service.members_of(me, organisation, MembershipState.REQUESTED),
        members=service.members_of(me, organisation, MembershipState.APPROVED),
        acts={m.id: policy.acts(me, m) for m in service.members_of(me, organisation, *MembershipState)},
        sees_addresses=policy.can_see_addresses(me, organisation),
        as_reviewer=me.has(Role.REVIEWER) and not policy.administers(me, organisation.id),
        me=me,
    )


@bp.route("/memberships/<int:id>/approve", methods=["GET", "POST"])
def approve(id: int) -> ResponseReturnValue:
    me = actor.current()
    membership = policy.access_membership(me, id, "approve")
    form = ApproveForm()
    if form.validate_on_submit():
        try:
            service.approve(
                me,
                membership=membership,
                is_partnership_manager=Role.PARTNERSHIP_MANAGER in form.roles.data,
                is_administrator=Role.ORGANISATION_ADMINISTRATOR in form.roles.data,
                how_checked=form.how_checked.data,
            )
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("The membership is approved.", "success")
            return _to_members(membership)
    return _page("accounts/approve.html", form, membership)


@bp.route("/memberships/<int:id>/refuse", methods=["GET", "POST"])
def refuse(id: int) -> ResponseReturnValue:
    me = actor.current()
    membership = policy.access_membership(me, id, "refuse")
    form = RefuseForm()
    if form.validate_on_submit():
        service.refuse(me, membership=membership, reason=form.reason.data)
        flash("The request is refused.", "success")
        return _to_members(membership)
    return _page("accounts/refuse.html", form, membership)


@bp.route("/memberships/<int:id>/change-roles", methods=["GET", "POST"])
def change_roles(id: int) -> ResponseReturnValue:
    me = actor.current()
    membership = policy.access_membership(me, id, "change_roles")
    held = {
        Role.PARTNERSHIP_MANAGER: membership.is_partnership_manager,
        Role.ORGANISATION_ADMINISTRATOR: membership.is_administrator,
    }
    form = RolesForm(data={"roles": [role for role, holds in held.items() if holds]})
    if form.validate_on_submit():
        service.change_roles(
            me,
            membership=membership,
            is_partnership_manager=Role.PARTNERSHIP_MANAGER in form.roles.data,
            is_administrator=Role.ORGANISATION_ADMINISTRATOR in form.roles.data,
        )
        flash("The roles have been saved.", "success")
        return _to_members(membership)
    return _page("accounts/change_roles.html", form, membership)


@bp.route("/memberships/<int:id>/end", methods=["GET", "POST"])
def end(id: int) -> ResponseReturnValue:
    me = actor.current()
    membership = policy.access_membership(me, id, "end")
    form = EndForm()
    if me.person_id == membership.person_id:
        del form.reason
        if membership.state is MembershipState.REQUESTED:
            form.submit.label.text = "Withdraw the request"
    if form.validate_on_submit():
        try:
            service.end(me, membership=membership, reason=form.reason.data if "reason" in form else "")
        except FieldError as error:
            form[error.field].errors = [error.message]
        else:
            flash("The membership has ended.", "success")
            return _to_members(membership)
    return _page("accounts/end.html", form, membership)


def _page(template: str, form: object, membership: Membership) -> ResponseReturnValue:
    me = actor.current()
    page = render_template(
        template,
        form=form,
        membership=membership,
        own=me.person_id == membership.person_id,
        as_reviewer=not policy.administers(me, membership.organisation_id),
    )
    return page, 422 if form.errors else 200  # type: ignore[attr-defined]  # the form's base has no types


def _to_members(membership: Membership) -> ResponseReturnValue:
    """Back to the page of members for whoever still sees it, else to their account."""
    me = service.actor_for(reader())  # as the decision has left them
    if policy.can_see_members(me, membership.organisation):
        return redirect(url_for("accounts.members", slug=membership.organisation.slug))
    return redirect(url_for("accounts.show"))
