"""Differences between the description and an upstream document, each with the places on both sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from generator.diff.findings import Finding, Findings
from generator.diff.pair import one_line
from generator.drift.facts import Fact, path
from generator.openapi.documents import Identity, Node, OperationNode, Pointer


class Place(NamedTuple):
    """A place that is compared."""

    pointer: Pointer
    """The place in the bundled description, or where it would be there."""
    name: str
    """The operation and the path into it: `POST /v1/messages 200.usage`."""
    node: Node
    """The place in the upstream document, or where it would be there."""
    used_at: Pointer | None = None
    """The place of the description that refers to `pointer`."""


@dataclass(frozen=True)
class Difference(Finding):
    """Something that only one of the two documents contains, or that they define differently.

    `kind` is what it concerns (`type`, `required`, `enum`, `maximum`, `property`, ...), `names` are the operations and
    the paths into them, and `pointers` has the place in the bundled description, or where it would be there.
    """

    side: str
    """`missing` in the description, `extra` in the description, or `differs`."""
    node: Node = field(compare=False)
    """The place in the upstream document, or where it would be there."""
    upstream: Any = None
    """What upstream defines."""
    ours: Any = None
    """What the description defines."""
    detail: str = ""
    """What something that is missing contains, so that the text changes with it."""
    used_at: tuple[Pointer, ...] = ()
    """The places of use that lead to it."""
    draft: Any = field(default=None, compare=False)
    """The upstream node or operation, to write a draft from."""

    @property
    def pointer(self) -> Pointer:
        """The place in the description."""
        return self.pointers[0]

    @property
    def key(self) -> tuple[Pointer, str, Identity]:
        """The place in the description, the text, and the place upstream."""
        return self.pointer, self.text, self.node.identity

    def merged(self, other: Difference) -> Difference:
        """Return this difference with the names and places of use of both."""
        return replace(
            self,
            names=tuple(dict.fromkeys((*self.names, *other.names))),
            used_at=tuple(dict.fromkeys((*self.used_at, *other.used_at))),
        )

    @property
    def text(self) -> str:
        """What upstream defines, in one line, as `departures.yaml` records it."""
        if self.side == "missing":
            summary = f" ({self.upstream})" if self.upstream not in (None, "") else ""
            return f"{self.kind} missing here{summary}{self.detail and f': {self.detail}'}"
        if self.side == "extra":
            identified = self.kind in ("value", "media type", "variant", "status")
            return f"{self.kind} not upstream{f' ({shown(self.ours)})' if identified else ''}"
        return f"{self.kind} upstream: {shown(self.upstream)}"

    @property
    def sentence(self) -> str:
        """The difference for people."""
        if self.side == "differs":
            return f"{self.kind} is {shown(self.upstream)} upstream, {shown(self.ours)} here"
        return self.text

    @property
    def where(self) -> str:
        """The place, as `departures.yaml` writes it."""
        return path(self.pointer)

    def facts(self) -> list[Fact]:
        """Return what `departures.yaml` records, for each name."""
        return [Fact.at(self.pointer, self.text, name) for name in self.names]


class Differences:
    """The differences found so far, and everything that was compared.

    Each difference is found under one name at a time; `merged` combines those that differ only in it.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[Pointer, str, str], Difference] = {}
        self.compared: dict[Pointer, dict[str, Node]] = {}
        """The places of the description that were compared, with the upstream place under each name."""
        self.operations: set[str] = set()
        """The names of the operations that both documents have."""
        self.matched: list[OperationNode] = []
        """The upstream operations that the description has too."""
        self.ignored = 0
        """The number of upstream operations of other products."""
        self.components: dict[Identity, str] = {}
        """The schema of the description that each upstream schema was compared with, by the identity of the latter."""
        self.unread: dict[tuple[str, str], str] = {}
        """Why upstream operations cannot be read, by method and path."""

    def __iter__(self) -> Iterator[Difference]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def saw(self, place: Place) -> None:
        """Record that a place was compared."""
        self.compared.setdefault(place.pointer, {}).setdefault(place.name, place.node)

    def same_component(self, ours: Pointer, theirs: Node) -> None:
        """Record which schema of the description an upstream schema was compared with."""
        if len(ours) == 3 and ours[:2] == ("components", "schemas"):
            self.components.setdefault(theirs.identity, ours[2])

    def differs(self, kind: str, values: tuple[Any, Any], place: Place) -> None:
        """Record that both documents define something differently. `values` are ours and upstream's."""
        ours, upstream = values
        self._record(kind, "differs", place, upstream=upstream, ours=ours)

    def missing(self, kind: str, summary: Any, place: Place, *, detail: str = "", draft: Any = None) -> None:
        """Record that the description lacks something. `summary` describes it briefly."""
        self._record(kind, "missing", place, upstream=summary, detail=detail, draft=draft)

    def extra(self, kind: str, ours: Any, place: Place) -> None:
        """Record that upstream lacks something."""
        self._record(kind, "extra", place, ours=ours)

    def _record(self, kind: str, side: str, place: Place, **values: Any) -> None:
        used_at = place.pointer if place.used_at is None else place.used_at
        found = Difference(
            kind, (place.name,), (place.pointer,), side, place.node, used_at=(used_at,), **values
        )
        self._found.setdefault((place.pointer, found.text, place.name), found)


def merged(differences: Iterable[Difference]) -> list[Difference]:
    """Return the differences, with one in place of those that differ only in their names."""
    return list(Findings(Difference.merged, differences))


def shown(value: Any) -> str:
    """Return a value as one short line."""
    if value is None:
        return "not stated"
    text = one_line(value, 10**6)
    return shortened(text) if isinstance(value, (Mapping, list)) else text


def shortened(text: str, length: int = 100) -> str:
    """Return the beginning of a long text with a digest of all of it, so that every change of it is visible."""
    if len(text) <= length:
        return text
    return f"{text[:length]}... ({hashlib.sha256(text.encode()).hexdigest()[:8]})"
