"""Findings: what a comparison finds. Equal findings at several places become one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from generator.openapi.documents import Pointer


@dataclass(frozen=True)
class Finding(ABC):
    """One difference between two documents."""

    kind: str
    """What differs, for programs: `property-removed`, `type`, `required`."""
    names: tuple[str, ...]
    """What people call the places where it was found."""
    pointers: tuple[Pointer, ...]
    """The places in the documents."""

    @property
    @abstractmethod
    def key(self) -> Hashable:
        """Equal for findings that are reported as one."""


F = TypeVar("F", bound=Finding)


class Findings(Generic[F]):
    """The findings of a comparison, each once, in the order in which they were found.

    `merge` returns one finding for two equal ones from different places.
    """

    def __init__(self, merge: Callable[[F, F], F], findings: Iterable[F] = ()) -> None:
        self._merge = merge
        self._found: dict[Hashable, F] = {}
        for finding in findings:
            self.add(finding)

    def add(self, finding: F) -> None:
        """Add a finding, or merge it into an equal one."""
        key = finding.key
        self._found[key] = self._merge(self._found[key], finding) if key in self._found else finding

    def __iter__(self) -> Iterator[F]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)
