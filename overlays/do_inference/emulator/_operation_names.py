"""The names under which a rule can ask for an operation: those of the description, the SDK and the command line."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference.emulator._description import Operation

EVERY = "*"
_BETWEEN = re.compile(r"[\s.-]+")


def operation_id(name: object, known: Mapping[str, Operation]) -> str:
    """The operationId for `chat_completions_create`, `chat.completions.create`, `chat completions create`,
    `/v1/chat/completions` or `POST /v1/chat/completions`; `*` stands for itself.

    Raises TypeError for what is not text, and ValueError for a name that is unknown or has several meanings.
    """
    if not isinstance(name, str):
        raise TypeError(f"operation must be the name of an operation, or *, not {name!r}")
    if name == EVERY or name in known:
        return name
    if "/" in name:
        return _of_path(name, known)
    joined = _BETWEEN.sub("_", name.strip())
    if joined in known:
        return joined
    near = get_close_matches(joined, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ValueError(f"the description has no operation {name!r}{hint}")


def _of_path(name: str, known: Mapping[str, Operation]) -> str:
    method, _, path = name.strip().rpartition(" ")
    found = [
        operation for operation in known.values()
        if operation.path == path and method.strip().upper() in ("", operation.method)
    ]  # fmt: skip
    if len(found) == 1:
        return found[0].id
    if found:
        each = ", ".join(f"{operation.id} ({operation.method})" for operation in found)
        raise ValueError(f"{name!r} names several operations: {each}; name one of them")
    paths = [f"{operation.method} {operation.path}" for operation in known.values()]
    near = get_close_matches(name, paths, n=1) or get_close_matches(f"POST {name}", paths, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ValueError(f"the description has no operation at {name!r}{hint}")
