"""Settings are read in one place and stand in one table."""

import ast
import re
from pathlib import Path

from app.config import SETTINGS
from tests.house.tree import APP, PROJECT, name, python_files, syntax, tracked

ROW = re.compile(r"^\|\s*`([A-Z_]+)`", re.MULTILINE)
# Read by the start scripts, before there is an app.
STARTING = re.compile(r"\$\{([A-Z_]+):-|environ\.get\(\"([A-Z_]+)\"")
SHELL_OWN = {"BASH_SOURCE"}


def documented() -> set[str]:
    return set(ROW.findall((PROJECT / "README.md").read_text(encoding="utf-8")))


def scripts() -> list[Path]:
    return [path for path in tracked() if path.parent == PROJECT / "deploy"]


def test_every_setting_stands_in_the_readme():
    assert {setting.name for setting in SETTINGS} - documented() == set()


def test_what_the_start_scripts_read_stands_there_too():
    read = {
        found
        for path in scripts()
        for groups in STARTING.findall(path.read_text(encoding="utf-8"))
        for found in groups
        if found
    }
    assert read - SHELL_OWN - documented() == set()


def test_the_readme_names_no_setting_that_is_gone():
    said = "".join(path.read_text(encoding="utf-8") for path in scripts())
    known = {setting.name for setting in SETTINGS}
    assert {n for n in documented() if n not in known and n not in said} == set()


def test_only_config_reads_the_environment():
    readers = {
        name(path)
        for path in python_files(APP)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers <= {"app/config.py"}
