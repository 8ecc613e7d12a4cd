"""Downloads from URLs of other hosts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from do_inference import (
    APIConnectionError,
    AsyncClient,
    Client,
    ConfigurationError,
    DeadlineError,
    PermissionDeniedError,
)
from do_inference.workflows import DownloadTooLargeError, download
from tests.runtime.loopback import Loopback, cut, reply, trickle

from .conftest import KEY, Driver

SECRET = ("authorization", "cookie", "x-own", "x-api-key")


def bytes_of(content: bytes, **headers: str) -> Any:
    return reply(content, content_type="application/octet-stream", headers=headers)


def leftovers(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_download_sends_no_key_and_headers(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    server.respond_with(bytes_of(content))
    done = driver.run(
        lambda c: download(c, f"{server.url}/a?sig=1", tmp_path / "a.bin"),
        server.url,
        default_headers={"X-Own": "1", "X-Api-Key": KEY},
    )
    assert (done.path, done.size, done.content_type) == (
        tmp_path / "a.bin",
        len(content),
        "application/octet-stream",
    )
    assert (tmp_path / "a.bin").read_bytes() == content
    (request,) = server.requests
    assert request.path == "/a?sig=1"
    assert not set(SECRET) & set(request.headers)
    assert KEY not in str(request.headers)


def test_redirects_are_followed_without_secrets(
    driver: Driver, server: Loopback, other: Loopback, tmp_path: Path
) -> None:
    server.respond_with(reply(b"", 302, headers={"Location": f"{other.url}/there"}))
    other.respond_with(bytes_of(b"content"))
    driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a"), server.url)
    assert (tmp_path / "a").read_bytes() == b"content"
    assert not set(SECRET) & set(other.requests[0].headers)


def test_authentication_of_the_http_client_is_not_used(server: Loopback, tmp_path: Path) -> None:
    server.respond_with(bytes_of(b"content"))
    with (
        httpx.Client(auth=("me", "secret"), headers={"X-Own": "1"}) as http_client,
        Client(api_key=KEY, base_url=server.url, http_client=http_client) as client,
    ):
        download(client, f"{server.url}/a", tmp_path / "a")
    assert not set(SECRET) & set(server.requests[0].headers)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.com/a", "a.png", "", "https://"])
def test_only_http_urls_are_accepted(driver: Driver, server: Loopback, tmp_path: Path, url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|https"):
        driver.run(lambda c: download(c, url, tmp_path / "a"), server.url)
    assert leftovers(tmp_path) == []


def test_plain_http_to_other_machines_is_rejected(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="plain http"):
        driver.run(lambda c: download(c, "http://files.example.com/a", tmp_path / "a"), server.url)


@pytest.mark.parametrize("told", [True, False])
def test_file_that_is_too_large_is_discarded(
    driver: Driver, server: Loopback, tmp_path: Path, told: bool
) -> None:
    whole = b"x" * 5000
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1388\r\n" + whole + b"\r\n0\r\n\r\n"
    server.respond_with(bytes_of(whole) if told else cut(chunked))
    (tmp_path / "a").write_bytes(b"as it was")
    with pytest.raises(DownloadTooLargeError, match="4999") as caught:
        driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a", max_bytes=4999), server.url)
    assert caught.value.limit == 4999
    assert (tmp_path / "a").read_bytes() == b"as it was"
    assert leftovers(tmp_path) == ["a"]


def test_file_of_exactly_the_maximum_size_is_accepted(
    driver: Driver, server: Loopback, tmp_path: Path
) -> None:
    server.respond_with(bytes_of(b"x" * 5000))
    done = driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a", max_bytes=5000), server.url)
    assert done.size == 5000


def test_interrupted_download_starts_again(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    server.respond_with(cut(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nxxxx"), bytes_of(b"content"))
    driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a"), server.url, max_retries=1)
    assert (tmp_path / "a").read_bytes() == b"content"


def test_failed_download_leaves_no_file(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    server.respond_with(cut(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nxxxx"))
    with pytest.raises(APIConnectionError):
        driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a"), server.url, max_retries=1)
    assert len(server.requests) == 2
    assert leftovers(tmp_path) == []


def test_deadline_applies_to_a_slow_body(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    server.respond_with(trickle(server, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"))
    with pytest.raises(DeadlineError):
        driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a", deadline=0.2), server.url)
    assert leftovers(tmp_path) == []


def test_expired_url_raises(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    server.respond_with(
        reply("<Error><Code>AccessDenied</Code></Error>", 403, content_type="application/xml")
    )
    with pytest.raises(PermissionDeniedError):
        driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "a"), server.url)


def test_missing_directory_is_an_os_error(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    server.respond_with(bytes_of(b"content"))
    with pytest.raises(
        FileNotFoundError, match=f"the directory for the file does not exist: '{tmp_path}/no'"
    ):
        driver.run(lambda c: download(c, f"{server.url}/a", tmp_path / "no" / "a"), server.url)
    with pytest.raises(IsADirectoryError, match=f"the path is a directory, not a file: '{tmp_path}'"):
        driver.run(lambda c: download(c, f"{server.url}/a", tmp_path), server.url)
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"url": None}, "the URL must be a string"),
        ({"max_bytes": "5"}, "max_bytes must be an integer"),
    ],
)
def test_errors_name_an_argument_of_a_wrong_type(
    driver: Driver, server: Loopback, tmp_path: Path, arguments: dict[str, Any], complaint: str
) -> None:
    given = {"url": f"{server.url}/a", "path": tmp_path / "a", **arguments}
    with pytest.raises(TypeError, match=complaint):
        driver.run(lambda c: download(c, **given), server.url)
    assert server.requests == []


def test_cancelled_download_leaves_no_file(server: Loopback, tmp_path: Path) -> None:
    import anyio

    server.respond_with(trickle(server, b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"))

    async def fetch(client: AsyncClient) -> None:
        with anyio.move_on_after(0.1) as scope:
            await download(client, f"{server.url}/a", tmp_path / "a")
        assert scope.cancelled_caught

    for backend in ("asyncio", "trio"):
        Driver(backend).run(fetch, server.url)
    assert leftovers(tmp_path) == []
