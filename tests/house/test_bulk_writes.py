"""Rows change through objects, so that the outbox sees every change. Bulk statements pass it by."""

import ast

from tests.house.tree import APP, name, python_files, syntax

STATEMENTS = {"insert", "update", "delete"}
BULK = {"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
QUERY = {"query", "filter", "filter_by"}
# file -> why it may: none of these touches a table that is searched.
EXCEPTIONS: dict[str, str] = {}


def bulk_writes(tree: ast.Module) -> list[int]:
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            lines += [node.lineno for alias in node.names if alias.name in STATEMENTS]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            names_table = isinstance(owner, ast.Attribute) and owner.attr == "__table__"
            names_package = isinstance(owner, ast.Name) and owner.id in ("sa", "sqlalchemy")
            on_query = isinstance(owner, ast.Call) and getattr(owner.func, "attr", "") in QUERY
            if node.func.attr in BULK or (
                node.func.attr in STATEMENTS and (names_table or names_package or on_query)
            ):
                lines.append(node.lineno)
    return lines


def test_nothing_writes_in_bulk():
    found = [
        f"{name(path)}:{line}"
        for path in python_files(APP)
        if name(path) not in EXCEPTIONS
        for line in bulk_writes(syntax(path))
    ]
    assert found == []


def test_every_exception_is_still_needed():
    assert [f for f in EXCEPTIONS if not bulk_writes(syntax(APP.parent / f))] == []


def test_the_search_for_bulk_writes_finds_them():
    code = (
        "from sqlalchemy import update\nBrief.__table__.delete()\nsa.insert(Brief)\ns.bulk_save_objects([])\n"
        "q.filter(True).delete()\n{}.setdefault(1, {}).update({})\n"
    )
    assert bulk_writes(ast.parse(code)) == [1, 2, 3, 4, 5]
