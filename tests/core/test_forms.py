"""Forms answer whatever is sent to them with a message by the field, and keep what was typed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal as Number
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask, render_template_string
from flask_wtf.csrf import CSRFProtect
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader, UndefinedError
from werkzeug.datastructures import MultiDict

from app.core import kept
from app.core.forms import (
    BaseForm,
    Checkbox,
    Choice,
    CodePicker,
    DateField,
    Decimal,
    Email,
    FutureDate,
    Integer,
    LongText,
    MaxChoices,
    MultiChoice,
    NotBefore,
    Password,
    PastDate,
    Required,
    Select,
    Submit,
    TextField,
    Url,
    VersionedForm,
)
from app.core.widgets import prepare_templates

TODAY = date(2026, 11, 21)
TEMPLATES = Path(__file__).parents[2] / "templates"
PACKAGES = ("govuk_frontend_jinja", "govuk_frontend_wtf")
AREAS = [("A1", "Knife crime", "Violence"), ("A2", "Weapons", "Violence"), ("B1", "Tyre marks", "Forensics")]
PAGE = """{% from "components/form.html" import form_tag, error_summary, form_actions %}
{{ error_summary(form) }}
{% call form_tag(form) %}
{% for field in form if field.name not in ("csrf_token", "submission_key", "submit") %}{{ field }}{% endfor %}
{{ form_actions(form.submit, "/back") }}
{% endcall %}"""


class Everything(BaseForm):
    title = TextField("Title", [Required("Enter a title")], max_length=20, description="One line.")
    need = LongText("What do you need?", max_words=5, subject="What you need")
    notes = LongText("Notes", max_chars=50)
    link = TextField("Link", [Url()], max_length=2_000)
    email = Email("Work email")
    password = Password("Password")
    mechanism = Choice("Mechanism", [Required("Select a mechanism")], choices=["training", "research"])
    region = Select("Region", choices=[(1, "North West"), (2, "Wales")], coerce=int)
    who = MultiChoice("Who is it for?", choices=[("a", "Forces"), ("b", "Universities")], subject="Audience")
    areas = CodePicker("Areas", [MaxChoices(2)], choices=AREAS)
    start = DateField("When can you start?", [FutureDate(lambda: TODAY)], subject="Start date")
    end = DateField("End date", [NotBefore("start")])
    days = Integer("Days", minimum=1, maximum=5)
    rate = Decimal("Rate", maximum=1_000)
    official = Checkbox("All of it is OFFICIAL", [Required("Confirm that all of it is OFFICIAL")])
    submit = Submit("Save")


GOOD = {"title": "Tyre marks", "mechanism": "research", "official": "y"}


@pytest.fixture(scope="module")
def small_app() -> Flask:
    """An app with templates and nothing else; made once, for templates compile slowly."""
    app = Flask("forms", static_folder=None)
    app.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(TEMPLATES), PrefixLoader({name: PackageLoader(name) for name in PACKAGES})]
    )
    CSRFProtect(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    prepare_templates(app.jinja_env)
    return app


@pytest.fixture
def app(small_app: Flask) -> Iterator[Flask]:
    with small_app.test_request_context("/", method="POST"):
        yield small_app


def sent(form: type[BaseForm] = Everything, **values: Any) -> Any:
    """The form after `values` were sent to it with otherwise good ones, validated."""
    data: MultiDict[str, str] = MultiDict()
    for name, value in (GOOD | values).items():
        for one in value if isinstance(value, list) else [value]:
            data.add(name, one)
    made = form(formdata=data)
    made.validate()
    return made


def page(form: BaseForm) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(PAGE, form=form), "html.parser")


def on(name: str, day: str, month: str, year: str) -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def test_good_values_come_out_typed(app: Flask) -> None:
    form = sent(
        **on("start", "1", "March", "2027"),
        **on("end", "1", "3", "2027"),
        need="a b c",
        link="https://www.example.org/a?b=c",
        email="Ann@Example.EXAMPLE",
        region="2",
        who=["b", "a", "b"],
        areas=["B1"],
        days="5",
        rate="£1,000.00",
    )
    assert form.errors == {}
    assert form.start.data == form.end.data == date(2027, 3, 1)
    assert form.email.data == "Ann@example.example"
    assert (form.region.data, form.who.data, form.areas.data) == (2, ["b", "a"], ["B1"])
    assert (form.days.data, form.rate.data, form.official.data) == (5, Number("1000.00"), True)


def test_spaces_are_stripped_and_line_ends_are_one_kind(app: Flask) -> None:
    form = sent(title="  Tyre\t ", notes="\r\none\r\ntwo\rthree\x0bfour\u2028five \n")
    assert form.title.data == "Tyre"
    assert form.notes.data == "one\ntwo\nthree\nfour\nfive"


def test_what_has_one_line_stays_on_it(app: Flask) -> None:
    form = sent(title="Tyre\r\nmarks", days="x\ny", **on("start", "1\n2", "2", "2027"))
    assert form.title.data == "Tyre marks"
    soup = page(form)
    assert [soup.select_one(f"#{name}")["value"] for name in ("days", "start-day")] == ["x y", "1 2"]


def test_a_password_is_kept_as_typed_and_never_sent_back(app: Flask) -> None:
    form = sent(password="  secret ")
    assert form.password.data == "  secret "
    assert "secret" not in str(page(form))


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\x1b", "\ufffe"])
def test_unkeepable_characters_are_reported_by_the_field_and_go_no_further(app: Flask, bad: str) -> None:
    form = sent(title=f"Ty{bad}re")
    assert "contained characters that cannot be kept" in form.errors["title"][0]
    assert form.title.data == "Tyre"


def test_a_field_over_100_kilobytes_is_refused_and_kept_on_the_page(app: Flask) -> None:
    form = sent(notes="é" * 50_001)
    assert form.errors["notes"][0] == "Notes is too long to be kept. Make it shorter"
    assert "é" * 100 in str(page(form))


@pytest.mark.parametrize("blank", ["", "   ", "\n", "\u200b\u2060"])
def test_blank_and_invisible_text_is_nothing(app: Flask, blank: str) -> None:
    assert sent(title=blank).errors["title"] == ["Enter a title"]


def test_a_box_that_must_be_ticked_says_so(app: Flask) -> None:
    assert sent(official=[]).errors == {"official": ["Confirm that all of it is OFFICIAL"]}


def test_lengths_and_words_are_limited(app: Flask) -> None:
    form = sent(title="x" * 21, need="one two three four five six", notes="x" * 51)
    assert form.errors["title"] == ["Title must be 20 characters or fewer"]
    assert form.errors["need"] == ["What you need must be 5 words or fewer"]
    assert form.errors["notes"] == ["Notes must be 50 characters or fewer"]


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "//example.org", "http://[", "https://u:p@example.org", "https://a b.org",
     "ftp://example.org", "https://localhost", "http://example.org:99999"],
)  # fmt: skip
def test_only_full_web_addresses_are_links(app: Flask, link: str) -> None:
    assert "full web address" in sent(link=link).errors["link"][0]


@pytest.mark.parametrize("address", ["ann", "ann@", "@b.org", "a b@c.org", "a@b..org", "x" * 300 + "@b.org"])
def test_an_email_address_follows_the_grammar(app: Flask, address: str) -> None:
    assert sent(email=address).errors["email"]


@pytest.mark.parametrize(
    ("text", "message"),
    [("x", "whole number"), ("1.5", "whole number"), ("1_0", "whole number"), ("٣", "whole number"),
     ("0", "between 1 and 5"), ("-3", "between 1 and 5"), ("9" * 90_000, "between 1 and 5")],
)  # fmt: skip
def test_a_whole_number_is_one_within_its_bounds(app: Flask, text: str, message: str) -> None:
    form = sent(days=text)
    assert message in form.errors["days"][0]
    assert form.days.data is None
    assert form.days._value() == text


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e9", "1.234", "--1", "1.", "9" * 90_000, "1000.01"])
def test_a_decimal_is_a_plain_number_within_its_bounds(app: Flask, text: str) -> None:
    assert sent(rate=text).errors["rate"]


@pytest.mark.parametrize(
    ("parts", "message", "leads_to"),
    [
        (("31", "2", "2027"), "Start date must be a real date", "#start-day"),
        (("x", "2", "2027"), "Start date must be a real date", "#start-day"),
        (("1", "2", "27"), "Start date: year must include 4 numbers", "#start-year"),
        (("1", "", "2027"), "Start date must include a month", "#start-month"),
        (("", "", "2027"), "Start date must include a day and month", "#start-day"),
        (("1", "1", "9999"), "Start date must be a real date", "#start-day"),
        (("9" * 5_000, "1", "2027"), "Start date must be a real date", "#start-day"),
        (("20", "11", "2026"), "Start date must be today or in the future", "#start-day"),
    ],
)
def test_a_wrong_date_keeps_what_was_typed_and_says_what_is_wrong(
    app: Flask, parts: tuple[str, str, str], message: str, leads_to: str
) -> None:
    form = sent(**on("start", *parts))
    assert form.error_list() == [{"text": message, "href": leads_to}]
    soup = page(form)
    kept = tuple(soup.select_one(f"#start-{part}")["value"] for part in ("day", "month", "year"))
    assert kept == parts
    assert soup.select_one(leads_to)["class"].count("govuk-input--error") == 1


def test_a_date_may_not_stand_before_the_other(app: Flask) -> None:
    form = sent(**on("start", "2", "3", "2027"), **on("end", "1", "3", "2027"))
    assert form.errors == {"end": ["End date must be the same as or after the start date"]}


def test_a_past_date_may_not_be_tomorrow(app: Flask) -> None:
    class Ended(BaseForm):
        on = DateField("Date", [Required("Enter a date"), PastDate(lambda: TODAY)])

    assert sent(Ended, **on("on", "22", "11", "2026")).errors == {"on": ["Date must be today or in the past"]}
    assert sent(Ended).errors == {"on": ["Enter a date"]}


@pytest.mark.parametrize("name", ["mechanism", "region", "who", "areas"])
@pytest.mark.parametrize("code", ["unknown", "9" * 5_000, "None", "\x00"])
def test_a_code_that_is_not_in_the_list_is_refused_by_its_field(app: Flask, name: str, code: str) -> None:
    form = sent(**{name: code})
    assert form.errors[name]
    assert page(form)


def test_too_many_codes_are_refused(app: Flask) -> None:
    assert sent(areas=["A1", "A2", "B1"]).errors == {"areas": ["Areas: select 2 or fewer"]}


def test_nothing_chosen_is_none_or_empty(app: Flask) -> None:
    form = sent(region="")
    assert (form.region.data, form.who.data, form.areas.data) == (None, [], [])
    assert sent(mechanism=[]).errors == {"mechanism": ["Select a mechanism"]}


def test_choices_given_after_the_form_was_made_count(app: Flask) -> None:
    class Late(BaseForm):
        areas = CodePicker("Areas")

    form = Late(formdata=MultiDict({"areas": "Z9"}))
    form.areas.choices = [("Z9", "Late", "Group")]
    assert form.validate()


def test_an_object_fills_every_field(app: Flask) -> None:
    filled = {"title": "T", "areas": ["B1"], "start": TODAY, "days": 3, "region": 2, "who": None}
    form = Everything(formdata=None, data=filled)
    soup = page(form)
    assert soup.select_one("#title")["value"] == "T"
    assert [box["value"] for box in soup.select("[name=areas][checked]")] == ["B1"]
    assert soup.select_one("#start-month")["value"] == "11"
    assert soup.select_one("#days")["value"] == "3"
    assert soup.select_one("#region option[selected]").text == "Wales"


def test_no_field_is_marked_required_and_the_browser_does_not_judge(app: Flask) -> None:
    soup = page(sent(title=""))
    assert soup.select("[required]") == []
    assert soup.form["method"] == "post"
    assert soup.form.has_attr("novalidate")


def test_every_message_leads_to_an_element_of_the_page(app: Flask) -> None:
    form = sent(
        title="", mechanism=[], official=[], who="x", areas="x", region="x", days="x", rate="x",
        need="a " * 9, email="x", link="x", **on("start", "31", "2", "2027"),
    )  # fmt: skip
    soup = page(form)
    links = [link["href"] for link in soup.select(".govuk-error-summary a")]
    assert len(links) == 12
    assert all(soup.find(id=href.removeprefix("#")) is not None for href in links)


def test_the_code_picker_groups_under_parents_with_unique_ids(app: Flask) -> None:
    soup = page(sent(areas=["A2"]))
    assert [legend.text for legend in soup.select(".cg-picker__legend")] == ["Violence", "Forensics"]
    assert [box["value"] for box in soup.select("[name=areas][checked]")] == ["A2"]
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))


def test_hints_stand_under_options(app: Flask) -> None:
    class Hinted(BaseForm):
        way = Choice("Way", choices=[("a", "One"), ("b", "Two")], hints={"b": "Two days a week."})
        submit = Submit("Save")

    soup = page(Hinted(formdata=None))
    assert [hint.text.strip() for hint in soup.select(".govuk-radios__hint")] == ["Two days a week."]


def test_the_submission_key_is_new_on_each_page_and_the_same_after_an_error(app: Flask) -> None:
    first, second = Everything(formdata=None), Everything(formdata=None)
    assert first.submission_key.data != second.submission_key.data
    echoed = sent(title="", submission_key=first.submission_key.data)
    assert page(echoed).select_one("[name=submission_key]")["value"] == first.submission_key.data
    assert sent(submission_key="<b>").submission_key.data != "<b>"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "1.0", "²"])
def test_a_version_that_is_none_is_an_error_of_the_form(app: Flask, version: str) -> None:
    class Edit(VersionedForm):
        submit = Submit("Save")

    form = sent(Edit, version=version)
    assert form.error_list() == [
        {"text": "This page is out of date. Open it again to make your changes", "href": ""}
    ]
    assert sent(Edit, version="7").version.data == 7
    assert page(Edit(formdata=None, data={"version": 3})).select_one("[name=version]")["value"] == "3"


def test_a_post_without_a_body_or_with_json_is_an_empty_form(app: Flask) -> None:
    for body in ({}, {"json": [1]}, {"data": "{", "content_type": "application/json"}):
        with app.test_request_context("/", method="POST", **body):
            form = Everything()
            assert not form.validate()
            assert form.errors["title"] == ["Enter a title"]


def test_a_page_that_was_only_asked_for_shows_no_errors(app: Flask) -> None:
    with app.test_request_context("/?title=x"):
        form = Everything()
        assert not form.validate_on_submit()
        assert form.title.data is None
        assert page(form).select(".govuk-error-summary") == []


def test_what_an_ended_session_kept_fills_the_page_and_is_not_judged(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = MultiDict({"title": "", "days": "x", "start-day": "31", "official": "y"})
    monkeypatch.setattr(kept, "fields_for_this_page", lambda: typed)
    with app.test_request_context("/?kept=token"):
        form = Everything(data={"title": "As saved"})
        assert not form.validate_on_submit()
        soup = page(form)
    assert soup.select_one("#title")["value"] == ""
    assert soup.select_one("#days")["value"] == "x"
    assert soup.select_one("#start-day")["value"] == "31"
    assert soup.select(".govuk-error-summary") == []


@pytest.mark.parametrize("template", ["{{ unknown }}", "{% if unknown %}{% endif %}", "{{ form.unknown }}"])
def test_templates_may_not_use_unknown_names(app: Flask, template: str) -> None:
    with pytest.raises(UndefinedError):
        render_template_string(template, form=Everything(formdata=None))


@given(st.dictionaries(st.sampled_from(
    ["title", "need", "link", "email", "password", "mechanism", "region", "who", "areas", "start-day",
     "start-month", "start-year", "end-year", "days", "rate", "official", "submission_key"]
), st.lists(st.text(st.characters(exclude_categories=()), max_size=40), max_size=3)))  # fmt: skip
def test_nothing_that_is_sent_raises(values: dict[str, list[str]]) -> None:
    data = MultiDict([(name, text) for name, texts in values.items() for text in texts])
    with Flask("fuzz").test_request_context("/"):
        form = Everything(formdata=data, meta={"csrf": False})
        form.validate()
        texts = {name: text for name, text in form.data.items() if isinstance(text, str)}
        assert not any(set(text) & set("\x00\ud800") for text in texts.values())
        # A password is kept exactly as typed; line ends are made alike everywhere else.
        assert not any("\r" in text for name, text in texts.items() if name != "password")
