"""What a stream says of itself."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from do_inference_generated._stream import AsyncStream, Stream

    from ._core import StreamCore


def describe(
    stream: Stream[Any, Any] | AsyncStream[Any, Any], core: StreamCore[Any, Any], closed: bool
) -> str:
    """What a stream shows of itself: what it answers, its status and how far it came."""
    if core.closed_early:
        state = "closed early"
    elif core.failure is not None:
        state = f"failed with {type(core.failure).__name__}"
    elif core.finished:
        state = "finished"
    else:
        state = "closed early" if closed else "open"
    return f"<{type(stream).__name__} of {core.operation_id}, status {stream.response.status_code}, {state}>"


def warn_of_leak(stream: Stream[Any, Any] | AsyncStream[Any, Any]) -> None:
    warnings.warn(
        "an event stream was left open; use it in a `with`", ResourceWarning, stacklevel=3, source=stream
    )
