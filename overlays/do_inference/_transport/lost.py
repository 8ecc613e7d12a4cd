"""Connections that are lost before they give any response to a request."""

from __future__ import annotations

import httpcore


class ReusedConnectionLost(Exception):
    """The server has closed a connection that was kept open, perhaps before it saw the request."""

    def __init__(self, cause: httpcore.NetworkError | httpcore.ProtocolError, *, unsent: bool) -> None:
        super().__init__(str(cause))
        self.cause = cause
        """What the transport reports if the request is not repeated."""
        self.unsent = unsent
        """Whether no byte of the request has left."""


def ended_without_response() -> httpcore.RemoteProtocolError:
    """The error for a connection that the server closed in place of a response."""
    return httpcore.RemoteProtocolError("Server disconnected without sending a response.")


def closed_while_connecting() -> httpcore.ConnectError:
    """The error for a connection that was opened when its pool had been closed."""
    return httpcore.ConnectError("the connection pool was closed")
