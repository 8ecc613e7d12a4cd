"""Problems in a description, with their place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

MOST_SHOWN = 50
"""The number of problems that a report shows in full."""


@dataclass(frozen=True)
class SourcePlace:
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
    """What is wrong and what to do."""

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"

    @property
    def kind(self) -> str:
        """The text without names and numbers: equal for problems of the same kind."""
        return re.sub(r"'[^']*'|`[^`]*`|\b\d+\b", "...", self.text)


class DescriptionError(Exception):
    """The description has problems. The message lists them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(report(problems))


def report(problems: Sequence[Problem]) -> str:
    """Return the problems, one a line: all or, if there are many, the first ones and the number of each kind."""
    if len(problems) <= MOST_SHOWN:
        return "\n".join(map(str, problems))
    kinds = Counter(problem.kind for problem in problems).most_common(MOST_SHOWN)
    counts = (f"{count:>6} {kind}" for kind, count in kinds)
    heading = f"The first {MOST_SHOWN} of {len(problems)} problems are shown. By kind:"
    return "\n".join([*map(str, problems[:MOST_SHOWN]), heading, *counts])
