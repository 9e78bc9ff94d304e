"""The forms of the accounts room."""

from app.core.forms import BaseForm, Password, Required, Submit, TextField


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
