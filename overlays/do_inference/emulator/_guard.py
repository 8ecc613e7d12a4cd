"""Validation of `Host` and `Origin`, so that pages of other sites cannot read requests and responses.

A page of any site can send requests to loopback. With DNS rebinding, a name of that site resolves to 127.0.0.1, so the
page could also read the responses. Such requests have the name in `Host` and the site in `Origin`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from do_inference.emulator._errors import ErrorReply

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

GUARD = "do_inference.emulator.guard"
"""The key of the guard in an ASGI scope. Without a socket there is no guard, since no page can send requests."""
ANY_HOST = "*"
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?")
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?")
_ALLOW = "start the emulator with --allow-host {} (Options(allow_hosts=...)) to accept it"


_LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""The usual names of this machine, which need no parser."""


def check_hosts(names: Iterable[str]) -> None:
    """Raise ValueError unless every name is a host without scheme and port, or `*`."""
    for name in names:
        if name != ANY_HOST and _NAME.fullmatch(name) is None and _address(name) is None:
            raise ValueError(
                f"allow_hosts takes names such as dev.example, without scheme and port, or *, not {name!r}"
            )


@lru_cache(maxsize=256)
def host_of(text: str) -> str | None:
    """Return the host of a `Host` header in lower case, without port, brackets and final dot; None if malformed."""
    found = _HOST.fullmatch(text)
    if found is None or (found[3] is not None and int(found[3]) > 65535):
        return None
    if found[1] is not None:
        return found[1].lower() if _address(found[1]) is not None else None
    return found[2].lower().removesuffix(".") or None


def is_loopback(host: str) -> bool:
    """Return whether a host is loopback: 127.0.0.0/8, ::1, localhost and names below localhost."""
    if host in _LOOPBACK or host.endswith(".localhost"):
        return True
    address = _address(host)
    mapped = getattr(address, "ipv4_mapped", None)
    return address is not None and (mapped or address).is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Guard:
    """Rejects requests by their `Host` and `Origin`, so that web pages cannot reach the emulator by DNS rebinding.

    An emulator on loopback accepts only loopback hosts. On other addresses, operations accept any host, since other
    machines may use any name for it. The admin endpoints accept loopback hosts, IP addresses (which cannot be rebound)
    and the listening host. `allowed` names are always accepted.
    """

    listening: str
    allowed: tuple[str, ...] = ()

    def check(self, scope: Mapping[str, Any], named: str, *, own_pages: bool = False) -> None:
        """Raise ErrorReply 400 unless a request has one valid `Host`, and 403 for a foreign host or origin.

        `named` is the value of `Host`, empty without one. Several values in a list are not a host.
        """
        if not str(scope["path"]).startswith(("/", "*")):
            raise ErrorReply(400, "The request target must be a path, not a complete URL.")
        host = host_of(named)
        if host is None:
            raise ErrorReply(400, "A request must have one Host header with a host and an optional port.")
        if not self._accepts(host, own_pages):
            raise ErrorReply(403, f"The host {host} is not this machine; " + _ALLOW.format(host) + ".")
        if own_pages:
            self._check_origin(scope)

    def cross_origin(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return CORS headers that let pages of this machine and of allowed hosts read responses of operations."""
        host = _origin_host(headers["origin"])
        if host is None or not (is_loopback(host) or self._allows(host)):
            return {"vary": "Origin"}
        granted = {
            "access-control-allow-origin": headers["origin"],
            "access-control-expose-headers": "*",
            "access-control-allow-methods": "*",
            "vary": "Origin",
        }
        if "access-control-request-method" in headers:
            granted["access-control-allow-headers"] = headers.get("access-control-request-headers", "*")
        return granted

    def _accepts(self, host: str, own_pages: bool) -> bool:
        if is_loopback(host) or self._allows(host):
            return True
        if is_loopback(self.listening):
            return False
        return not own_pages or _address(host) is not None or host == self.listening.lower()

    def _allows(self, host: str) -> bool:
        return any(name in (ANY_HOST, host) for name in map(str.lower, self.allowed))

    def _check_origin(self, scope: Mapping[str, Any]) -> None:
        for origin in _values(scope, b"origin"):
            host = _origin_host(origin)
            if host is None or not self._accepts(host, own_pages=True):
                raise ErrorReply(403, "Pages of other sites cannot use the admin endpoints of the emulator.")
        opened = scope["method"] == "GET" and _values(scope, b"sec-fetch-mode") == ["navigate"]
        if (
            not opened
            and not _values(scope, b"origin")
            and _values(scope, b"sec-fetch-site") == ["cross-site"]
        ):
            raise ErrorReply(403, "Pages of other sites cannot use the admin endpoints of the emulator.")


def _origin_host(origin: str) -> str | None:
    scheme, _, rest = origin.partition("://")
    return host_of(rest) if scheme in ("http", "https") else None


def _values(scope: Mapping[str, Any], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]
