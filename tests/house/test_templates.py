"""Templates compile, title themselves, import what they use and know every name they say."""

import ast
import re
from functools import cache

import pytest
from jinja2 import TemplateError, meta, nodes

from tests.house.tree import APP, TEMPLATES, python_files, syntax

PAGES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
EXTENDS = re.compile(r'{%-?\s*extends "([^"]+)"')
TITLE = re.compile(r"{%-?\s*block title\s*-?%}")
HEADING = re.compile(r"\bheading\(|<h1\b")
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def imports(tree: nodes.Template) -> set[str]:
    names = [entry for node in tree.find_all(nodes.FromImport) for entry in node.names]
    return {entry[1] if isinstance(entry, tuple) else entry for entry in names} | {
        node.target for node in tree.find_all(nodes.Import)
    }


@cache
def given() -> tuple[dict[str, set[str]], set[str], set[str]]:
    """Names that the code gives to templates: by template, with `**more` besides, and anywhere at all."""
    by_template: dict[str, set[str]] = {}
    open_ended: set[str] = set()
    anywhere: set[str] = set()
    for path in python_files(APP):
        for node in ast.walk(syntax(path)):
            if isinstance(node, ast.Dict):
                anywhere |= {
                    k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)
                }
            if not isinstance(node, ast.Call):
                continue
            keywords = {k.arg for k in node.keywords if k.arg}
            anywhere |= keywords
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called == "render_template" and node.args and isinstance(node.args[0], ast.Constant):
                by_template.setdefault(node.args[0].value, set()).update(keywords)
                if any(k.arg is None for k in node.keywords):
                    open_ended.add(node.args[0].value)
    return by_template, open_ended, anywhere


@pytest.fixture(scope="module")
def environment(site):
    return site.app.jinja_env


@pytest.fixture(scope="module")
def always_known(site):
    """What every template knows: globals, and what the context processors add."""
    known = {*site.app.jinja_env.globals, "caller", "varargs", "kwargs"}
    with site.app.test_request_context("/"):
        context: dict[str, object] = {}
        site.app.update_template_context(context)
        return known | set(context)


def wrong_in(names, judge):
    """What `judge(name)` finds wrong in each template, told together: a test for each takes far longer to begin."""
    return {name: wrong for name in names if (wrong := judge(name))}


def test_they_compile(environment):
    def compile_it(name):
        try:
            environment.get_template(name)
        except TemplateError as error:
            return str(error)
        return None

    assert PAGES
    assert wrong_in(PAGES, compile_it) == {}


def test_a_page_has_a_title_and_a_heading():
    parents = {name: found[1] for name in PAGES if (found := EXTENDS.search(source(name)))}
    frames = set(parents.values())

    def titled(name):
        if not TITLE.search(source(name)):
            return "a page fills the block title with the text of its H1"
        if HEADING.search(source(name)):
            return None
        framed = parents[name] != "base.html" and HEADING.search(source(parents[name]))
        return None if framed else "a page says its H1 with the macro heading"

    assert wrong_in([name for name in parents if name not in frames], titled) == {}


def test_they_hold_nothing_inline():
    def inline(name):
        return INLINE.findall(re.sub(r"{#.*?#}", "", source(name), flags=re.DOTALL))

    assert wrong_in(PAGES, inline) == {}


def test_they_use_what_they_import(environment):
    def unused(name):
        tree = environment.parse(source(name))
        return imports(tree) - {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}

    assert wrong_in(PAGES, unused) == {}


def test_they_say_no_unknown_name(environment, always_known):
    by_template, open_ended, anywhere = given()

    def unknown(name):
        known = always_known | by_template.get(name, set())
        if name not in by_template or name in open_ended:
            # included, extended, a panel, a letter, or called with a whole dictionary
            known |= anywhere | {"panel"}
        tree = environment.parse(source(name))
        # A block sees what its template imports, sets and defines outside it; Jinja's own finder does not.
        own = imports(tree) | {macro.name for macro in tree.find_all(nodes.Macro)}
        own |= {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
        return meta.find_undeclared_variables(tree) - known - own

    assert wrong_in(PAGES, unknown) == {}
