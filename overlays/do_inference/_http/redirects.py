"""Where a redirect leads, and what may go along. A key never goes to another origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin

import httpx

from .._settings.hosts import is_loopback
from .urls import outside_url

if TYPE_CHECKING:
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
