"""Two trees of files, compared byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class Difference(NamedTuple):
    """One file that is not as it should be."""

    path: str
    what: str
    """`edited`, `missing` or `stray`."""


def compare(expected: Path, actual: Path) -> list[Difference]:
    """What has to happen to `actual` for it to be `expected`, by path."""
    wanted, found = _files(expected), _files(actual)
    out = [Difference(path, "missing") for path in wanted - found]
    out += [Difference(path, "stray") for path in found - wanted]
    for path in wanted & found:
        if (expected / path).read_bytes() != (actual / path).read_bytes():
            out.append(Difference(path, "edited"))
    return sorted(out)


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
