"""Which proxy the environment names for a URL. Without I/O.

`HTTP_PROXY` counts for http and `HTTPS_PROXY` for https, else `ALL_PROXY`; `NO_PROXY` names exceptions. Names in upper
case come before those in lower case. The rules for exceptions are those of Go's `httpproxy`: names with their
subdomains (`.example.com` and `*.example.com` are the subdomains alone), addresses, networks such as `10.0.0.0/8`, each
but networks perhaps with a port, and `*` for everything. Entries are separated by commas or white space, and malformed
ones have no effect. This machine is never reached through a proxy, to which the same name means another machine.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from .._settings.hosts import ascii_host, is_loopback
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

_Address: TypeAlias = "IPv4Address | IPv6Address"
_Network: TypeAlias = "IPv4Network | IPv6Network"

_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""The schemes of proxies, and their ports where the URL has none."""
_ENTRY: Final = re.compile(
    r"\[(?P<bracketed>[^]]*)\](?::(?P<port>[0-9]{1,5}))?|(?P<host>[^:]+)(?::(?P<own>[0-9]{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and the variable that names it."""

    scheme: str
    host: str
    port: int
    source: str
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """Host and port, for messages."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Proxies:
    """The proxies of one environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._named: dict[str, tuple[str, str]] = {}
        for scheme in ("http", "https", "all"):
            found = _variable(environment, f"{scheme.upper()}_PROXY")
            if found is not None:
                self._named[scheme] = found
        if not self._named:
            self._named = _of_the_system()
        excepted = _variable(environment, "NO_PROXY")
        self._exceptions = Exceptions("" if excepted is None else excepted[1])

    def __bool__(self) -> bool:
        return bool(self._named)

    def of(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy for a URL; None if it is reached directly.

        Raises `ConfigurationError` if the variable holds something else. Only a proxy that is needed is read.
        """
        named = self._named.get(scheme) or self._named.get("all")
        if named is None or is_loopback(host) or self._exceptions.match(host, port):
            return None
        return parse_proxy(*named)


def parse_proxy(source: str, text: str) -> Proxy:
    """The proxy in the variable `source`. The message of a `ConfigurationError` repeats no part of the value."""
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port
        host = ascii_host(parts.hostname or "")
        if (
            not text.isprintable()
            or port == 0
            or ("://" not in text and parts.path)
            or parts.query
            or parts.fragment
            or "@" in parts.path
            or "#" in text
        ):
            raise ValueError
    except ValueError:
        raise _unusable(
            source,
            "it is not a URL such as http://user:password@host:port, in which a /, ?, # or @ of the user name or "
            "password has to be percent-encoded",
        ) from None
    if parts.scheme not in _PORTS:
        raise _unusable(source, f"its scheme must be one of {', '.join(_PORTS)}")
    user = None if parts.username is None else unquote(parts.username)
    return Proxy(
        parts.scheme, host, port or _PORTS[parts.scheme], source, user, unquote(parts.password or "")
    )


def _unusable(source: str, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"the proxy in {source} cannot be used: {reason}. Correct {source}, or pass an http_client or a transport"
    )


def _variable(environment: Mapping[str, str], name: str) -> tuple[str, str] | None:
    """The variable that is set, and its value. An empty one counts as not set."""
    for spelling in (name, name.lower()):
        # In a CGI program HTTP_PROXY holds what a request says in a header field "Proxy".
        if spelling == "HTTP_PROXY" and "REQUEST_METHOD" in environment:
            continue
        value = environment.get(spelling, "").strip()
        if value:
            return spelling, value
    return None


def _of_the_system() -> dict[str, tuple[str, str]]:
    """The proxies in the settings of macOS and Windows."""
    if sys.platform not in ("darwin", "win32"):
        return {}
    from urllib.request import getproxies

    source = "the settings of the system"
    return {
        scheme: (source, url) for scheme, url in getproxies().items() if scheme in ("http", "https", "all")
    }


class _Name(NamedTuple):
    """A name and its subdomains, or its subdomains alone."""

    suffix: str
    itself: bool
    port: int | None


class Exceptions:
    """What `NO_PROXY` says."""

    def __init__(self, text: str) -> None:
        self._all = False
        self._networks: list[_Network] = []
        self._addresses: list[tuple[_Address, int | None]] = []
        self._names: list[_Name] = []
        for entry in re.split(r"[\s,]+", text.lower()):
            self._add(entry)

    def match(self, host: str, port: int) -> bool:
        """Whether a host is reached without a proxy."""
        if self._all:
            return True
        host = host.strip("[]").lower().removesuffix(".")
        address = _address(host)
        if address is not None:
            return any(address in network for network in self._networks) or any(
                address == own and wanted in (None, port) for own, wanted in self._addresses
            )
        return any(
            (host.endswith(name.suffix) or (name.itself and host == name.suffix[1:]))
            and name.port in (None, port)
            for name in self._names
        )

    def _add(self, entry: str) -> None:
        if entry == "*":
            self._all = True
            return
        network = _network(entry)
        if network is not None:
            self._networks.append(network)
            return
        address = _address(entry)
        if address is not None:
            self._addresses.append((address, None))
            return
        parts = _ENTRY.fullmatch(entry)
        if parts is None:
            return
        number = parts["port"] or parts["own"]
        port = None if number is None else int(number)
        host = parts["bracketed"] or parts["host"] or ""
        address = _address(host)
        if address is not None:
            self._addresses.append((address, port))
        elif parts["host"]:
            self._add_name(host.removeprefix("*") if host.startswith("*.") else host, port)

    def _add_name(self, host: str, port: int | None) -> None:
        name = host.strip(".")
        try:
            suffix = f".{ascii_host(name)}"
        except ValueError:
            return
        self._names.append(_Name(suffix, not host.startswith("."), port))


def _address(text: str) -> _Address | None:
    """An address without its zone; one of IPv4 also if it is written as one of IPv6."""
    try:
        address = ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _network(text: str) -> _Network | None:
    address, slash, length = text.partition("/")
    if not slash or not length.isascii() or not length.isdecimal():
        return None
    try:
        return ip_network(f"{address.strip('[]')}/{length}", strict=False)
    except ValueError:
        return None
