"""Atomic writes: a file appears with its complete content, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary file in the directory of `path`, and rename the file to `path` when the block ends.

    The temporary file is deleted if the block raises an exception.
    """
    partial = path.with_name(f".{path.name}.{os.urandom(6).hex()}.part")
    try:
        yield partial
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def check_place(path: Path) -> None:
    """Raise `OSError` if no file can be written at `path`. Callers check this before they download the content."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "the path is a directory, not a file", str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "the directory for the file does not exist", str(path.parent))
