"""Each mistake in the form of a lesson has its message."""

import pytest
from werkzeug.datastructures import MultiDict

from app.lessons.forms import LessonForm, ReturnForm

FILLED = {
    "title": "Test the export first",
    "kind": "did_not_work",
    "what_happened": "The data could not leave the building.",
    "recommendation": "Export ten rows before anything is signed.",
    "mechanisms": ["research"],
    "causes": ["DATA_NOT_EXPORTABLE"],
    "attribution": "role_only",
    "version": "1",
}


@pytest.fixture
def judge(app):
    """The messages that the form has for what is sent."""

    def messages(form, **sent):
        with app.test_request_context("/", method="POST"):
            app.config["WTF_CSRF_ENABLED"], before = False, app.config.get("WTF_CSRF_ENABLED", True)
            try:
                made = form(formdata=MultiDict(sent))
                made.validate()
            finally:
                app.config["WTF_CSRF_ENABLED"] = before
            return [error["text"] for error in made.error_list()]

    return messages


def test_a_full_form_is_accepted(judge):
    assert judge(LessonForm, **FILLED) == []
    assert judge(LessonForm, **FILLED | {"kind": "worked", "causes": []}) == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "Enter a title"),
        ("title", "x" * 151, "Title must be 150 characters or fewer"),
        ("kind", "", "Select whether it worked"),
        ("kind", "perhaps", "Whether it worked: select from the options in the list"),
        ("what_happened", "\u200b ", "Enter what happened"),
        ("what_happened", "word " * 301, "What happened must be 300 words or fewer"),
        ("recommendation", "", "Enter what others should do next time"),
        ("mechanisms", [], "Select how you worked together"),
        ("mechanisms", ["marriage"], "How you worked together: select from the options in the list"),
        ("causes", [], "Select at least one cause for what did not work"),
        ("causes", ["C_ACCESS"], "Causes: select from the options in the list"),
        ("areas", ["TRUST", "TRUST-01", "TRUST-02", "MOB"], "Areas of challenge: select 3 or fewer"),
        ("areas", ["NOWHERE"], "Areas of challenge: select from the options in the list"),
        ("stage_code", "NONE", "Stage it reached: select from the options in the list"),
        ("gate_code", "x", "Gate it was about, if any: select from the options in the list"),
        ("attribution", "everybody", "How much may be said: select from the options in the list"),
        (
            "title",
            "a\x00b",
            "Title contained characters that cannot be kept. They have been taken out: check it",
        ),
    ],
)
def test_each_mistake_has_its_message(judge, field, value, told):
    assert told in judge(LessonForm, **{**FILLED, field: value})


@pytest.mark.parametrize(
    ("reason", "told"), [("", "Enter what should change"), ("word " * 201, "200 words or fewer")]
)
def test_a_lesson_goes_back_with_a_reason(judge, reason, told):
    assert told in judge(ReturnForm, reason=reason)[0]
