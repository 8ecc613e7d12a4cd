"""Turns exceptions of the transport into the errors of this package."""

from __future__ import annotations

import sys
from copy import copy
from typing import TYPE_CHECKING, Final, Literal

from .._tls import is_untrusted
from .._transport import exceptions
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
    ("httpx", ("HTTPError", "InvalidURL", "StreamError")),
    ("httpcore", ("TimeoutException", "NetworkError", "ProtocolError", "ProxyError", "UnsupportedProtocol")),
    ("httpcore", ("ConnectionNotAvailable",)),
    ("h11", ("ProtocolError",)),
    ("anyio", ("BrokenResourceError", "ClosedResourceError", "EndOfStream", "BusyResourceError")),
)
"""Exceptions of httpx and the libraries below it. httpx translates most of those, but not everywhere."""

_PHASES: Final[Mapping[str, Literal["connect", "read", "write", "pool"]]] = {
    "ConnectTimeout": "connect",
    "ConnectionTimeoutError": "connect",
    "WriteTimeout": "write",
    "PoolTimeout": "pool",
    "TimeoutException": "read",
    "TimeoutError": "read",
}
"""The phase of each timeout, by class names that httpx and httpcore share."""
_NOT_SENT: Final = frozenset({"LocalProtocolError", "UnsupportedProtocol", "InvalidURL"})
_NOT_CONNECTED: Final = frozenset(
    {"ConnectError", "gaierror", "ConnectionRefusedError", "ClientConnectorError"}
)

_UNKNOWN_AUTHORITY: Final = ("self-signed", "self signed", "unable to get", "unable to verify")
"""The first words of OpenSSL's reasons that concern the authority of a certificate."""

_TIMED_OUT: Final[Mapping[Phase | str, str]] = {
    "connect": "no connection to {host} within the connect timeout",
    "write": "{host} did not accept the request within the write timeout",
    "pool": "no free connection to {host} within the pool timeout",
    "read": "{host} sent no data within the read timeout",
    "idle": "{host} sent no data within the idle timeout",
    "event": "{host} sent no event with content within the event timeout",
}


def network_failures() -> tuple[type[Exception], ...]:
    """Return the exceptions that a transport raises because of the network. Others are programming errors and are not
    caught.

    An `except` clause calls this function, so it runs only after an error.
    """
    found: list[type[Exception]] = [exceptions.TransportError, OSError]
    for library, names in _OF_LIBRARIES:
        module = sys.modules.get(library)
        found += [getattr(module, name) for name in names if hasattr(module, name)]
    return tuple(found)


def explain(
    error: Exception, host: str, limits: Mapping[str, float | None], info: ResponseMetadata | None = None
) -> InferenceError:
    """Return the error for an exception of the transport. `limits` are the timeouts by phase."""
    own = _own_cause(error)
    if own is not None:
        return own
    names = [kind.__name__ for kind in type(error).__mro__]
    if not _NOT_SENT.isdisjoint(names):
        return ConfigurationError(f"the request cannot be sent: {_text_of(error)}")
    if "DecodingError" in names:  # A transport of the user decodes; ours does not.
        return DecodingError(
            f"the response of {host} cannot be decompressed: {_text_of(error)}", response=info
        )
    if (
        names[0] == "TimeoutException"
    ):  # A mock or a transport of the user raised it. It names no phase, but it may have a reason.
        return APITimeoutError(
            f"the call to {host} timed out: {_text_of(error)}", phase="read", response=info
        )
    for name in names:
        if name in _PHASES:
            phase = _PHASES[name]
            return timed_out(phase, host, limits.get(phase), info)
    if is_untrusted(error):
        return APIConnectionError(
            f"no connection to {host}: {_text_of(error)}{_advice(error)}", response=info
        )
    if not _NOT_CONNECTED.isdisjoint(names):
        return APIConnectionError(f"no connection to {host}: {_text_of(error)}", response=info)
    return APIConnectionError(f"the connection to {host} broke: {_text_of(error)}", response=info)


def timed_out(
    what: Literal["connect", "read", "write", "pool", "idle", "event"],
    host: str,
    seconds: float | None,
    info: ResponseMetadata | None = None,
) -> APITimeoutError:
    """Return the error of a timeout: of a phase, of a stream without data, or of a stream without events."""
    of = "" if seconds is None else f" of {seconds:g} s"
    phase: Phase = "read"
    how = f"{what}_timeout="
    if what != "idle" and what != "event":  # noqa: PLR1714 - mypy narrows only this form
        phase, how = what, f"timeout=Timeout({what}=...)"
    message = f"{_TIMED_OUT[what].format(host=host)}{of}; pass {how} to change it"
    return APITimeoutError(message, phase=phase, response=info)


def late(host: str, seconds: float | None, info: ResponseMetadata | None = None) -> DeadlineError:
    """Return the error of a call that exceeds its deadline."""
    of = "" if seconds is None else f" of {seconds:g} s"
    return DeadlineError(
        f"the call to {host} did not end before its deadline{of}; pass deadline= to change it", response=info
    )


def _own_cause(error: BaseException) -> InferenceError | None:
    """Return our own error that a transport wrapped, such as a body that could not be read."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, UploadError):
            return copy(cause)  # The original stays in the chain, below the error of the transport.
        cause = cause.__cause__ or cause.__context__
    return None


def _advice(error: BaseException) -> str:
    """Return what to do about a certificate of an unknown authority; empty for a wrong name or date, where nothing
    helps.
    """
    if not any(code in _text_of(error) for code in _UNKNOWN_AUTHORITY):
        return ""
    return (
        ". If the host has a certificate authority of its own, as private dedicated endpoints have, pass its "
        "certificate to the client as verify=..., or name its file in SSL_CERT_FILE"
    )


def _text_of(error: BaseException) -> str:
    """Return the text of an exception, or of its cause if it has none, as httpx's own sometimes do."""
    cause: BaseException | None = error
    while cause is not None:
        text = " ".join(str(cause).split())
        if text:
            return text[:200]
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
