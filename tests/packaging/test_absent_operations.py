"""Tests name only paths that the description has, or take an absent one from `tests.absent`.

Otherwise an operation that is added to the description would break them.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TypeGuard

from do_inference_generated.operations import OPERATIONS
from tests.absent import absent_method, absent_path, absent_tag, methods

TESTS = Path(__file__).resolve().parents[1]
ALLOWED = {
    "emulator/test_rules.py": {"/v1/chat/completion"},  # a typing mistake, for which a suggestion is expected
    "generator/test_refused.py": {
        "/v1/things/{thing_id}",
        "/v1/../{thing_id}",
    },  # of a description of its own
    "live/questions.py": {
        "/v1/video/generations",
        "GET /v1/videos",
        "DELETE /v1/videos/{id}",
    },  # asked, not assumed
    "workflows/test_batches.py": {"/v1/x"},  # the URL of another endpoint in a file of a batch
}
OWN_DESCRIPTION = re.compile(r"\boperationId\b|\bpaths\b(?=:|$)")
"""What a test contains that has a description of its own, with its own paths."""
PATH = re.compile(r"(?:(GET|POST|PUT|PATCH|DELETE) )?(/v1/[^\s?]*[^\s?/])")


def is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_described(method: str | None, path: str) -> bool:
    """Return whether the description has a path, as a template or filled in, with the method if there is one."""
    return any(
        (path == one.path or re.fullmatch(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(one.path)), path))
        and method in (None, one.method)
        for one in OPERATIONS.values()
        if one.absolute_url is None
    )


def test_tests_assume_of_no_path_that_it_will_never_be_described() -> None:
    absent = []
    for file in sorted(TESTS.rglob("*.py")):
        name = file.relative_to(TESTS).as_posix()
        nodes = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if is_text(node)]
        if file == Path(__file__).resolve() or any(OWN_DESCRIPTION.search(node.value) for node in nodes):
            continue
        for node in nodes:
            found = PATH.fullmatch(node.value)
            if found and not is_described(found[1], found[2]) and found[0] not in ALLOWED.get(name, ()):
                absent.append(f"{name}:{node.lineno}: {found[0]} is not in the description; use tests.absent")
    assert absent == []


def test_absent_names_are_absent() -> None:
    assert not is_described(None, absent_path())
    assert not [name for name in OPERATIONS if absent_tag() in name]
    for operation in OPERATIONS.values():
        assert operation.method in methods(operation.path)
        assert not is_described(absent_method(operation.path), operation.path)
