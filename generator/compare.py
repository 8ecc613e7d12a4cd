"""The comparison of two trees of files, byte by byte."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path


class FileDifference(NamedTuple):
    """A file that differs from the expected one."""

    path: str
    what: str
    """`edited`, `missing` or `stray`."""


def compare(expected: Path, actual: Path) -> list[FileDifference]:
    """Return the files of `actual` that differ from `expected`, sorted by path."""
    wanted, found = _files(expected), _files(actual)
    out = [FileDifference(path, "missing") for path in wanted - found]
    out += [FileDifference(path, "stray") for path in found - wanted]
    for path in wanted & found:
        if (expected / path).read_bytes() != (actual / path).read_bytes():
            out.append(FileDifference(path, "edited"))
    return sorted(out)


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
