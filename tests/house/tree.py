"""The project's files and floors, for the house tests to walk."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
APP = PROJECT / "app"
TESTS = PROJECT / "tests"
TEMPLATES = PROJECT / "templates"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file under version control, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := PROJECT / name).is_file())


@cache
def pyproject() -> dict:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """room -> floor, from the import contract: the higher the number, the higher the room."""
    layers = pyproject()["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        room.strip().strip("()"): floor
        for floor, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def python_files(*roots: Path) -> Iterator[Path]:
    for root in roots:
        yield from sorted(root.rglob("*.py"))


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()
