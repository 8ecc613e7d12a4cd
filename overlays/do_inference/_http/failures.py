"""Turns what the transport raises into the errors of this package."""

from __future__ import annotations

import sys
from copy import copy
from typing import TYPE_CHECKING, Final, Literal

import httpx

from .._tls import is_untrusted
from ..errors import (
    APIConnectionError,
    APITimeoutError,
    ConfigurationError,
    DeadlineError,
    DecodingError,
    InferenceError,
    Phase,
    UploadError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._response.metadata import ResponseMetadata

_OF_LIBRARIES: Final = (
    ("httpcore", ("TimeoutException", "NetworkError", "ProtocolError", "ProxyError", "UnsupportedProtocol")),
    ("httpcore", ("ConnectionNotAvailable",)),
    ("h11", ("ProtocolError",)),
    ("anyio", ("BrokenResourceError", "ClosedResourceError", "EndOfStream", "BusyResourceError")),
    ("aiohttp", ("ClientError",)),
)
"""What the libraries below httpx raise because of the network. They mostly translate it, but not everywhere."""

_PHASES: Final[Mapping[str, Literal["connect", "read", "write", "pool"]]] = {
    "ConnectTimeout": "connect",
    "ConnectionTimeoutError": "connect",
    "WriteTimeout": "write",
    "PoolTimeout": "pool",
    "TimeoutException": "read",
    "TimeoutError": "read",
}
"""By the names of classes, which httpx and httpcore have in common."""
_NOT_SENT: Final = frozenset({"LocalProtocolError", "UnsupportedProtocol", "InvalidURL"})
_NOT_CONNECTED: Final = frozenset(
    {"ConnectError", "gaierror", "ConnectionRefusedError", "ClientConnectorError"}
)

_UNKNOWN_AUTHORITY: Final = ("self-signed", "self signed", "unable to get", "unable to verify")
"""How OpenSSL begins the reasons that concern the authority of a certificate."""

_TIMED_OUT: Final[Mapping[Phase | str, str]] = {
    "connect": "no connection to {host} within the connect timeout",
    "write": "{host} did not take the request within the write timeout",
    "pool": "no free connection to {host} within the pool timeout",
    "read": "{host} sent nothing for as long as the read timeout",
    "idle": "{host} sent nothing for as long as the idle timeout",
    "event": "{host} sent no event with content for as long as the event timeout",
}


def network_failures() -> tuple[type[Exception], ...]:
    """What a transport may raise because of the network. Anything else is a mistake in a program and is not caught.

    For use in an `except` clause, where it is called only when there is an error.
    """
    found: list[type[Exception]] = [httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError]
    for library, names in _OF_LIBRARIES:
        module = sys.modules.get(library)
        found += [getattr(module, name) for name in names if hasattr(module, name)]
    return tuple(found)


def explain(
    error: Exception, host: str, limits: Mapping[str, float | None], info: ResponseMetadata | None = None
) -> InferenceError:
    """The error of this package that a failure of the transport stands for. `limits` are the timeouts by phase."""
    own = _own_cause(error)
    if own is not None:
        return own
    names = [kind.__name__ for kind in type(error).__mro__]
    if not _NOT_SENT.isdisjoint(names):
        return ConfigurationError(f"the request cannot be sent as it is: {_told(error)}")
    if isinstance(error, httpx.DecodingError):  # Of a transport of the user's own: ours do not decode.
        return DecodingError(f"the answer of {host} cannot be decompressed: {_told(error)}", response=info)
    if (
        names[0] == "TimeoutException"
    ):  # Of a mock or a user's transport. It names no phase, but maybe a reason.
        return APITimeoutError(f"the call to {host} timed out: {_told(error)}", phase="read", response=info)
    for name in names:
        if name in _PHASES:
            phase = _PHASES[name]
            return timed_out(phase, host, limits.get(phase), info)
    if is_untrusted(error):
        return APIConnectionError(f"no connection to {host}: {_told(error)}{_advice(error)}", response=info)
    if not _NOT_CONNECTED.isdisjoint(names):
        return APIConnectionError(f"no connection to {host}: {_told(error)}", response=info)
    return APIConnectionError(f"the connection to {host} broke: {_told(error)}", response=info)


def timed_out(
    what: Literal["connect", "read", "write", "pool", "idle", "event"],
    host: str,
    seconds: float | None,
    info: ResponseMetadata | None = None,
) -> APITimeoutError:
    """The error of a phase, of a silence in a stream, or of a stream without events, that exceeds its timeout."""
    of = "" if seconds is None else f" of {seconds:g} s"
    phase: Phase = "read"
    how = f"{what}_timeout="
    if what != "idle" and what != "event":  # noqa: PLR1714 - mypy narrows only this form
        phase, how = what, f"timeout=Timeout({what}=...)"
    message = f"{_TIMED_OUT[what].format(host=host)}{of}; pass {how} to change it"
    return APITimeoutError(message, phase=phase, response=info)


def late(host: str, seconds: float | None, info: ResponseMetadata | None = None) -> DeadlineError:
    """The error of a call that ran out of time."""
    of = "" if seconds is None else f" of {seconds:g} s"
    return DeadlineError(
        f"the call to {host} did not end before its deadline{of}; pass deadline= to change it", response=info
    )


def _own_cause(error: BaseException) -> InferenceError | None:
    """The error of ours that a transport wrapped: a body that could not be read while it was sent."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, UploadError):
            return copy(cause)  # The original stays in the chain, below the error of the transport.
        cause = cause.__cause__ or cause.__context__
    return None


def _advice(error: BaseException) -> str:
    """What to do about a certificate whose authority is not trusted. Nothing helps against a wrong name or date."""
    if not any(code in _told(error) for code in _UNKNOWN_AUTHORITY):
        return ""
    return (
        ". If the host has a certificate authority of its own, as private dedicated endpoints have, pass its "
        "certificate to the client as verify=..., or name its file in SSL_CERT_FILE"
    )


def _told(error: BaseException) -> str:
    """What an error says, or what caused it where it says nothing, as httpx's own sometimes do."""
    told: BaseException | None = error
    while told is not None:
        text = " ".join(str(told).split())
        if text:
            return text[:200]
        told = told.__cause__ or told.__context__
    return type(error).__name__
