"""Redirects: which ones are followed, what they may carry, and what errors report about them. A key never leaves its
origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin, urlsplit, urlunsplit

from .._settings.endpoint import ascii_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from .._settings.config import Settings
    from .._settings.header_fields import FieldList
    from .._transport.urls import AnyURL

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS: Final = 5

_HARMLESS: Final = frozenset({b"accept", b"accept-encoding", b"user-agent"})
_KEY_SOURCES: Final[Mapping[str, str]] = {
    "argument": "the key is the one passed as api_key",
    "callable": "the key is the one that the function passed as api_key returned",
}


class Hop(NamedTuple):
    """One request of an attempt: the first one, or one after a redirect."""

    method: str
    url: AnyURL
    headers: FieldList
    secured: bool
    """Whether the request carries the key."""
    foreign: bool = False
    """Whether the request goes to a host other than the client's endpoint."""
    number: int = 0


class RedirectError(Exception):
    """A redirect that is not followed. The text says why, and what to do."""


def next_hop(hop: Hop, status: int, location: str | None, *, allow_http: bool) -> Hop:
    """Return the request that follows a redirect. Raises `RedirectError` if following it is not safe."""
    url = _target(hop, location)
    place = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
    same = _origin(url) == _origin(hop.url)
    if hop.number >= MAX_REDIRECTS:
        raise RedirectError(f"more than {MAX_REDIRECTS} redirects")
    if hop.method not in ("GET", "HEAD"):
        if not same:
            raise RedirectError(
                f"{hop.method} was redirected to {place}, another origin: not followed, the request and its key "
                "stay here. If that is the right address, make the client with it"
            )
        if status not in (307, 308):
            raise RedirectError(
                f"{hop.method} was redirected with status {status}, which would drop its body"
            )
        return hop._replace(url=url, number=hop.number + 1)
    if same:
        return hop._replace(url=url, number=hop.number + 1)
    if url.scheme == "http" and hop.url.scheme == "https" and not allow_http and not is_loopback(url.host):
        raise RedirectError(f"redirected from https to plain http at {place}: not followed")
    headers = [(b"Host", url.netloc)]
    headers += [field for field in hop.headers if field[0].lower() in _HARMLESS]
    return Hop(hop.method, url, headers, secured=False, foreign=True, number=hop.number + 1)


def _target(hop: Hop, location: str | None) -> AnyURL:
    if not location:
        raise RedirectError("redirected without a location")
    try:
        url = outside_url(urljoin(str(hop.url), location))
    except ValueError:
        raise RedirectError("redirected to a location that is not an http URL") from None
    return url.copy_with(userinfo=b"", fragment=None)


def _origin(url: AnyURL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def outside_url(text: str) -> httpx.URL:
    """Parse an absolute URL, with its host as it is sent. Raises `ValueError` for anything else.

    The message contains no part of the URL: presigned URLs are secret, and so are user names and passwords in URLs.
    """
    import httpx  # Imported here for start-up time: most calls only have the URL of their operation.

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


def place_of(hop: Hop, start: Hop) -> str:
    """Return the host and port of a request, with the first host of the call if a redirect changed it."""
    host = hop.url.netloc.decode("ascii", "replace")
    if hop is start:
        return host
    first = start.url.netloc.decode("ascii", "replace")
    return host if host == first else f"{host} (redirected from {first})"


def hint_of(status: int, hop: Hop, start: Hop, settings: Settings) -> str:
    """Return what a caller can check after an error status. Never contains the value of a key."""
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
    """Return which host the response is from; empty if it is the host of the call."""
    elsewhere = hop.number and place_of(hop, start) != place_of(start, start)
    return f"the response is from {place_of(hop, start)}" if elsewhere else ""


def _key_of(hop: Hop, settings: Settings) -> str:
    if any(name.lower() == b"authorization" for name, _ in hop.headers):
        return "the key is in the header Authorization of default_headers or extra_headers"
    if not hop.secured:
        return "the request carried no key"
    source = settings.credentials.source
    return _KEY_SOURCES.get(source, f"the key is the value of the environment variable {source}")
