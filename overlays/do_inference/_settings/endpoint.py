"""The endpoint of a client, which is the base URL of its requests, and the normalization of host names."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from do_inference_generated._interface import Operation

_VERSION: Final = re.compile(r"v\d+").fullmatch
"""Matches a path segment with the version of an API."""
_HOST_NAME: Final = re.compile(
    r"(//)?([a-z\d-]{1,63}\.)+[a-z]{2,24}\.?(:\d+)?([/?]|$)", re.ASCII | re.IGNORECASE
).match
"""Matches a host name at the start of a text, which may then be a URL without a scheme. Keys do not match."""
_LOCAL_OR_ADDRESS: Final = re.compile(
    r"(//)?(localhost|\d{1,3}(\.\d{1,3}){3}|[\w.-]+\.localhost)\.?(:\d+)?([/?]|$)", re.ASCII | re.IGNORECASE
).match
_HOST: Final = re.compile(r"(?!.{254})(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?", re.ASCII)
"""Matches a host name."""
_ACE_PREFIX: Final = "xn--"
"""The prefix of host name labels that IDNA has encoded."""


class Endpoint(NamedTuple):
    """An absolute URL without a trailing slash."""

    scheme: str
    authority: str
    """The value of the `Host` header: the host, followed by the port unless it is the default of the scheme."""
    prefix: str
    """The path that precedes the paths of operations; empty, or starting with a slash."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.prefix}"

    @property
    def origin(self) -> str:
        """Scheme, host and port. The key is sent to this origin only."""
        return f"{self.scheme}://{self.authority}"


@lru_cache(maxsize=64)
def parse_endpoint(text: str, *, api: str, allow_http: bool, what: str) -> Endpoint:
    """Parse an endpoint. Raises `ConfigurationError` for malformed URLs, and for plain HTTP to other machines.

    A host name without a scheme gets `https://`. A trailing path of an operation of `api`, or a prefix of one that
    includes its version (`/v1`, `/v1/chat/completions`, for agents `/api`), is removed, because the operations add it.
    Query parameters of operations (`?agent=true`) and quotes around the text are removed as well. `what` is the name of
    the argument or variable for messages, which contain nothing that may be a password or a key.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()  # Parsers of .env files often leave the quotes in place.
    # Search the complete text: after an unencoded / ? or # in a password, the @ is no longer part of the authority.
    if "@" in text:
        raise ConfigurationError(f"{what} must not contain a user name or password; pass the key as api_key")
    if _HOST_NAME(text) is not None and _LOCAL_OR_ADDRESS(text) is None:
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        port = parts.port
        if (
            not text.isprintable() or port == 0 or parts.hostname in ("http", "https")
        ):  # The scheme occurs twice.
            raise ValueError
        host = ascii_host(parts.hostname) if parts.hostname else ""
    except ValueError as error:
        reason = f": {error}" if isinstance(error, UnicodeError) else ""
        raise ConfigurationError(f"{what} is not a URL{reason}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(
            f"{what} must be an absolute URL that starts with https://{_suggestion(text)}"
        )
    if parts.fragment or not _has_only_operation_parameters(parts.query):
        raise ConfigurationError(
            f"{what} must not contain a query or fragment; remove the ? or # and what follows it"
        )
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise ConfigurationError(
            f"{what} uses plain http to {host}, which exposes the key to everyone on the network path; "
            "use https, or pass allow_http=True"
        )
    return Endpoint(parts.scheme, _authority(host, port, parts.scheme), _without_operation(parts.path, api))


def _suggestion(text: str) -> str:
    """Return a suggestion to add a scheme if `text` is a host on this machine or an IP address, otherwise an empty
    text.
    """
    if _LOCAL_OR_ADDRESS(text) is None:
        return ""
    return f", or http:// on this machine; did you mean https://{re.split(r'[?#]', text)[0].lstrip('/')}?"


def _authority(host: str, port: int | None, scheme: str) -> str:
    name = f"[{host}]" if ":" in host else host
    default = 443 if scheme == "https" else 80
    return name if port in (None, default) else f"{name}:{port}"


def _operations() -> Iterable[Operation[Any, Any]]:
    # For start-up time: endpoints without path and query do not need the operations.
    from do_inference_generated.operations import OPERATIONS

    return OPERATIONS.values()


def _has_only_operation_parameters(query: str) -> bool:
    """Return whether a query contains only parameters of operations. Other parameters may be keys of a gateway."""
    names = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    return not query or names <= {name for operation in _operations() for name in operation.query}


def _without_operation(path: str, api: str) -> str:
    """Return a path without the longest suffix that is a prefix of an operation's path.

    A gateway may add the prefix `/api` to the paths of one API, while the operations of the other API start with
    `/api`. Operations of the other API are therefore only considered if no operation of `api` matches.
    """
    segments = path.rstrip("/").split("/")[1:]
    if not segments:
        return ""
    matched = {True: 0, False: 0}
    for operation in _operations():
        if operation.absolute_url is None:
            own = operation.api == api
            overlap = _overlap(
                segments, operation.path.split("/")[1:], versioned=not own or len(segments) > 1
            )
            matched[own] = max(matched[own], overlap)
    removed = matched[True] or matched[False]
    return "".join(f"/{segment}" for segment in segments[: len(segments) - removed]).rstrip("/")


def _overlap(segments: Sequence[str], template: Sequence[str], *, versioned: bool) -> int:
    """Return the number of trailing segments that are also the first segments of `template`.

    If `versioned`, they must include the version of the API, or the complete template.
    """
    for size in range(min(len(segments), len(template)), 0, -1):
        start = template[:size]
        if versioned and size < len(template) and not any(map(_VERSION, start)):
            return 0
        if all(a.lower() == b or b.startswith("{") for a, b in zip(segments[-size:], start, strict=True)):
            return size
    return 0


def ascii_host(host: str) -> str:
    """Return a host in lower case, with non-ASCII names encoded by IDNA 2008 with the mapping of UTS 46.

    Python's `idna` codec implements IDNA 2003, which maps some names to others that may belong to a different owner:
    `straße.example` to `strasse.example`. Raises `ValueError` for texts that are neither a host name nor an IP address.
    """
    host = host.strip("[]").lower()
    if ":" in host:
        host = host.replace("%25", "%", 1)  # In a URL, the zone of an address is percent-encoded (RFC 6874).
        ip_address(host)
        return host
    if not host.isascii() or any(label.startswith(_ACE_PREFIX) for label in host.split(".")):
        import idna

        host = idna.encode(host, uts46=True).decode("ascii")
    if not _HOST.fullmatch(host):
        raise ValueError("neither a host name nor an IP address")
    return host


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    host = host.strip("[]").lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and bool(mapped.is_loopback))
