"""URLs of requests."""

from __future__ import annotations

from string import ascii_letters, digits
from typing import TYPE_CHECKING, Final, TypeAlias

from .lookup import is_address

if TYPE_CHECKING:
    import httpx

_PORTS: Final = {"http": "80", "https": "443"}
_HOST: Final = frozenset(ascii_letters.lower() + digits + "-.")
_TARGET: Final = frozenset(ascii_letters + digits + "-._~/?&=:,;+!$()*")
"""The characters of paths and queries that have one form only. A percent sign has two, because it may be data."""


class URL:
    """A URL that nothing has to be encoded in or normalized, with the attributes of `httpx.URL`."""

    __slots__ = (
        "_text",
        "host",
        "netloc",
        "path",
        "port",
        "query",
        "raw_host",
        "raw_path",
        "raw_scheme",
        "scheme",
    )

    def __init__(self, scheme: str, host: str, port: str, target: str) -> None:
        authority = f"{host}:{port}" if port else host
        path, _, query = target.partition("?")
        self._text = f"{scheme}://{authority}{target}"
        self.scheme = scheme
        self.raw_scheme = scheme.encode()
        self.host = host
        self.raw_host = host.encode()
        self.port = int(port) if port else None
        self.netloc = authority.encode()
        self.path = path
        self.query = query.encode()
        self.raw_path = target.encode()

    def __str__(self) -> str:
        return self._text


AnyURL: TypeAlias = "URL | httpx.URL"


def parse_url(text: str) -> AnyURL:
    """Return an absolute URL. That of httpx, which takes long to import, is used where encoding is necessary."""
    scheme, _, rest = text.partition("://")
    authority, slash, target = rest.partition("/")
    host, colon, port = authority.partition(":")
    plain = (
        scheme in _PORTS
        and slash
        and _HOST.issuperset(host)
        and host.strip(".") == host != ""
        and "xn--" not in host
        and (not host[-1].isdigit() or is_address(host))
        and (port.isdecimal() and port[0] != "0" and port != _PORTS[scheme] if colon else True)
        and _TARGET.issuperset(target)
        and "/." not in f"/{target}"
    )
    if plain:
        return URL(scheme, host, port, f"/{target}")
    import httpx

    return httpx.URL(text)
