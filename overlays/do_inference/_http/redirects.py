"""Where a redirect leads, and what may go along. A key never goes to another origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from .._settings.endpoint import ascii_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._settings.config import Settings
    from .._settings.header_fields import FieldList

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS: Final = 5

_HARMLESS: Final = frozenset({b"accept", b"accept-encoding", b"user-agent"})


class Hop(NamedTuple):
    """One request of an attempt: the first, or one that a redirect led to."""

    method: str
    url: httpx.URL
    headers: FieldList
    secured: bool
    """Whether the key goes along."""
    foreign: bool = False
    """Whether it goes elsewhere than to the client's own endpoint."""
    number: int = 0


class RefusalError(Exception):
    """A redirect that is not followed. Its text says why and what to do."""


def next_hop(hop: Hop, status: int, location: str | None, *, allow_http: bool) -> Hop:
    """The request that a redirect asks for. Raises `RefusalError` where it cannot be made safely."""
    url = _target(hop, location)
    place = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
    same = _origin(url) == _origin(hop.url)
    if hop.number >= MAX_REDIRECTS:
        raise RefusalError(f"more than {MAX_REDIRECTS} redirects")
    if hop.method not in ("GET", "HEAD"):
        if not same:
            raise RefusalError(
                f"{hop.method} was redirected to {place}, another origin: not followed, the request and its key "
                "stay here. If that is the right address, make the client with it"
            )
        if status not in (307, 308):
            raise RefusalError(f"{hop.method} was redirected with status {status}, which would drop its body")
        return hop._replace(url=url, number=hop.number + 1)
    if same:
        return hop._replace(url=url, number=hop.number + 1)
    if url.scheme == "http" and hop.url.scheme == "https" and not allow_http and not is_loopback(url.host):
        raise RefusalError(f"redirected from https to plain http at {place}: not followed")
    headers = [(b"Host", url.netloc)]
    headers += [field for field in hop.headers if field[0].lower() in _HARMLESS]
    return Hop(hop.method, url, headers, secured=False, foreign=True, number=hop.number + 1)


def _target(hop: Hop, location: str | None) -> httpx.URL:
    if not location:
        raise RefusalError("redirected without saying where")
    try:
        url = outside_url(urljoin(str(hop.url), location))
    except ValueError:
        raise RefusalError("redirected to something that is not a URL of a web server") from None
    return url.copy_with(userinfo=b"", fragment=None)


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def outside_url(text: str) -> httpx.URL:
    """An absolute URL with its host in the form that is sent. Raises `ValueError` for anything else.

    No part of the URL is in the message: presigned URLs are secret, and so are names and passwords in them.
    """
    try:
        parts = urlsplit(text)
        host = ascii_host(parts.hostname or "")
        if not (parts.hostname or "").isascii():
            user, at, _ = parts.netloc.rpartition("@")
            port = "" if parts.port is None else f":{parts.port}"
            text = urlunsplit(parts._replace(netloc=f"{user}{at}{host}{port}"))
        url = httpx.URL(text)
    except (ValueError, httpx.InvalidURL):
        raise ValueError("not an absolute URL") from None
    if url.scheme not in ("http", "https"):
        raise ValueError("not an absolute URL")
    return url


_KEYS: Final[Mapping[str, str]] = {
    "argument": "the key is the one passed as api_key",
    "callable": "the key is the one that the function passed as api_key returned",
}


def place_of(hop: Hop, start: Hop) -> str:
    """The host and port that a request goes to, and the first one if a redirect led to another."""
    host = hop.url.netloc.decode("ascii", "replace")
    if hop is start:
        return host
    first = start.url.netloc.decode("ascii", "replace")
    return host if host == first else f"{host} (redirected from {first})"


def hint_of(status: int, hop: Hop, start: Hop, settings: Settings) -> str:
    """What a caller can check after an answer with an error status; never the value of a key."""
    hints: list[str] = []
    if status in (404, 405):
        url = hop.url
        place = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}{url.path}"
        hints.append(f"the request was {hop.method} {place}")
        if settings.endpoint.prefix and not hop.foreign:
            api = settings.api
            hints.append(f"{api.endpoint_argument} already has the path {settings.endpoint.prefix}")
    if status == 401:
        hints.append(_key_of(hop, settings))
    hints.append(origin_of(hop, start))
    return "; ".join(filter(None, hints))


def origin_of(hop: Hop, start: Hop) -> str:
    """Which host an answer is from; empty if it is the one that the call was made to."""
    elsewhere = hop.number and place_of(hop, start) != place_of(start, start)
    return f"the answer is from {place_of(hop, start)}" if elsewhere else ""


def _key_of(hop: Hop, settings: Settings) -> str:
    if any(name.lower() == b"authorization" for name, _ in hop.headers):
        return "the key is in the header Authorization of default_headers or extra_headers"
    if not hop.secured:
        return "the request carried no key"
    source = settings.credentials.source
    return _KEYS.get(source, f"the key is the value of the environment variable {source}")
