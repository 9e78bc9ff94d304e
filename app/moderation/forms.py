"""Forms of moderation."""

from app.accounts.models import SITE_ROLES
from app.core.forms import BaseForm, Choice, Required, Submit

ROLE_LABELS = {"reviewer": "Reviewer", "auditor": "Auditor", "administrator": "Administrator"}


class SiteRoleForm(BaseForm):
    role = Choice(
        "Role on this site",
        [Required("Choose a role, or none")],
        choices=[("none", "No role"), *((role.value, ROLE_LABELS[role.value]) for role in SITE_ROLES)],
        description="Beside any role in an organisation. The person signs in again for it to begin.",
    )
    submit = Submit("Save role")
