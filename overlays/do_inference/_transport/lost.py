"""Errors for connections that close before they return a response."""

from __future__ import annotations

import httpcore


class ReusedConnectionLost(Exception):
    """The server closed an idle connection that was reused, possibly before it received the request."""

    def __init__(self, cause: httpcore.NetworkError | httpcore.ProtocolError, *, unsent: bool) -> None:
        super().__init__(str(cause))
        self.cause = cause
        """The error that the transport raises if the request is not sent again."""
        self.unsent = unsent
        """Whether no byte of the request was sent."""


def ended_without_response() -> httpcore.RemoteProtocolError:
    """Return the error for a connection that the server closed instead of sending a response."""
    return httpcore.RemoteProtocolError("Server disconnected without sending a response.")


def closed_while_connecting() -> httpcore.ConnectError:
    """Return the error for a connection that was opened after its pool was closed."""
    return httpcore.ConnectError("the connection pool was closed")
