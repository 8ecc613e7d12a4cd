"""Exceptions of the native transport. They have the names of those of httpx, whose import the transport saves."""

from __future__ import annotations


class TransportError(Exception):
    """A request was not sent, or its response was not received."""


class TimeoutException(TransportError):
    """A time limit has passed."""


class ConnectTimeout(TimeoutException):
    """No connection was established in time."""


class ReadTimeout(TimeoutException):
    """The server sent no data in time."""


class WriteTimeout(TimeoutException):
    """The server accepted no data in time."""


class PoolTimeout(TimeoutException):
    """No connection of the pool became free in time."""


class NetworkError(TransportError):
    """The connection failed."""


class ConnectError(NetworkError):
    """No connection was established."""


class ReadError(NetworkError):
    """The connection failed before the response was complete."""


class WriteError(NetworkError):
    """The connection failed before the request was sent."""


class ProtocolError(TransportError):
    """A message breaks a rule of HTTP."""


class LocalProtocolError(ProtocolError):
    """The request breaks a rule of HTTP."""


class RemoteProtocolError(ProtocolError):
    """The response breaks a rule of HTTP."""


class UnsupportedProtocol(TransportError):
    """The URL is neither http nor https."""
