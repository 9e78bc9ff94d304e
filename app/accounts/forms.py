"""The forms of the accounts room."""

from app.core.actor import Role
from app.core.forms import (
    BaseForm,
    Choice,
    Email,
    LongText,
    MultiChoice,
    Password,
    Required,
    Submit,
    TextField,
)

NEW_HINT = "At least 12 characters. Three random words make a good one. You can paste it."
ROLE_CHOICES = [
    (Role.PARTNERSHIP_MANAGER, "Partnership manager"),
    (Role.ORGANISATION_ADMINISTRATOR, "Organisation administrator"),
]
ROLE_HINTS = {
    Role.PARTNERSHIP_MANAGER: "Sees and edits the organisation's listings, responses and collaborations.",
    Role.ORGANISATION_ADMINISTRATOR: "Approves and removes members, and edits the organisation's page.",
}


class SignInForm(BaseForm):
    # Not the Email field: what is no address gets the same answer as a wrong one.
    email = TextField(
        "Email address",
        [Required("Enter your email address")],
        max_length=254,
        autocomplete="username",
        govuk={"type": "email", "spellcheck": False},
    )
    password = Password("Password", [Required("Enter your password")])
    submit = Submit("Sign in")


class SignUpForm(BaseForm):
    name = TextField("Full name", [Required("Enter your full name")], max_length=120, autocomplete="name")
    post = TextField(
        "Post",
        [Required("Enter your post")],
        description="Such as detective inspector, research lead or senior lecturer.",
        max_length=160,
        autocomplete="organization-title",
    )
    email = Email(
        "Work email address",
        [Required("Enter your work email address")],
        description="We send an email there to prove that it is yours.",
    )
    password = Password("Password", [Required("Enter a password")], description=NEW_HINT, new=True)
    submit = Submit("Sign up")


class ProveForm(BaseForm):
    password = Password(
        "Password",
        [Required("Enter the password that you chose at sign-up")],
        description="The one that you chose when you signed up.",
    )
    submit = Submit("Prove this address")


class ForgottenForm(BaseForm):
    email = Email("Email address", [Required("Enter your email address")])
    submit = Submit("Send me a link")


class ResetForm(BaseForm):
    new_password = Password(
        "New password", [Required("Enter a new password")], description=NEW_HINT, new=True
    )
    submit = Submit("Save the new password")


class DetailsForm(BaseForm):
    name = TextField("Full name", [Required("Enter your full name")], max_length=120, autocomplete="name")
    post = TextField("Post", [Required("Enter your post")], max_length=160, autocomplete="organization-title")
    submit = Submit("Save")


class PasswordForm(BaseForm):
    current_password = Password("Current password", [Required("Enter your current password")])
    new_password = Password(
        "New password", [Required("Enter a new password")], description=NEW_HINT, new=True
    )
    submit = Submit("Change password")


class EmailForm(BaseForm):
    email = Email("New work email address", [Required("Enter your new work email address")])
    password = Password("Your password", [Required("Enter your password")])
    submit = Submit("Send the email")


class CloseForm(BaseForm):
    password = Password("Your password", [Required("Enter your password")])
    submit = Submit("Close my account", look="warning")


class ConfirmForm(BaseForm):
    submit = Submit("Continue")


class MembershipForm(BaseForm):
    organisation = Choice("Your organisation", [Required("Select your organisation")], choices=[])
    submit = Submit("Ask to join")


class _Roles(BaseForm):
    roles = MultiChoice(
        "Roles",
        choices=ROLE_CHOICES,
        description="Leave both empty for a member without a special role.",
        coerce=Role,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.roles.hints.update(ROLE_HINTS)


class ApproveForm(_Roles):
    how_checked = LongText(
        "How did you check who this person is and where they work?",
        subject="How you checked",
        description="Such as: rang the force's switchboard and was put through. Kept for the audit and shown "
        "to nobody else. It may be asked for under freedom of information law.",
        max_words=200,
        rows=3,
    )
    submit = Submit("Approve")


class RolesForm(_Roles):
    submit = Submit("Save roles")


class RefuseForm(BaseForm):
    reason = LongText(
        "Reason",
        [Required("Enter a reason. The person is told it")],
        description="The person is told it.",
        max_words=200,
        rows=3,
    )
    submit = Submit("Refuse the request", look="warning")


class EndForm(BaseForm):
    reason = LongText("Reason", description="The person is told it.", max_words=200, rows=3)
    submit = Submit("End membership", look="warning")
