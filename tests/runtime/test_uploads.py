"""Uploads: all types of files are sent with their declared length, or rejected."""

from __future__ import annotations

import bz2
import gc
import gzip
import io
import lzma
import os
import re
import socket
import tarfile
import tempfile
import threading
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import h11
import httpcore
import httpx
import pytest

from do_inference import (
    APIConnectionError,
    ConfigurationError,
    FileChangedError,
    InferenceError,
    UploadError,
)
from do_inference._http.files import source_of

from .loopback import Loopback, reply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .conftest import Driver

SMALL = b"0123456789"
LARGE = bytes(range(256)) * 4096
"""Larger than one read and several chunks."""


def send_form(driver: Driver, server: Loopback, file: Any, **options: Any) -> bytes:
    driver.run(
        lambda client: client.audio.transcriptions.create(file=file, model="m", **options),
        base_url=server.url,
    )
    request = server.requests[-1]
    boundary = re.search("boundary=(.*)", request.headers["content-type"])
    assert boundary is not None
    part = next(part for part in request.body.split(b"--" + boundary[1].encode()) if b'name="file"' in part)
    return part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n")


def send_body(driver: Driver, server: Loopback, file: Any, **options: Any) -> bytes:
    url = f"{server.url}/bucket/file"
    driver.run(lambda client: client.batches.files.upload(url, content=file, **options), base_url=server.url)
    return server.requests[-1].body


@pytest.fixture(params=[send_form, send_body], ids=["form", "body"])
def send(request: pytest.FixtureRequest, server: Loopback) -> Callable[..., bytes]:
    server.respond_with(reply({"text": "hi"}))
    send: Callable[..., bytes] = request.param
    return send


class Unseekable(io.BytesIO):
    """Claims to be seekable, and is not."""

    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError("cannot go back")

    def tell(self) -> int:
        raise OSError("cannot tell")


class Minimal:
    """Has only a `read` method."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def read(self, size: int) -> bytes:
        return self._content.read(size)


def _pipe(content: bytes) -> Any:
    reading, writing = os.pipe()

    def fill() -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(content)

    threading.Thread(target=fill, daemon=True).start()
    return os.fdopen(reading, "rb")


def _named_pipe(content: bytes, folder: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs named pipes of POSIX")
    path = folder / "pipe"
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=(content,), daemon=True).start()
    return path


def _socket(content: bytes) -> Any:
    one, other = socket.socketpair()

    def fill() -> None:
        with one:
            one.sendall(content)

    threading.Thread(target=fill, daemon=True).start()
    with other:
        return other.makefile("rb")


def _compressed(module: Any, content: bytes, folder: Path) -> Any:
    path = folder / "compressed"
    with module.open(path, "wb") as file:
        file.write(content)
    return module.open(path, "rb")


def _zipped(content: bytes, folder: Path) -> Any:
    path = folder / "f.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("f", content)
    return zipfile.ZipFile(path).open("f")


def _tarred(content: bytes, folder: Path) -> Any:
    (folder / "f").write_bytes(content)
    with tarfile.open(folder / "f.tar", "w:gz") as archive:
        archive.add(folder / "f", "f")
    return tarfile.open(folder / "f.tar").extractfile("f")


def _spooled(content: bytes) -> Any:
    file = tempfile.SpooledTemporaryFile(max_size=100)  # noqa: SIM115
    file.write(content)
    file.seek(0)
    return file


OBJECTS: dict[str, Callable[[bytes, Path], Any]] = {
    "bytes": lambda content, _: content,
    "bytearray": lambda content, _: bytearray(content),
    "memory": lambda content, _: io.BytesIO(content),
    "pipe": lambda content, _: _pipe(content),
    "named pipe": _named_pipe,
    "socket": lambda content, _: _socket(content),
    "gzip": lambda content, folder: _compressed(gzip, content, folder),
    "bz2": lambda content, folder: _compressed(bz2, content, folder),
    "lzma": lambda content, folder: _compressed(lzma, content, folder),
    "zip member": _zipped,
    "tar member": _tarred,
    "spooled": lambda content, _: _spooled(content),
    "unseekable": lambda content, _: Unseekable(content),
    "only read": lambda content, _: Minimal(content),
}


class NoWayBack(io.BytesIO):
    """Seeks to its end and stays there."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if whence != io.SEEK_END:
            raise OSError("one way only")
        return super().seek(offset, whence)


class NoSize:
    def read(self) -> bytes:
        return b"content"


class BytesPath:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __fspath__(self) -> bytes:
        return os.fsencode(self._path)


def test_a_file_that_cannot_seek_is_rejected_rather_than_sent_empty() -> None:
    with pytest.raises(ValueError, match="cannot go back to where it was: one way only"):
        source_of(NoWayBack(SMALL))


def test_a_file_whose_read_accepts_no_size_is_rejected_with_advice() -> None:
    with pytest.raises(TypeError, match=r"must have read\(size\).* pass its content as bytes"):
        source_of(NoSize())


def test_a_bytes_path_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(SMALL)
    assert source_of(BytesPath(tmp_path / "f")) == SMALL


@pytest.mark.parametrize("content", [b"", SMALL, LARGE], ids=["empty", "small", "large"])
@pytest.mark.parametrize("kind", OBJECTS)
def test_all_readable_objects_are_sent_completely(
    driver: Driver, server: Loopback, send: Callable[..., bytes], tmp_path: Path, kind: str, content: bytes
) -> None:
    file = OBJECTS[kind](content, tmp_path)
    try:
        assert send(driver, server, file) == content
    finally:
        if hasattr(file, "close"):
            file.close()

    assert "transfer-encoding" not in server.requests[-1].headers
    assert server.requests[-1].fields("content-length") == 1


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_the_body_of_another_response_can_be_sent(
    driver: Driver, server: Loopback, other: Loopback, send: Callable[..., bytes], content: bytes
) -> None:
    other.respond_with(reply(content, headers={"Connection": "close"}))
    with urlopen(other.url) as response:
        assert send(driver, server, response) == content


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="needs the files of a Linux kernel")
def test_a_file_without_a_size_is_sent(driver: Driver, server: Loopback, send: Callable[..., bytes]) -> None:
    assert send(driver, server, Path("/proc/version")) == Path("/proc/version").read_bytes()


def test_a_sparse_file_is_sent(
    driver: Driver, server: Loopback, send: Callable[..., bytes], tmp_path: Path
) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(len(LARGE))

    assert send(driver, server, path) == bytes(len(LARGE))


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_bodies_start_at_the_position_and_forms_at_the_start_of_a_file(
    driver: Driver, server: Loopback, content: bytes
) -> None:
    server.respond_with(reply({"text": "hi"}))
    file = io.BytesIO(content)
    file.seek(5)
    assert send_body(driver, server, file) == content[5:]
    file.seek(5)
    assert send_form(driver, server, file) == content


@pytest.mark.parametrize("kind", OBJECTS)
@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_each_retry_sends_the_complete_file_again(
    driver: Driver, server: Loopback, send: Callable[..., bytes], tmp_path: Path, kind: str, content: bytes
) -> None:
    server.respond_with(reply("", 503), reply("", 503), reply({"text": "hi"}))
    file = OBJECTS[kind](content, tmp_path)
    try:
        assert send(driver, server, file) == content
    finally:
        if hasattr(file, "close"):
            file.close()

    assert len(server.requests) == 3
    assert len({request.body for request in server.requests}) == 1


class Changing(io.BytesIO):
    """Changes its size after the first read that follows the measurement of its size."""

    def __init__(self, change: int) -> None:
        super().__init__(LARGE)
        self._change = change

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        if self._change and size != 1:
            here = self.tell()
            self.truncate(len(LARGE) + self._change) if self._change < 0 else self._append()
            self.seek(here)
            self._change = 0
        return piece

    def _append(self) -> None:
        self.seek(0, os.SEEK_END)
        self.write(bytes(self._change))


@pytest.mark.parametrize("change", [-1, -len(LARGE) // 2, 1, 1000])
def test_a_file_that_changes_during_the_upload_is_an_error(
    driver: Driver, server: Loopback, send: Callable[..., bytes], change: int
) -> None:
    with pytest.raises(FileChangedError, match="the file changed while it was sent") as caught:
        send(driver, server, Changing(change))

    assert (caught.value.expected, caught.value.actual) == (len(LARGE), len(LARGE) + change)
    assert server.requests == []  # No complete request was received, so the connection was closed within one.


@pytest.mark.parametrize("own", [False, True])
def test_the_call_after_a_changed_file_uses_another_connection(
    driver: Driver, server: Loopback, *, own: bool
) -> None:
    server.respond_with(reply({"text": "hi"}))
    options: dict[str, Any] = {"base_url": server.url}
    if own:
        options["http_client"] = httpx.AsyncClient() if driver.is_async else httpx.Client()

    def call(client: Any, file: Any) -> Any:
        return client.audio.transcriptions.create(file=file, model="m")

    def act(client: Any) -> str:
        with pytest.raises(FileChangedError):
            call(client, Changing(-1))
        return str(call(client, b"x").text)

    async def act_async(client: Any) -> str:
        with pytest.raises(FileChangedError):
            await call(client, Changing(-1))
        return str((await call(client, b"x")).text)

    assert driver.run(act_async if driver.is_async else act, **options) == "hi"
    assert [request.connection for request in server.requests] == [1]


def test_a_file_that_fails_during_the_upload_is_not_a_connection_error(
    driver: Driver, server: Loopback, send: Callable[..., bytes]
) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError("the disk broke")
            return super().read(size)

    with pytest.raises(UploadError, match="cannot be read: the disk broke") as caught:
        send(driver, server, Failing(LARGE))

    assert not isinstance(caught.value, APIConnectionError)
    assert server.requests == []


def _text(folder: Path) -> Iterator[Any]:
    path = folder / "text"
    path.write_text("x" * 200_000)
    yield path.open()
    yield io.StringIO("x")
    yield tempfile.NamedTemporaryFile("w+")  # noqa: SIM115
    for size in (1, 200_000):
        file = tempfile.SpooledTemporaryFile(mode="w+")  # noqa: SIM115
        file.write("x" * size)
        file.seek(0)
        yield file


def test_a_file_in_text_mode_is_an_error_of_the_call(
    driver: Driver, server: Loopback, send: Callable[..., bytes], tmp_path: Path
) -> None:
    for file in _text(tmp_path):
        with file:
            if isinstance(file, tempfile._TemporaryFileWrapper):
                file.write("x")
                file.seek(0)
            with pytest.raises(TypeError, match="binary mode"):
                send(driver, server, file)
    assert server.requests == []


def test_a_file_that_cannot_be_read_is_an_error_of_the_call(
    driver: Driver, server: Loopback, send: Callable[..., bytes], tmp_path: Path
) -> None:
    closed = io.BytesIO(b"x")
    closed.close()
    with pytest.raises(ValueError, match="the file is closed"):
        send(driver, server, closed)
    with (tmp_path / "f").open("wb") as writing, pytest.raises(ValueError, match="not open for reading"):
        send(driver, server, writing)
    with pytest.raises(TypeError, match="not generator; join what it gives first"):
        send(driver, server, (piece for piece in [b"x"]))
    assert server.requests == []


def test_temporary_copies_are_closed(driver: Driver, server: Loopback, send: Callable[..., bytes]) -> None:
    gc.collect()
    content = LARGE * 5  # More than is buffered in memory.
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert send(driver, server, Unseekable(content)) == content
        gc.collect()

    assert [str(one.message) for one in warned] == []


def test_file_names_cannot_inject_headers(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"text": "hi"}))
    send_form(driver, server, ('a"b\r\nX-Evil: 1.wav', b"x"))

    assert b'filename="a%22b%0D%0AX-Evil: 1.wav"\r\nContent-Type: audio/x-wav' in server.requests[0].body


def test_text_that_forms_cannot_contain_is_rejected(driver: Driver, server: Loopback) -> None:
    with pytest.raises(ValueError, match="language has a lone surrogate"):
        send_form(driver, server, b"x", language="\ud800")
    with pytest.raises(ValueError, match="file has a lone surrogate"):
        send_form(driver, server, ("a\ud800.wav", b"x"))
    assert server.requests == []


FAILURES: list[tuple[Exception, type[InferenceError]]] = [
    (h11.LocalProtocolError("too little data"), ConfigurationError),
    (h11.RemoteProtocolError("nonsense"), APIConnectionError),
    (httpcore.LocalProtocolError("x"), ConfigurationError),
    (httpcore.RemoteProtocolError("x"), APIConnectionError),
    (httpcore.ReadTimeout("x"), InferenceError),
    (httpcore.ConnectError("x"), APIConnectionError),
    (httpcore.ConnectionNotAvailable(), APIConnectionError),
    (httpx.StreamConsumed(), APIConnectionError),
    (OSError("x"), APIConnectionError),
    (TimeoutError("x"), APIConnectionError),
]


@pytest.mark.parametrize(
    ("raised", "kind"), FAILURES, ids=lambda value: getattr(value, "__name__", repr(value))
)
@pytest.mark.parametrize("streamed", [False, True])
def test_all_errors_of_a_transport_are_package_errors(
    driver: Driver, raised: Exception, kind: type[InferenceError], *, streamed: bool
) -> None:
    import anyio

    for error in (raised, anyio.BrokenResourceError()):

        class Failing(httpx.BaseTransport, httpx.AsyncBaseTransport):
            def handle_request(self, request: httpx.Request, error: Exception = error) -> httpx.Response:
                raise error

            async def handle_async_request(
                self, request: httpx.Request, error: Exception = error
            ) -> httpx.Response:
                raise error

        call = driver.read_stream if streamed else driver.chat
        with pytest.raises(kind if error is raised else APIConnectionError) as caught:
            call("http://127.0.0.1:1", transport=Failing(), max_retries=0)
        assert caught.value.__cause__ is error
