"""Whatever is sent to a form, the answer is a page that says what is wrong, and what was typed is still in it."""

from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.forms import _LINE_ENDS, _UNKEEPABLE
from tests.badinput.places import WITHOUT_FORM, build, soon
from tests.support.counts import FULL, count, in_turn
from tests.support.pages import form_values

TYPED = ("text", "textarea", "email", "url", "search", "tel")
# Each is sent in every field of a form at once.
BAD = {
    "nothing": [""],
    "5,000 words": ["word " * 5_000],
    "NUL, controls, invisible letters, lone surrogates": ["a\x00b\x07c\x1b \u200b\u2060\x85\ud800b\udfff"],
    "unknown codes, many where one is expected": ["9" * 5_000, "no-such-code", "-1"],
    "a number past every column": ["99999999999999999999"],
    "no number": ["NaN"],
    "an exponent": ["1e999999"],
    "digits of another script": ["٣"],
    "a superscript that calls itself a digit": ["²"],
    "markup": ["<script>alert(1)</script>{{ 7 * 7 }}%s%(x)s\\"],
    "letters past the first plane": ["\U0001f984\u202e" * 20],
}
SAMPLED = count(5, 1)


@pytest.fixture
def world(app, db_session):
    return build()


def encoded(fields):
    """The fields as a browser would send them; surrogates, which none would, as the bytes that they stand for."""
    return "&".join(
        f"{quote_plus(name, errors='surrogatepass')}={quote_plus(value, errors='surrogatepass')}"
        for name, values in fields.items()
        for value in values
    ).encode()


class Sender:
    """Somebody with the page of a form open."""

    def __init__(self, client, place, turn=0):
        person, self.address = place
        self.client = client
        # Which of the places this is, for the short run, which sends something else at each.
        self.turn = turn
        client.sign_out()
        if person is not None:
            client.sign_in(person)
        assert self.open(), f"no form on {self.address}"

    def open(self):
        """Whether the page and its form are there."""
        page = self.client.get(self.address)
        form = page.page.select_one("main form[method=post]") if page.status_code == 200 else None
        if form is None:
            return False
        self.shown = form_values(form)
        self.kinds = {
            str(field["name"]): field.name if field.name != "input" else str(field.get("type", "text"))
            for field in form.select(
                "input[name]:not([type=hidden], [type=submit]), textarea[name], select[name]"
            )
        }
        self.action = str(form.get("action") or self.address)
        return True

    def send(self, fields):
        """The answer to `fields`. It is never an error of ours, and what it refuses it shows again."""
        body = encoded({**fields, "csrf_token": [self.client.csrf_token()]})
        answer = self.client.post(self.action, data=body, content_type="application/x-www-form-urlencoded")
        said = f"{self.action} answered {answer.status_code}"
        assert answer.status_code < 500, said
        assert answer.status_code in (200, 302, 422), said
        assert "Traceback" not in answer.get_data(as_text=True), said
        if answer.status_code == 422:
            self.check_refusal(answer, fields)
        return answer

    def check_refusal(self, answer, sent):
        said = f"{self.action}: "
        form = answer.page.select_one("main form[method=post]")
        assert form is not None, said + f"no form any more, but {answer.page.heading!r}"
        assert answer.page.errors, said + "refused without a word"
        for link in answer.page.select(".govuk-error-summary__list a"):
            assert answer.page.select_one(str(link["href"])), said + f"{link.get_text()!r} leads nowhere"
        now = form_values(form)
        for name, kind in self.kinds.items():
            if kind in TYPED and name in sent and name in now:
                # spaces and line breaks aside, which a one-line box cannot hold
                assert now[name][0].split() == kept_text(sent[name][0]).split(), (
                    said + f"what was typed in {name} is lost"
                )

    def everywhere(self, values):
        """What the page shows, with `values` in each field that people fill in."""
        return {**self.shown, **dict.fromkeys(self.kinds, values)}


def kept_text(text):
    """What can be kept of a text that was sent."""
    received = text.encode("utf-8", "surrogatepass").decode("utf-8", "werkzeug.url_quote")
    return _UNKEEPABLE.sub("", _LINE_ENDS.sub("\n", received).strip()).strip()


def at_each(world, client, act, every=1):
    """Do `act(sender)` at every place, or every so many; what went wrong at all of them is told together."""
    wrong = []
    for turn, name in enumerate(sorted(set(world) - WITHOUT_FORM)[::every]):
        try:
            act(Sender(client, world[name], turn))
        except AssertionError as error:
            wrong.append(f"{name}: {str(error).splitlines()[0]}")
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong)


def test_every_form_of_the_site_is_among_the_places(app, world):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert {name.partition("/")[0] for name in world} == posts


def test_bad_values_are_refused_by_their_field(world, client):
    def send_all(sender):
        for name in in_turn(tuple(BAD), sender.turn, 2):
            answer = sender.send(sender.everywhere(BAD[name]))
            if answer.status_code == 302 and not sender.open():
                return  # it was good enough for this form, and the act is done

    at_each(world, client, send_all, count(3, 1))


def test_a_form_without_any_of_its_fields_is_answered(world, client):
    at_each(world, client, lambda sender: sender.send({}), SAMPLED)


def test_a_tampered_version_is_told_and_changes_nothing(world, client):
    def tamper(sender):
        if "version" in sender.shown:
            # A page on which nothing has been written yet shows version 0.
            wrong = {"-1", "²", "9" * 5_000, "0", "abc", ""} - set(sender.shown["version"])
            for version in in_turn(sorted(wrong), sender.turn):
                answer = sender.send({**sender.shown, "version": [version]})
                assert answer.status_code == 422, f"{sender.action} took version {version[:9]!r}"

    at_each(world, client, tamper, SAMPLED)


def test_a_field_of_120_kilobytes_is_refused_and_still_shown(world, client):
    def fill(sender):
        typed = [name for name, kind in sender.kinds.items() if kind in TYPED]
        for name in typed[: count(1, 4)]:
            answer = sender.send({**sender.shown, name: ["ä" * 60_000]})
            assert answer.status_code == 422, f"{sender.action} took {name}"

    at_each(world, client, fill, count(9, 1))


def test_names_of_fields_that_no_form_has_are_read_over(world, client):
    odd = [
        "measures-²-name",
        f"measures-{'9' * 5_000}-name",
        "measures-999999999-name",
        "measures--1-name",
        "measures-x",
        "[",
        "a[b]",
        "__class__",
        "\x00",
        "submit",
        "data",
        "-",
        "errors",
        "meta",
    ]
    at_each(
        world,
        client,
        lambda sender: sender.send({**sender.everywhere([""]), **{name: ["x"] for name in odd}}),
        SAMPLED,
    )


NO_FORMS = [
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"; filename="a"\r\n\r\nz\r\n--x--',
    ),
    ("multipart/form-data", b"no boundary"),
    ("application/x-www-form-urlencoded", b"%ff%fe=%zz&&&==;%"),
    ("application/json", b"[[[["),
]


def test_bytes_that_are_no_form_are_answered(world, client):
    def send(sender):
        for kind, body in in_turn(NO_FORMS, sender.turn):
            answer = client.post(
                sender.action, data=body, content_type=kind, headers={"X-CSRFToken": client.csrf_token()}
            )
            assert answer.status_code < 500, f"{sender.action} answered {answer.status_code} to {kind}"

    at_each(world, client, send, SAMPLED)


NO_DATES = [
    ("31", "2", "2027"),
    ("1", "13", "2027"),
    ("1", "1", "0"),
    ("1", "1", "99999"),
    ("0", "0", "0"),
    ("٣", "3", "2027"),
    ("²", "3", "2027"),
    ("1", "", "2027"),
    ("9" * 5_000, "1", "2027"),
]
DATES = [
    # place, what is sent, the message
    (
        "briefs.edit_step/place-and-dates",
        {"deadline": soon(60), "start": soon(30)},
        "must be before the start",
    ),
    (
        "briefs.edit_step/place-and-dates",
        {"deadline": soon(-1), "start": soon(30)},
        "must be today or in the future",
    ),
    (
        "offers.edit_step/availability",
        {"available_from": soon(9), "available_to": soon(8)},
        "same as or after",
    ),
    (
        "offers.edit_step/availability",
        {"available_from": soon(-9), "available_to": soon(-8)},
        "today or in the future",
    ),
    ("collaborations.accept", {"planned_start": soon(9), "planned_end": soon(8)}, "same as or after"),
    ("collaborations.edit", {"planned_start": soon(9), "planned_end": soon(8)}, "same as or after"),
    ("collaborations.record", {"started": soon(-8), "ended": soon(-9)}, "same as or after"),
    ("collaborations.record", {"started": soon(1)}, "today or in the past"),
    ("collaborations.start", {"started": soon(1)}, "today or in the past"),
    ("collaborations.close/delivered", {"ended": soon(1)}, "today or in the past"),
    ("gates.ask", {"asked_on": soon(1)}, "today or in the past"),
    ("gates.settle", {"asked_on": soon(-1), "settled_on": soon(-2)}, "same as or after"),
    ("stages.decide", {"decided_on": soon(1)}, "today or in the past"),
    ("ending.end/abandoned", {"ended": soon(1)}, "today or in the past"),
    ("ending.adopt", {"on": soon(1)}, "today or in the past"),
    ("measuring.add_reading", {"on": soon(1)}, "today or in the past"),
]


def test_dates_in_the_wrong_order_are_told(world, client):
    for name, dates, message in DATES:
        sender = Sender(client, world[name])
        parts = {
            f"{field}-{part}": [str(getattr(day, part))]
            for field, day in dates.items()
            for part in ("day", "month", "year")
        }
        answer = sender.send({**sender.shown, "standing": ["delivered"], **parts})
        assert any(message in error for error in answer.page.errors), f"{name}: {answer.page.errors}"


def test_what_is_no_date_is_told(world, client):
    sender = Sender(client, world["briefs.edit_step/place-and-dates"])
    for parts in NO_DATES:
        sent = {
            f"deadline-{part}": [value] for part, value in zip(("day", "month", "year"), parts, strict=True)
        }
        answer = sender.send({**sender.shown, **sent})
        links = answer.page.select(".govuk-error-summary__list a")
        assert any("deadline" in str(link["href"]) for link in links), parts


# "None" in a box is what the page check takes for a forgotten value, so nobody types it here.
LETTERS = st.text(st.characters(exclude_categories=()), max_size=40).filter(lambda text: text != "None")


def test_any_text_in_any_field_is_answered(world, client):
    names = sorted(set(world) - WITHOUT_FORM)

    @settings(
        max_examples=count(20, 400),
        deadline=None,
        database=None,
        derandomize=not FULL,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(names), st.lists(LETTERS, min_size=1, max_size=8))
    def send(name, texts):
        try:
            sender = Sender(client, world[name])
        except AssertionError:
            return  # an earlier text was a good answer, and its form is gone
        sender.send(
            {**sender.shown, **{field: [texts[n % len(texts)]] for n, field in enumerate(sender.kinds)}}
        )

    send()
