"""What no operation of the description has. Tests that need an unknown operation take it from here.

So an operation that is added to the description breaks no test. `tests/packaging/test_absent_operations.py` finds paths
in tests that the description does not have.
"""

from __future__ import annotations

from do_inference_generated.operations import OPERATIONS

_METHODS = ("PATCH", "PUT", "DELETE", "POST", "GET")


def methods(path: str) -> list[str]:
    """Return the HTTP methods that the description has for a path template, sorted."""
    return sorted(operation.method for operation in OPERATIONS.values() if operation.path == path)


def absent_method(path: str) -> str:
    """Return an HTTP method that the description does not have for a path template."""
    return next(method for method in _METHODS if method not in methods(path))


def absent_tag() -> str:
    """Return a word with which no tag and no path of the description begins."""
    word = "absent"
    while any(
        word in (*operation.path.split("/"), *operation.id.split("_")) for operation in OPERATIONS.values()
    ):
        word += "x"
    return word


def absent_path() -> str:
    """Return a path that the description does not have, with any method."""
    return f"/v1/{absent_tag()}"
