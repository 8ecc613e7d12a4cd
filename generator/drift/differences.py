"""Differences between the description and an upstream document, each with every operation that it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from generator.diff.findings import Finding, Findings
from generator.diff.pair import one_line
from generator.openapi.documents import Pointer


@dataclass(frozen=True)
class Difference(Finding):
    """Something that only one of the two documents contains, or that they define differently.

    `kind` is what it concerns (`type`, `required`, `enum`, `maximum`, `property`, ...), `names` are the operations and
    the paths into them, and `pointers` has the place in the bundled description, or where it would be there.
    """

    side: str
    """`missing` in the description, `extra` in the description, or `differs`."""
    upstream: Any
    """What upstream defines."""
    ours: Any = None
    """What the description defines."""
    used_at: tuple[Pointer, ...] = ()
    """The places of use that lead to it."""
    draft: Any = field(default=None, compare=False)
    """The upstream node or operation, to write a draft from."""

    @property
    def pointer(self) -> Pointer:
        """The place in the description."""
        return self.pointers[0]

    @property
    def key(self) -> tuple[Pointer, str]:
        """The place and the text: both together are what `departures.yaml` records."""
        return self.pointer, self.text

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
            detail = f" ({self.upstream})" if self.upstream not in (None, "") else ""
            return f"{self.kind} missing here{detail}"
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


class Differences(Findings[Difference]):
    """The differences found so far, and the places of the description that were compared."""

    def __init__(self) -> None:
        super().__init__(Difference.merged)
        self.compared: set[Pointer] = set()
        self.schemas_used: dict[Pointer, set[str]] = {}
        """The schemas that each operation uses that only the description has."""
        self.unread: dict[tuple[str, str], str] = {}
        """Why upstream operations cannot be read, by method and path."""

    def differs(
        self,
        kind: str,
        values: tuple[Any, Any],
        pointer: Pointer,
        name: str,
        used_at: Pointer | None = None,
    ) -> None:
        """Record that both documents define something differently. `values` are ours and upstream's."""
        ours, upstream = values
        self._record(Difference(kind, (name,), (pointer,), "differs", upstream, ours), used_at)

    def missing(
        self,
        kind: str,
        summary: Any,
        pointer: Pointer,
        name: str,
        used_at: Pointer | None = None,
        draft: Any = None,
    ) -> None:
        """Record that the description lacks something. `summary` describes it briefly."""
        difference = Difference(kind, (name,), (pointer,), "missing", summary, draft=draft)
        self._record(difference, used_at)

    def extra(
        self, kind: str, ours: Any, pointer: Pointer, name: str, used_at: Pointer | None = None
    ) -> None:
        """Record that upstream lacks something."""
        self._record(Difference(kind, (name,), (pointer,), "extra", None, ours), used_at)

    def _record(self, difference: Difference, used_at: Pointer | None) -> None:
        self.add(replace(difference, used_at=(difference.pointer if used_at is None else used_at,)))


def path(pointer: Pointer) -> str:
    """Return a pointer as one string, without a leading `components`."""
    steps = pointer[1:] if pointer[:1] == ("components",) else pointer
    return "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)


def shown(value: Any) -> str:
    """Return a value as one short line."""
    if value is None:
        return "not stated"
    return one_line(value, 100) if isinstance(value, (Mapping, list)) else one_line(value, 10**6)
