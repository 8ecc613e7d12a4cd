"""Files that are complete or not there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to. What is there replaces the file at `path` in the end, and is removed where
    writing fails.
    """
    partial = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Raise `OSError` where no file can be put: better before it is fetched than after."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "this is a directory, not a file", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no directory to put the file into", str(path.parent))
