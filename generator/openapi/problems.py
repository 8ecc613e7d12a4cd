"""Problems in a description, with their place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True)
class Place:
    """The source file and line of a part of the bundle."""

    file: Path
    line: int | None

    def __str__(self) -> str:
        return f"{self.file.as_posix()}:{self.line}" if self.line else self.file.as_posix()


class Problem(NamedTuple):
    """One problem in the description."""

    where: str
    """File and line, or JSON pointer."""
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


class DescriptionError(Exception):
    """The description has problems. The message lists all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))
