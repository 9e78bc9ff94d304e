"""What the project needs is named, pinned with hashes, installed, and imports."""

import ast
import importlib
import re
import sys
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.house.tree import APP, PROJECT, name, pyproject, python_files, syntax


def canonical(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def named(requirements: list[str]) -> list[str]:
    return [canonical(re.match(r"[A-Za-z0-9._-]+", r)[0]) for r in requirements]


RUN = named(pyproject()["project"]["dependencies"])
DEV = named(pyproject()["project"]["optional-dependencies"]["dev"])


@cache
def modules_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, distributions in packages_distributions().items():
        for distribution in distributions:
            found.setdefault(canonical(distribution), []).append(module)
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("requirement", RUN + DEV)
def test_it_imports(requirement):
    modules = [m for m in modules_of()[requirement] if m.isidentifier() and not m.startswith("_")]
    assert modules
    for module in modules:
        importlib.import_module(module)


@pytest.mark.parametrize(("file", "wanted"), [("requirements.txt", RUN), ("requirements-dev.txt", RUN + DEV)])
def test_it_is_pinned_with_hashes(file, wanted):
    text = (PROJECT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins), "run `make requirements`"
    assert set(wanted) <= set(named(pins)), "run `make requirements`"


def test_the_two_files_agree():
    pins = [
        dict(
            re.findall(
                r"^([A-Za-z0-9._-]+(?:\[\w+\])?)==(\S+)", (PROJECT / f).read_text(encoding="utf-8"), re.M
            )
        )
        for f in ("requirements.txt", "requirements-dev.txt")
    ]
    assert {k: (v, pins[1].get(k)) for k, v in pins[0].items() if pins[1].get(k) != v} == {}


def test_what_the_app_imports_is_named():
    own = {"app"}
    owners = packages_distributions()
    unnamed = {
        f"{name(path)}: {module}"
        for path in python_files(APP, PROJECT / "migrations")
        for node in ast.walk(syntax(path))
        for module in (
            [a.name.split(".")[0] for a in node.names]
            if isinstance(node, ast.Import)
            else [(node.module or "").split(".")[0]]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
        if module not in own | set(sys.stdlib_module_names)
        and not {canonical(d) for d in owners.get(module, [])} & set(RUN)
    }
    assert unnamed == set()
