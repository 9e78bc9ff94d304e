"""Each mistake on the screens of a lesson has its message."""

import pytest
from werkzeug.datastructures import MultiDict

from app.core.sensitivity import refusal
from app.lessons.validation_forms import ReturnForm
from app.lessons.writing_forms import HappenedForm, WorkForm

FILLED = {
    "title": "Test the export first",
    "kind": "did_not_work",
    "what_happened": "The data could not leave the building.",
    "recommendation": "Export ten rows before anything is signed.",
    "causes": ["DATA_NOT_EXPORTABLE"],
    "version": "1",
}
WORK = {"mechanisms": ["research"], "version": "1"}


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
    assert judge(HappenedForm, **FILLED) == []
    assert judge(HappenedForm, **FILLED | {"kind": "worked", "causes": []}) == []
    assert judge(WorkForm, **WORK) == []


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", "", "Enter the lesson in one line"),
        ("title", "x" * 151, "The lesson in one line must be 150 characters or fewer"),
        (
            "what_happened",
            "SECRET: see annex",
            refusal("SECRET"),
        ),
        ("kind", "", "Select whether it worked"),
        ("kind", "perhaps", "Whether it worked: select from the options in the list"),
        ("what_happened", "\u200b ", "Enter what happened"),
        ("what_happened", "word " * 301, "What happened must be 300 words or fewer"),
        ("recommendation", "", "Enter what others should do next time"),
        ("causes", [], "Select at least one cause for what did not work"),
        ("causes", ["C_ACCESS"], "What was behind it: select from the options in the list"),
        (
            "title",
            "a\x00b",
            "The lesson in one line contained characters that cannot be kept. They have been taken out: check it",
        ),
    ],
)
def test_each_mistake_has_its_message(judge, field, value, told):
    assert told in judge(HappenedForm, **{**FILLED, field: value})


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("mechanisms", [], "Select how you worked together"),
        ("mechanisms", ["marriage"], "How you worked together: select from the options in the list"),
        ("areas", ["TRUST", "TRUST-01", "TRUST-02", "MOB"], "Areas of challenge: select 3 or fewer"),
        ("areas", ["NOWHERE"], "Areas of challenge: select from the options in the list"),
        ("specialisms", ["NOTHING"], "Specialisms: select from the options in the list"),
        ("stage_code", "NONE", "Stage: select from the options in the list"),
        ("gate_code", "x", "Gate: select from the options in the list"),
        ("region_code", "x", "Region: select from the options in the list"),
        ("days_lost", "many", "Days lost must be a whole number, like 12"),
        ("happened_on-year", "2200", "When the work ended must include a day and month"),
    ],
)
def test_each_mistake_about_the_work_has_its_message(judge, field, value, told):
    assert told in judge(WorkForm, **{**WORK, field: value})


@pytest.mark.parametrize(
    ("reason", "told"), [("", "Enter what should change"), ("word " * 201, "200 words or fewer")]
)
def test_a_lesson_goes_back_with_a_reason(judge, reason, told):
    assert told in judge(ReturnForm, reason=reason)[0]
