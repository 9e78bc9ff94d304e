"""Files stay small, are named for what they hold, and say nothing about the machine they were written on."""

import re

from tests.house.tree import APP, PROJECT, TESTS, name, python_files, tracked

MOST_LINES = 500
ATTICS = {"utils", "util", "helpers", "helper", "misc", "common"}
# Written in pieces, so that this file does not find itself.
MACHINE = re.compile(
    "|".join(
        [
            r"/ro" r"ot/",
            r"/wo" r"rk/(main|scratch|shared)",
            r"\.\./sha" r"red",
            r"pypi\.o" r"rg",
            r"pythonho" r"sted",
            r"registry\.np" r"mjs",
            r"npm" r"js\.org",
            r"deb\.deb" r"ian\.org",
            r"\.py" r"env/",
        ]
    )
)
SKIPS = re.compile(
    r"mark\.(sk" r"ip|skipif|xf" r"ail)|pytest\.(sk" r"ip|xf" r"ail|importorskip)\(|unittest\.sk" r"ip"
)
TEXT = {
    "",
    ".py",
    ".md",
    ".txt",
    ".toml",
    ".json",
    ".html",
    ".css",
    ".scss",
    ".js",
    ".mjs",
    ".sh",
    ".yaml",
    ".yml",
    ".csv",
    ".jsonl",
    ".mako",
    ".ini",
    ".cfg",
}


def test_no_python_file_is_too_long():
    long = {
        name(path): lines
        for path in python_files(APP, TESTS)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}, "split it by act"


def test_no_file_is_an_attic():
    assert [name(path) for path in tracked() if path.stem in ATTICS and path.suffix == ".py"] == []


def test_no_file_names_a_machine_path_or_a_registry():
    found = [
        f"{name(path)}: {match[0]}"
        for path in tracked()
        if path.suffix in TEXT
        and (match := MACHINE.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert found == []


def test_no_test_may_be_left_out():
    found = [
        f"{name(path)}: {match[0]}"
        for path in python_files(TESTS)
        if (match := SKIPS.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_the_top_level_holds_only_what_is_agreed():
    agreed = {
        "app",
        "migrations",
        "static",
        "templates",
        "tests",
        "wsgi.py",
        "requirements.txt",
        "README.md",
        "pyproject.toml",
        "Makefile",
        "package.json",
        "package-lock.json",
        "requirements-dev.txt",
        "LICENSE",
        "benchmarks",
        "deploy",
        "docs",
        ".ci",
        ".gitignore",
        ".npmrc",
        ".gitattributes",
        ".editorconfig",
    }
    assert {path.relative_to(PROJECT).parts[0] for path in tracked()} <= agreed
