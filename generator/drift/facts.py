"""Facts: differences as `departures.yaml` records them, with the places on both sides.

The place upstream is written as an operation and the path into it, such as `POST /v1/messages 200.usage`. This is the
same whether the upstream document is one file or many, and whatever its schemas are called.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from generator.openapi.documents import Pointer

ROOTS = ("paths", "webhooks")


class Fact(NamedTuple):
    """A recorded difference."""

    where: str
    """The place in the description."""
    text: str
    """What upstream defines there."""
    use: str
    """Where an operation enters the component that `where` is in. Empty if `where` itself is in an operation."""

    @classmethod
    def at(cls, pointer: Pointer, text: str, name: str) -> Fact:
        """Return the fact for a place in the description and the path that leads to it."""
        return cls(path(pointer), text, "" if pointer[0] in ROOTS else name.removesuffix(_way(pointer)))

    @property
    def component(self) -> str:
        """The component that the place is in: `schemas/Message`."""
        return "/".join(self.where.split("/")[:2])

    @property
    def pointer(self) -> Pointer:
        """The place in the description, as steps."""
        return steps(self.where)

    @property
    def name(self) -> str:
        """The operation and the path into it; only the operation if the place is in one."""
        return self.use + _way(self.pointer) if self.use else self.operation

    @property
    def operation(self) -> str:
        """The method and the path of the operation: `POST /v1/messages`."""
        if self.use:
            return " ".join(self.use.split(" ")[:2])
        root, path, method = (*self.pointer, "")[:3]
        return f"{method.upper()} {path if root == 'paths' else f'{root}/{path}'}"


@cache
def path(pointer: Pointer) -> str:
    """Return a pointer as one string, without a leading `components`."""
    given = pointer[1:] if pointer[:1] == ("components",) else pointer
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in given)


def steps(where: str) -> Pointer:
    """Return the pointer that `path` was made from."""
    found = tuple(step.replace("~1", "/").replace("~0", "~") for step in where.split("/"))
    return found if found[0] in ROOTS else ("components", *found)


@cache
def _way(pointer: Pointer) -> str:
    """Return the path that a pointer takes within its component, as names write it: `.choices[].message`."""
    found, rest = "", iter(pointer[3:])
    for step in rest:
        if step == "properties":
            found += f".{next(rest, '')}"
        else:
            found += {"items": "[]", "additionalProperties": "[*]"}.get(step, "")
    return found
