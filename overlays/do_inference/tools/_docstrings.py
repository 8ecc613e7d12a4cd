"""What a docstring says of a function and of its parameters, in any of the styles in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_GOOGLE: Final = re.compile(r"^\s*(args|arguments|parameters|params)\s*:\s*$", re.IGNORECASE)
_GOOGLE_ITEM: Final = re.compile(r"^(\s+)\*{0,2}(\w+)\s*(?:\([^)]*\))?\s*:\s*(.*)$")
_NUMPY: Final = re.compile(r"^\s*(other )?parameters\s*$", re.IGNORECASE)
_NUMPY_ITEM: Final = re.compile(r"^()\*{0,2}(\w+)\s*(?::.*)?()$")
_RULE: Final = re.compile(r"^\s*-{3,}\s*$")
_SPHINX_ITEM: Final = re.compile(r"^\s*:(?:param|parameter|arg)(?:\s+[^:]*?)?\s+\*{0,2}(\w+)\s*:\s*(.*)$")


class Documented(NamedTuple):
    """A docstring, read."""

    description: str
    """The first paragraph."""
    parameters: dict[str, str]


def read_docstring(text: str) -> Documented:
    """Read a docstring whose indentation has been taken away."""
    lines = text.splitlines()
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if _GOOGLE.match(line):
            found |= _items(lines[number + 1 :], _GOOGLE_ITEM)
        elif _NUMPY.match(line) and number + 1 < len(lines) and _RULE.match(lines[number + 1]):
            found |= _items(_section(lines[number + 2 :]), _NUMPY_ITEM)
    found |= _fields(lines)
    first = "\n".join(text.split("\n\n", maxsplit=1)[0].splitlines())
    return Documented(" ".join(first.split()), found)


def _items(lines: Iterator[str] | list[str], item: re.Pattern[str]) -> dict[str, str]:
    """Parameters, each with what stands on its line and on the lines indented beneath it."""
    found: dict[str, str] = {}
    indent, latest = None, ""
    for line in lines:
        matched = item.match(line)
        if matched is not None and indent in (None, matched[1]):
            indent, latest = matched[1], matched[2]
            found[latest] = matched[3].strip()
        elif line.strip() and not line[0].isspace():
            break
        elif latest and line.strip():
            found[latest] = f"{found[latest]} {line.strip()}".strip()
    return found


def _section(lines: list[str]) -> Iterator[str]:
    """The lines up to the next heading, which is underlined."""
    for number, line in enumerate(lines):
        if number + 1 < len(lines) and _RULE.match(lines[number + 1]):
            return
        yield line


def _fields(lines: list[str]) -> dict[str, str]:
    """Parameters in the form `:param name: what it is`."""
    found: dict[str, str] = {}
    latest = ""
    for line in lines:
        matched = _SPHINX_ITEM.match(line)
        if matched is not None:
            latest = matched[1]
            found[latest] = matched[2].strip()
        elif latest and line[:1].isspace() and line.strip():
            found[latest] = f"{found[latest]} {line.strip()}".strip()
        else:
            latest = ""
    return found
