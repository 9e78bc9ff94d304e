"""Snippets show why something was found, and can carry nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from app.search.highlight import SNIPPET, marked, snippet
from app.search.words import tokens


def test_the_words_found_are_marked():
    assert marked("Tyre marks at scenes", {"mark"}) == "Tyre <mark>marks</mark> at scenes"


def test_what_a_poster_wrote_is_escaped():
    shown = snippet('<script>alert("tyre")</script> & <b>marks</b>', {"tyre", "mark"})
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "<mark>tyre</mark>" in shown


def test_the_snippet_is_cut_where_most_words_stand():
    text = "tyre " + "filler words here " * 60 + "the tyre marks at the burglary " + "more of it " * 60
    shown = snippet(text, {"tyre", "mark", "burglari"})
    assert "<mark>tyre</mark> <mark>marks</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < SNIPPET + 100


def test_nothing_to_mark_is_no_snippet():
    assert snippet("Something else", {"tyre"}) is None


@given(
    st.text(alphabet=st.sampled_from("tyre <>&\"'mark-é")), st.sets(st.sampled_from(["tyre", "mark", "e"]))
)
def test_only_marks_are_markup(text, stems):
    for shown in (marked(text, stems), snippet(text, stems) or ""):
        bare = shown.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare


@given(st.lists(st.sampled_from(["tyre", "marks", "scene", "burglary"]), min_size=1))
def test_marking_changes_no_word(words):
    text = " ".join(words)
    assert marked(text, set(tokens(text))).striptags() == text
