"""One kind of value that became one of several, or the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from generator.changes.canonical import member_key
from generator.changes.entry import Grade
from generator.changes.findings import component
from generator.changes.notes import Notes
from generator.changes.shapes import split, words

if TYPE_CHECKING:
    from generator.changes.entry import Pointer


class Members(NamedTuple):
    """The members of a union, and where they are."""

    named: Mapping[str, Any]
    at: Pointer


class OneOfManyRules(Notes):
    """How a schema is judged that is a union on one side only."""

    def one_of_many(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> bool:
        """Judge two schemas of which one is a union with the other in it; False if they are something else."""
        was = members(old, old_at, self.found.old)
        now = members(new, new_at, self.found.new)
        if now and not was and (key := member_key(old)) in now.named:
            self.told(now, key, old_at, new_at, way, grown=True)
            self.beside(old, new, old_at, new_at, way)
            self.compare(_bare(old), now.named[key], old_at, (*now.at, key), way)
            return True
        if was and not now and (key := member_key(new)) in was.named:
            self.told(was, key, old_at, new_at, way, grown=False)
            self.beside(old, new, old_at, new_at, way)
            self.compare(was.named[key], _bare(new), (*was.at, key), new_at, way)
            return True
        return False

    def told(
        self, union: Members, kept: str, old_at: Pointer, new_at: Pointer, way: str, *, grown: bool
    ) -> None:
        others = " or ".join(words(name, node) for name, node in union.named.items() if name != kept)
        if grown:
            grade = Grade.ADDITION if way == "request" else Grade.BREAKING
            text = f"can also be {others}"
        else:
            grade = Grade.BREAKING if way == "request" else Grade.RISKY
            text = f"can no longer be {others}"
        self.note(grade, "union-widened" if grown else "union-narrowed", old_at, new_at, way, text)

    def beside(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """What is said of the place itself, and that it is written otherwise."""
        self.keywords(_around(old), _around(new), old_at, new_at, way)
        for key in ("$ref", "type", "const", "items", "discriminator", "oneOf", "anyOf"):
            if (key in old) != (key in new):
                text = f"its {key} differs"
                self.note(Grade.INTERNAL, "rewritten", (*old_at, key), (*new_at, key), way, text)

    def keywords(
        self, old: Mapping[str, Any], new: Mapping[str, Any], old_at: Pointer, new_at: Pointer, way: str
    ) -> None:
        """Compare all keywords that have rules of their own."""
        raise NotImplementedError


def members(node: Mapping[str, Any], at: Pointer, document: Mapping[str, Any]) -> Members | None:
    """The members of a union that a node is or refers to; None if it is none."""
    name = component(node)
    if name is not None:
        at = ("components", "schemas", name)
        node, _ = split(document["components"]["schemas"].get(name, {}))
    for key in ("oneOf", "anyOf"):
        if isinstance(node.get(key), Mapping):
            return Members(node[key], (*at, key))
    return None


UNION = frozenset({"$ref", "oneOf", "anyOf", "discriminator"})
PLACE = frozenset({"description", "default", "deprecated"})
"""Keywords that are about the place and not about what may stand there; so is every extension."""


def _around(node: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of the place; of a union or a reference all that is said beside it."""
    whole = bool(UNION & node.keys())
    return {k: v for k, v in node.items() if k not in UNION and (whole or k in PLACE or k.startswith("x-"))}


def _bare(node: Mapping[str, Any]) -> dict[str, Any]:
    around = _around(node)
    return {key: value for key, value in node.items() if key not in around}
