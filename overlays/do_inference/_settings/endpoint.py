"""The address that a client talks to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ..errors import ConfigurationError
from .hosts import ascii_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from do_inference_generated._interface import Operation

_VERSION: Final = re.compile(r"v\d+").fullmatch
"""A segment of a path that names a version of an API."""
_HOST_NAME: Final = re.compile(
    r"(//)?([a-z\d-]{1,63}\.)+[a-z]{2,24}\.?(:\d+)?([/?]|$)", re.ASCII | re.IGNORECASE
).match
"""A host name at the beginning of a text, which then can be a URL without its scheme. Keys do not match."""
_LOCAL_OR_ADDRESS: Final = re.compile(
    r"(//)?(localhost|\d{1,3}(\.\d{1,3}){3}|[\w.-]+\.localhost)\.?(:\d+)?([/?]|$)", re.ASCII | re.IGNORECASE
).match


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


def parse_endpoint(text: str, *, api: str, allow_http: bool, what: str) -> Endpoint:
    """Read an endpoint. Raises `ConfigurationError` unless it is a URL, and for plain http to other hosts.

    A host name without a scheme gets `https://`. The path of an operation of `api` at the end, or the beginning of one
    up to its version at least (`/v1`, `/v1/chat/completions`, for agents `/api`), is removed, because the operations
    add it. So are query parameters of operations (`?agent=true`), and a pair of quotes around the text. `what` names
    the argument or variable in messages, which never repeat anything that can be a password or a key.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1].strip()  # Files of variables often keep the quotes.
    # Looked for anywhere: an unencoded / ? or # in a password moves the rest of it out of its place in the URL.
    if "@" in text:
        raise ConfigurationError(f"{what} must not carry a user name or password; keys go into api_key")
    if _HOST_NAME(text) is not None and _LOCAL_OR_ADDRESS(text) is None:
        text = f"https://{text.removeprefix('//')}"
    try:
        parts = urlsplit(text)
        port = parts.port
        if (
            not text.isprintable() or port == 0 or parts.hostname in ("http", "https")
        ):  # A scheme given twice.
            raise ValueError
        host = ascii_host(parts.hostname) if parts.hostname else ""
    except ValueError as error:
        reason = f": {error}" if isinstance(error, UnicodeError) else ""
        raise ConfigurationError(f"{what} is not a URL{reason}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"{what} must be an absolute URL that begins with https://{_meant(text)}")
    if parts.fragment or not _is_of_operations(parts.query):
        raise ConfigurationError(f"{what} must end before a ? or #")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise ConfigurationError(
            f"{what} is plain http to {host}, which would show the key to everyone on the way; "
            "use https, or pass allow_http=True"
        )
    return Endpoint(parts.scheme, _authority(host, port, parts.scheme), _without_operation(parts.path, api))


def _meant(text: str) -> str:
    """A question whether `text` lacks its scheme, for a server on this machine or an address."""
    if _LOCAL_OR_ADDRESS(text) is None:
        return ""
    return f", or http:// on this machine; did you mean https://{re.split(r'[?#]', text)[0].lstrip('/')}?"


def _authority(host: str, port: int | None, scheme: str) -> str:
    name = f"[{host}]" if ":" in host else host
    default = 443 if scheme == "https" else 80
    return name if port in (None, default) else f"{name}:{port}"


def _described() -> Iterable[Operation[Any, Any]]:
    # Imported here: most endpoints have neither path nor query, and do not need the operations yet.
    from do_inference_generated.operations import OPERATIONS

    return OPERATIONS.values()


def _is_of_operations(query: str) -> bool:
    """Whether a query has nothing but parameters of operations. Others may be keys of a gateway."""
    names = {name for name, _ in parse_qsl(query, keep_blank_values=True)}
    return not query or names <= {name for operation in _described() for name in operation.query}


def _without_operation(path: str, api: str) -> str:
    """A path without the longest part of an operation's path that it ends with.

    A gateway can have `/api` before the paths of one API, while the operations of another API begin with it. So the
    operations of other APIs count only if none of the API's own does.
    """
    segments = path.rstrip("/").split("/")[1:]
    if not segments:
        return ""
    taken = {True: 0, False: 0}
    for operation in _described():
        if operation.absolute_url is None:
            own = operation.api == api
            shared = _shared(segments, operation.path.split("/")[1:], versioned=not own or len(segments) > 1)
            taken[own] = max(taken[own], shared)
    removed = taken[True] or taken[False]
    return "".join(f"/{segment}" for segment in segments[: len(segments) - removed]).rstrip("/")


def _shared(segments: Sequence[str], template: Sequence[str], *, versioned: bool) -> int:
    """How many segments at the end are the beginning of `template`: all of it, or, if `versioned`, up to its version
    at least.
    """
    for size in range(min(len(segments), len(template)), 0, -1):
        begun = template[:size]
        if versioned and size < len(template) and not any(map(_VERSION, begun)):
            return 0
        if all(a.lower() == b or b.startswith("{") for a, b in zip(segments[-size:], begun, strict=True)):
            return size
    return 0
