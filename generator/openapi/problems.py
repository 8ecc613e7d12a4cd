"""What is wrong with a description, told so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True)
class Place:
    """Where a piece of the bundle was written."""

    file: Path
    line: int | None

    def __str__(self) -> str:
        return f"{self.file.as_posix()}:{self.line}" if self.line else self.file.as_posix()


class Problem(NamedTuple):
    """One thing to mend."""

    where: str
    """File and line, or JSON pointer."""
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


class DescriptionError(Exception):
    """The description cannot be used as it is. Its text names every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
