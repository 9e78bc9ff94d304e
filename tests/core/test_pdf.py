"""Documents on paper: tagged, titled, and what people wrote is text in them, never markup."""

import pytest

from app.core import pdf

SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(lang: "en", region: "GB")
#title()
#data.said
"""


@pytest.fixture
def make(app, tmp_path, monkeypatch):
    (tmp_path / "letter.typ").write_text(SOURCE)
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    return lambda said: pdf.document("letter.typ", {"title": "A letter", "said": said})


def test_it_is_tagged_titled_and_conforms_to_the_standard_for_accessible_pdf(make):
    made = make("Plain words.")
    assert made.startswith(b"%PDF-1.7")
    for mark in (
        b"/StructTreeRoot",
        b"/Marked true",
        b"/Lang(en-GB)",
        b"/DisplayDocTitle true",
        b"pdfuaid:part>1<",
    ):
        assert mark in made, mark
    assert b"/Title(A letter)" in made


def test_what_people_wrote_is_never_read_as_markup(make):
    # Each of these would end the compilation, or read a file, if it were.
    for said in ("#panic()", '#read("letter.typ")', "#let x = ", "$ unclosed", '"]) #(', "*_`<b>\\u{0}"):
        assert make(said).startswith(b"%PDF")


def test_letters_that_no_font_has_still_make_a_tagged_document(make):
    assert b"/StructTreeRoot" in make("Contact 王 \U0001f600")


def test_the_same_data_makes_the_same_document(make):
    assert make("Plain words.") == make("Plain words.")
