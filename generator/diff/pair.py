"""Pairs: the same place in two documents, and functions that compare their values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

from generator.openapi.documents import Node, Pointer

T = TypeVar("T")
U = TypeVar("U")

ABSENT: Any = object()
"""The value of a key that is not there. None is a value that a document can contain."""


class KeyChange(NamedTuple):
    """A key whose value differs."""

    key: str
    old: Any
    """ABSENT if only the new document has the key."""
    new: Any
    """ABSENT if only the old document has the key."""


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """The two sides of a comparison: nodes, or what was read from them."""

    old: T
    new: T
    direction: str = ""
    """`request` if the caller fills the place, `response` if the caller reads it, empty if neither applies."""
    name: str = ""
    """What people call the place: a method, an operation, or a path into it."""

    def map(self, function: Callable[[T], U]) -> Pair[U]:
        """Return the pair of the results of a function for both sides."""
        return Pair(function(self.old), function(self.new), self.direction, self.name)

    @property
    def sides(self) -> tuple[T, T]:
        """Both sides, to be unpacked."""
        return self.old, self.new

    def called(self, name: str) -> Pair[T]:
        """Return this pair under another name."""
        return replace(self, name=name)

    def toward(self, direction: str) -> Pair[T]:
        """Return this pair for another direction."""
        return replace(self, direction=direction)

    def child(self: Pair[Node], *keys: str | int) -> Pair[Node]:
        """Return the pair of the nodes below."""
        return Pair(self.old.child(*keys), self.new.child(*keys), self.direction, self.name)

    def resolved(self: Pair[Node]) -> Pair[Node]:
        """Return the pair of the nodes with their references resolved."""
        return self.map(Node.resolved)

    @property
    def pointers(self: Pair[Node]) -> tuple[Pointer, Pointer]:
        """The places of both sides."""
        return self.old.pointer, self.new.pointer

    @property
    def values(self: Pair[Node]) -> tuple[Any, Any]:
        """The values of both sides."""
        return self.old.value, self.new.value

    @property
    def mappings(self: Pair[Node]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The values of both sides; an empty mapping if a value is not a mapping."""
        return self.old.mapping, self.new.mapping

    def all_keys(self: Pair[Node]) -> list[str]:
        """Return the keys of both sides, those of the old side first."""
        return list({**self.old.mapping, **self.new.mapping})

    def both_have(self: Pair[Node], key: str) -> bool:
        """Return whether the key is on both sides."""
        return key in self.old.mapping and key in self.new.mapping

    def key_changes(self: Pair[Node], *, skip: frozenset[str] = frozenset()) -> Iterator[KeyChange]:
        """Yield the keys whose values differ or that only one side has, sorted."""
        old, new = self.mappings
        for key in sorted({*old, *new} - skip):
            change = KeyChange(key, old.get(key, ABSENT), new.get(key, ABSENT))
            if not same(change.old, change.new):
                yield change

    def reordered(self: Pair[Node]) -> bool:
        """Return whether the keys that both sides have are in another order."""
        old, new = self.mappings
        return [key for key in old if key in new] != [key for key in new if key in old]


def same(old: Any, new: Any) -> bool:
    """Return whether two values are equal and have the same JSON type: `1`, `1.0` and `true` all differ."""
    if old is new:
        return True
    if old is ABSENT or new is ABSENT:
        return False
    if type(old) is type(new) and isinstance(old, (str, int, type(None))):
        return bool(old == new)
    return json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True)


def differences(old: Any, new: Any, pointer: Pointer = ()) -> set[Pointer]:
    """Return the places of all differences between two trees of mappings, as deep as the mappings go."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found: set[Pointer] = set()
        for key in {*old, *new}:
            if key not in old or key not in new:
                found.add((*pointer, key))
            else:
                found |= differences(old[key], new[key], (*pointer, key))
        return found
    return set() if same(old, new) else {pointer}


def one_line(value: Any, length: int = 80) -> str:
    """Return a value as JSON in one line, shortened to a length; a string without quotes."""
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= length else f"{text[: length - 3]}..."
