"""Files as callers give them: bytes, paths, open files, or one of these with a name."""

from __future__ import annotations

import os
from inspect import iscoroutinefunction
from io import TextIOBase
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple


class PathFile:
    """A file that is opened when it is first read and closed at its end, so that nobody has to close it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fspath(path)
        # Opened at once, so that what cannot be read is no failure of the connection later.
        with Path(path).open("rb") as file:
            self._size = file.seek(0, os.SEEK_END)
        self._position = 0
        self._file: BinaryIO | None = None

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.close()
        self._position = offset + (self._size if whence == os.SEEK_END else 0)
        return self._position

    def read(self, size: int = -1) -> bytes:
        if self._file is None:
            self._file = Path(self.name).open("rb")  # noqa: SIM115 - closed at the end of the file, or by `seek`
            self._file.seek(self._position)
        piece = self._file.read(size)
        self._position += len(piece)
        if not piece or size < 0:
            self.close()
        return piece

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class NamedFile(NamedTuple):
    """A file that was given as `(name, content)` or `(name, content, content type)`."""

    name: str
    content: Any
    """Bytes or a readable file."""
    content_type: str | None = None


def named_file(given: tuple[Any, ...]) -> NamedFile:
    """A file given as a tuple. Raises `TypeError` or `ValueError` for another tuple."""
    if len(given) not in (2, 3) or not isinstance(given[0], str):
        raise TypeError(
            "a file in a tuple is (name, content) or (name, content, content type), the name a string"
        )
    name, content, *rest = given
    content_type = rest[0] if rest else None
    if content_type is not None and not (isinstance(content_type, str) and content_type.isprintable()):
        raise ValueError(f"the content type of {name!r} must be one such as audio/wav")
    return NamedFile(name, file_content(content), content_type)


def file_content(given: Any) -> Any:
    """What a file consists of: bytes, or something to read them from.

    Raises `TypeError` for what is neither, and `OSError` for a path that cannot be read.
    """
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(given)
    if isinstance(given, os.PathLike):
        return PathFile(given)
    if isinstance(given, TextIOBase):
        raise TypeError("the file must be opened in binary mode, 'rb'")
    if iscoroutinefunction(getattr(given, "read", None)):
        raise TypeError("the file must be an ordinary one, not an asynchronous one; it is read in a thread")
    if isinstance(given, type) or not hasattr(given, "read"):
        hint = "; for the file of that name pass pathlib.Path(...)" if isinstance(given, str) else ""
        raise TypeError(
            f"a file is given as bytes, a path, a readable file or (name, content), not {type(given).__name__}{hint}"
        )
    return given
