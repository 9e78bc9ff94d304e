"""A room knows what is below it, and nothing else."""

import ast
import subprocess
import sys

from app.extensions import db
from tests.house.tree import APP, PROJECT, floors, name, python_files, syntax


def test_imports_point_down():
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_is_imported_by_name_at_run_time():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in python_files(APP)
        for node in ast.walk(syntax(path))
        if (isinstance(node, ast.Import) and any(a.name.split(".")[0] == "importlib" for a in node.names))
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "importlib")
        or (isinstance(node, ast.Name) and node.id == "__import__")
    ]
    assert found == []


def rooms_of_tables(app):
    """table name -> the room whose module holds its model (or, for a link table, the file that names it)."""
    rooms = {
        mapper.local_table.name: mapper.class_.__module__.split(".")[1]
        for mapper in db.Model.registry.mappers
    }
    for table in db.metadata.tables.values():
        if table.name not in rooms:
            sources = [p for p in python_files(APP) if f'"{table.name}"' in p.read_text(encoding="utf-8")]
            assert sources, f"nobody defines the table {table.name}"
            rooms[table.name] = sources[0].relative_to(APP).parts[0]
    return rooms


def test_foreign_keys_point_down_or_stay(app):
    rooms, floor = rooms_of_tables(app), floors()
    upward = [
        f"{rooms[table.name]}: {key.parent} -> {key.column} in {rooms[key.column.table.name]}"
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if rooms[key.column.table.name] != rooms[table.name]
        and floor[rooms[key.column.table.name]] >= floor[rooms[table.name]]
    ]
    assert upward == []


def test_every_room_stands_on_a_floor():
    rooms = {
        p.stem if p.is_file() else p.name
        for p in APP.iterdir()
        if p.name not in ("__init__.py", "__pycache__")
    }
    assert rooms == set(floors())
