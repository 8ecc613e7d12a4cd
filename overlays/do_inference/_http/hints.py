"""What an error adds to the server's words: where the request went, and which key it carried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._settings.config import Settings
    from .redirects import Hop

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
