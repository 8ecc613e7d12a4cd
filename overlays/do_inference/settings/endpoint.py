"""The address that a client talks to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from .hosts import ascii_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERSION: Final = re.compile(r"v\d+").fullmatch
"""A segment of a path that names a version of an API."""
_BEGINS_WITH_HOST: Final = re.compile(
    r"(//)?(localhost|\d{1,3}(\.\d{1,3}){3}|([a-z\d-]{1,63}\.)+[a-z]{2,24})\.?(:\d+)?(/|$)",
    re.ASCII | re.IGNORECASE,
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


def parse_endpoint(text: str, *, allow_http: bool, what: str) -> Endpoint:
    """Read an endpoint. Raises `ConfigurationError` unless it is an absolute URL, and for plain http to other hosts.

    The path of an operation at its end, or the beginning of one up to its version at least (`/v1`, `/api/v1`,
    `/v1/chat/completions`), is removed: the operations bring it. `what` names the argument or variable in messages,
    which never repeat anything that can be a password or a key.
    """
    text = text.strip()
    if (
        "@" in text
    ):  # Anywhere: an unencoded / ? or # in a password moves the rest of it out of its place in the URL.
        raise ConfigurationError(f"{what} must not carry a user name or password; keys go into api_key")
    try:
        parts = urlsplit(text)
        port = parts.port
        if not text.isprintable() or port == 0:
            raise ValueError
        host = ascii_host(parts.hostname) if parts.hostname else ""
    except ValueError as error:
        reason = f": {error}" if isinstance(error, UnicodeError) else ""
        raise ConfigurationError(f"{what} is not a URL{reason}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"{what} must be an absolute URL that begins with https://{_meant(text)}")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"{what} must end before a ? or #")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise ConfigurationError(
            f"{what} is plain http to {host}, which would show the key to everyone on the way; "
            "use https, or pass allow_http=True"
        )
    return Endpoint(parts.scheme, _authority(host, port, parts.scheme), _without_operation(parts.path))


def _meant(text: str) -> str:
    """A question whether `text` lacks its scheme, if it begins with a host. Keys do not, and neither do web tokens."""
    if _BEGINS_WITH_HOST(text) is None:
        return ""
    return f"; did you mean https://{re.split(r'[?#]', text)[0].lstrip('/')}?"


def _authority(host: str, port: int | None, scheme: str) -> str:
    name = f"[{host}]" if ":" in host else host
    default = 443 if scheme == "https" else 80
    return name if port in (None, default) else f"{name}:{port}"


def _without_operation(path: str) -> str:
    """A path without the longest part of an operation's path that it ends with."""
    segments = path.rstrip("/").split("/")[1:]
    if not segments:
        return ""
    # Imported here: most endpoints have no path, and do not need the operations yet.
    from do_inference_generated.operations import OPERATIONS

    templates = [o.path.split("/")[1:] for o in OPERATIONS.values() if o.absolute_url is None]
    taken = max(_shared(segments, template) for template in templates)
    return "".join(f"/{segment}" for segment in segments[: len(segments) - taken]).rstrip("/")


def _shared(segments: Sequence[str], template: Sequence[str]) -> int:
    """How many segments at the end are the beginning of `template`: all of it, or up to its version at least."""
    for size in range(min(len(segments), len(template)), 0, -1):
        begun = template[:size]
        if size < len(template) and not any(map(_VERSION, begun)):
            return 0
        if all(a == b or b.startswith("{") for a, b in zip(segments[-size:], begun, strict=True)):
            return size
    return 0
