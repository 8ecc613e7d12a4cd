"""Files as arguments (bytes, paths, open files, or a tuple with a name), and how they are read."""

from __future__ import annotations

import os
from inspect import iscoroutinefunction
from io import TextIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from ..errors import FileChangedError, UploadError

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE: Final = 256 * 1024
_READ_AT_ONCE: Final = 64 * 1024
"""Bytes. Smaller files are read when the call is made. Among them are the kernel's, which do not declare their real
size."""
_HELD_IN_MEMORY: Final = 4 * 1024 * 1024
"""Bytes of a file of unknown size that are kept in memory before the copy moves to the disk."""


class PathFile:
    """A file that is opened for the first read and closed at its end, so that the caller does not have to close it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fsdecode(path)
        # It is opened at once, so that an unreadable path is an error of the call and not of the connection.
        self._file: BinaryIO | None = Path(self.name).open("rb")  # noqa: SIM115 - closed here, or at the end of the file
        self._position = 0
        self._seekable = _measure(self._file, 0) is not None
        if self._seekable:  # It stays open: a named pipe cannot be opened and read a second time.
            self.close()

    def seekable(self) -> bool:
        return self._seekable

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.close()
        self._position = offset + (Path(self.name).stat().st_size if whence == os.SEEK_END else 0)
        return self._position

    def read(self, size: int = -1) -> bytes:
        if self._file is None:
            self._file = Path(self.name).open("rb")  # noqa: SIM115 - closed at the end of the file, or by `seek`
            if self._position:
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
    """A file that was passed as `(name, content)` or `(name, content, content type)`."""

    name: str
    content: Any
    """Bytes or a readable file."""
    content_type: str | None = None


def named_file(given: tuple[Any, ...]) -> NamedFile:
    """Return a file that was passed as a tuple. Raises `TypeError` or `ValueError` for any other tuple."""
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
    """Return the content of a file argument: bytes, or an object with `read`.

    Raises `TypeError` for other objects, `ValueError` for a file that is closed or not open for reading, and `OSError`
    for a path that cannot be read.
    """
    if isinstance(given, bytes | bytearray | memoryview):
        return bytes(given)
    if isinstance(given, PathFile):
        return given
    if isinstance(given, os.PathLike):
        return PathFile(given)
    if isinstance(given, TextIOBase):
        raise TypeError("the file must be opened in binary mode, 'rb'")
    if iscoroutinefunction(getattr(given, "read", None)):
        raise TypeError("the file must be an ordinary one, not an asynchronous one; it is read in a thread")
    if isinstance(given, type) or not hasattr(given, "read"):
        hint = "; for the file of that name pass pathlib.Path(...)" if isinstance(given, str) else ""
        hint = "; join what it gives first: b''.join(...)" if hasattr(given, "__next__") else hint
        raise TypeError(
            f"a file is given as bytes, a path, a readable file or (name, content), not {type(given).__name__}{hint}"
        )
    if getattr(given, "closed", False) is True:
        raise ValueError("the file is closed; pass an open one")
    readable = getattr(given, "readable", None)
    if callable(readable) and readable() is False:
        raise ValueError("the file is not open for reading; open it in binary mode, 'rb'")
    return given


class Source:
    """A seekable file of known length. Each attempt reads it again."""

    __slots__ = ("_file", "_length", "_start")

    def __init__(self, file: Any, start: int, length: int) -> None:
        self._file = file
        self._start = start
        self._length = length

    def __len__(self) -> int:
        return self._length

    def pieces(self) -> Iterator[bytes]:
        """Yield the content. Raises `FileChangedError` before the last chunk is sent if the length has changed."""
        left = self._length
        while left > 0:
            piece = self._next(min(_PIECE, left), rewind=left == self._length)
            left -= len(piece)
            if not piece or (not left and self._next(1)):
                raise self._changed(self._length - left)
            yield piece

    def _next(self, size: int, *, rewind: bool = False) -> bytes:
        try:
            if rewind:
                self._file.seek(self._start)
            return _read(self._file, size)
        except Exception as error:  # The object belongs to the caller and may raise anything.
            raise UploadError(f"the file cannot be read: {error}") from error

    def _changed(self, read: int) -> FileChangedError:
        measured = _measure(self._file, 0)
        actual = measured[1] - self._start if measured else read
        actual = actual if actual != self._length else read
        return FileChangedError(
            f"the file changed while it was sent: it had {self._length} bytes and now has {actual}; "
            "send a copy of it, or its content as bytes",
            expected=self._length,
            actual=actual,
        )


class Spool(Source):
    """A temporary copy of a file whose length was unknown."""

    __slots__ = ()

    def __del__(self) -> None:
        self._file.close()


def source_of(given: Any, *, whole: bool = False) -> bytes | Source:
    """Return the content of a file, from its current position or, with `whole`, from its beginning if it is seekable.

    Small files and files without a known length (pipes, sockets, responses) are read to their end at once.
    """
    content = file_content(given)
    if isinstance(content, bytes):
        return content
    measured = _measure(content, 0 if whole else None)
    if measured is None:
        return _copy(content)
    start, end = measured
    if end - start <= _READ_AT_ONCE:
        return _copy(content)
    _read(content, 1)  # A file in text mode is an error of the call.
    return Source(content, start, end - start)


def _measure(file: Any, start: int | None) -> tuple[int, int] | None:
    """Return the first and last position of the content, and seek to the first; None if the file is not seekable."""
    try:
        if file.seekable() is False:
            return None
    except AttributeError:
        pass
    try:
        begin = file.tell() if start is None else start
        if not isinstance(begin, int) or begin < 0:
            return None
        file.seek(0, os.SEEK_END)
    except Exception:  # noqa: BLE001 - whatever it raises, such a file is read to its end
        return None
    try:
        end = file.tell()
        file.seek(begin)
    except Exception as error:
        # The position is the end of the file now. Reading from there would send nothing.
        raise ValueError(
            f"the file cannot go back to where it was: {error}; pass its content as bytes"
        ) from error
    return (begin, end) if isinstance(end, int) else None


def _copy(file: Any) -> bytes | Source:
    """Copy the rest of a file; into memory if it is small."""
    from tempfile import SpooledTemporaryFile

    spool = SpooledTemporaryFile(max_size=_HELD_IN_MEMORY)  # noqa: SIM115 - closed with its source
    length = 0
    try:
        while piece := _read(file, _PIECE):
            length += spool.write(piece)
        if length > _READ_AT_ONCE:
            return Spool(spool, 0, length)
        spool.seek(0)
        whole: bytes = spool.read()
    except BaseException:
        spool.close()
        raise
    spool.close()
    return whole


def _read(file: Any, size: int) -> bytes:
    try:
        piece = file.read(size)
    except TypeError as error:
        raise TypeError(f"the file must have read(size): {error}; else pass its content as bytes") from error
    if isinstance(piece, str):
        raise TypeError("the file must be opened in binary mode, 'rb'")
    if not isinstance(piece, bytes | bytearray | memoryview):
        raise TypeError(
            f"read() must return bytes, not {type(piece).__name__}; a file must not be non-blocking"
        )
    return bytes(piece)
