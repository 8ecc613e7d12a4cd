"""The address that a client talks to."""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ..errors import ConfigurationError

# Endpoints are often written with the prefix other SDKs want; the paths of the operations carry it here.
_PREFIXES: Final = ("/api/v1", "/v1")
_HOST: Final = re.compile(
    r"(?!.{254})(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?|[0-9a-f:.]*:[0-9a-f:.]+(?:%\w+)?", re.ASCII
)
"""A name, or an address: what is none would only be noticed by the first call."""


class Endpoint(NamedTuple):
    """An absolute URL without a slash at its end."""

    scheme: str
    authority: str
    """Host, with the port where it is not the scheme's own, as the Host header has it."""
    prefix: str
    """The path before those of the operations, empty or beginning with a slash."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.prefix}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a key may not leave."""
        return f"{self.scheme}://{self.authority}"


def parse_endpoint(text: str, *, allow_http: bool, what: str) -> Endpoint:
    """Read an endpoint. Raises `ConfigurationError` for what is no absolute URL, and for plain http to other
    hosts.

    A `/v1` or `/api/v1` at its end is taken off. `what` names the argument or variable in complaints.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
        if not text.isprintable() or not _HOST.fullmatch(_ascii(parts.hostname or "none")):
            raise ValueError
    except ValueError:
        raise ConfigurationError(f"{what} is not a URL") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        hint = (
            ""
            if "://" in text or not text
            else f"; did you mean https://{text.split('@')[-1].split('?')[0].lstrip('/')}?"
        )
        raise ConfigurationError(f"{what} must be an absolute URL that begins with https://{hint}")
    if "@" in parts.netloc:
        raise ConfigurationError(f"{what} must not carry a user name or password; keys go into api_key")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"{what} must end before a ? or #")
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.hostname):
        raise ConfigurationError(
            f"{what} is plain http to {parts.hostname}, which would show the key to everyone on the way; "
            "use https, or pass allow_http=True"
        )
    return Endpoint(parts.scheme, _authority(parts.hostname, port, parts.scheme), _without_prefix(parts.path))


def is_loopback(host: str) -> bool:
    """Whether a host name stays on this machine."""
    host = host.strip("[]").lower()
    if host == "localhost" or host.endswith(".localhost") or host == "::1":
        return True
    numbers = host.split(".")
    return len(numbers) == 4 and numbers[0] == "127" and all(part.isdigit() for part in numbers)


def _authority(host: str, port: int | None, scheme: str) -> str:
    name = _ascii(host)
    name = f"[{name}]" if ":" in name else name
    default = 443 if scheme == "https" else 80
    return name if port in (None, default) else f"{name}:{port}"


def _ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode()


def _without_prefix(path: str) -> str:
    path = path.rstrip("/")
    for prefix in _PREFIXES:
        if path.endswith(prefix):
            return path.removesuffix(prefix).rstrip("/")
    return path
