"""Selection of a proxy for a URL from the environment, without I/O.

`HTTP_PROXY` applies to http and `HTTPS_PROXY` to https, otherwise `ALL_PROXY`; `NO_PROXY` lists exceptions. Variables
in upper case take precedence. The rules for exceptions are those of Go's `httpproxy`: host names including their
subdomains (`.example.com` and `*.example.com` match only subdomains), IP addresses, networks such as `10.0.0.0/8`, and
`*` for everything. Names and addresses may have a port. Entries are separated by commas or white space; malformed ones
are ignored. Requests to this machine never use a proxy, for which `localhost` would be a different machine.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from urllib.parse import unquote, urlsplit

from .._settings.endpoint import ascii_host, is_loopback
from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

_Address: TypeAlias = "IPv4Address | IPv6Address"
_Network: TypeAlias = "IPv4Network | IPv6Network"

_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""The supported schemes of proxies, and their default ports."""
_ENTRY: Final = re.compile(
    r"\[(?P<bracketed>[^]]*)\](?::(?P<port>[0-9]{1,5}))?|(?P<host>[^:]+)(?::(?P<own>[0-9]{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy and the environment variable that contains it."""

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
    """The proxies of an environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._named: dict[str, tuple[str, str]] = {}
        for scheme in ("http", "https", "all"):
            found = _variable(environment, f"{scheme.upper()}_PROXY")
            if found is not None:
                self._named[scheme] = found
        if not self._named:
            self._named = _system_proxies()
        no_proxy = _variable(environment, "NO_PROXY")
        self._no_proxy = NoProxyRules("" if no_proxy is None else no_proxy[1])

    def __bool__(self) -> bool:
        return bool(self._named)

    def of(self, scheme: str, host: str, port: int) -> Proxy | None:
        """Return the proxy for a URL; None for a direct connection.

        Raises `ConfigurationError` if the URL of the proxy is malformed. Proxies that are not needed are not parsed.
        """
        named = self._named.get(scheme) or self._named.get("all")
        if named is None or is_loopback(host) or self._no_proxy.match(host, port):
            return None
        return parse_proxy(*named)


def parse_proxy(source: str, text: str) -> Proxy:
    """Parse the proxy in the variable `source`. A `ConfigurationError` contains no part of the value."""
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
            "it is not a URL such as http://user:password@host:port; percent-encode /, ?, # and @ in the user name and "
            "password",
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
    """Return the name and value of a variable that is set. Empty variables count as unset."""
    for spelling in (name, name.lower()):
        # In a CGI program, HTTP_PROXY contains the value of the request header "Proxy", which attackers control.
        if spelling == "HTTP_PROXY" and "REQUEST_METHOD" in environment:
            continue
        value = environment.get(spelling, "").strip()
        if value:
            return spelling, value
    return None


def _system_proxies() -> dict[str, tuple[str, str]]:
    """Return the proxies from the system settings of macOS and Windows."""
    if sys.platform not in ("darwin", "win32"):
        return {}
    from urllib.request import getproxies

    source = "the system settings"
    return {
        scheme: (source, url) for scheme, url in getproxies().items() if scheme in ("http", "https", "all")
    }


class _Name(NamedTuple):
    """A host name including its subdomains, or only its subdomains."""

    suffix: str
    itself: bool
    port: int | None


class NoProxyRules:
    """The exceptions in `NO_PROXY`."""

    def __init__(self, text: str) -> None:
        self._all = False
        self._networks: list[_Network] = []
        self._addresses: list[tuple[_Address, int | None]] = []
        self._names: list[_Name] = []
        for entry in re.split(r"[\s,]+", text.lower()):
            self._add(entry)

    def match(self, host: str, port: int) -> bool:
        """Return whether the rules exclude a host from using a proxy."""
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
    """Parse an IP address without its zone. IPv4-mapped IPv6 addresses become IPv4 addresses."""
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
