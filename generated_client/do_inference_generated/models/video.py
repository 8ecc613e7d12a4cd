# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Result, define
from . import video_output as _video_output

if TYPE_CHECKING:
    from .enums import VideoStatus
    from .video_output import VideoOutput


@define(eq=False, repr=False, kw_only=True)
class Video(Result):
    """A video that is being generated or is complete. The response to a new request may contain only
    `id` and `status`.
    """

    id: str
    """Unique id of the video, such as `video_...` or `job_...`. Store the id of the first response: a
    later response may contain a different one.
    """
    object: Literal["video"] | None = None
    """Object type, always `video`."""
    status: VideoStatus
    """Status of the video."""
    created_at: int | None = None
    """Time of the request as a Unix timestamp in seconds."""
    model: str | None = None
    """The model that generates the video. The spelling can differ from the request."""
    error: Any = None
    """Why the video failed. Null unless it failed."""
    output: VideoOutput | None = None
    """Location of the file of a completed video. Null in all recorded responses; the reference of DoTs
    1.23 shows a URL.
    """
    x_request_id: str | None = None
    """Request id assigned by the service, for support requests. Null in the recorded responses."""

    _wire: ClassVar[dict[str, str]] = {
        "id": "id",
        "object": "object",
        "status": "status",
        "created_at": "created_at",
        "model": "model",
        "error": "error",
        "output": "output",
        "x_request_id": "x_request_id",
    }

    @staticmethod
    def _decode(value: Any) -> Video:
        return decode(value)


def decode(value: Any) -> Video:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Video.__new__(Video)
    self._raw = value
    item: Any
    self.id = get("id")
    self.object = get("object")
    self.status = get("status")
    self.created_at = get("created_at")
    self.model = get("model")
    self.error = get("error")
    item = get("output")
    self.output = _video_output.decode(item) if type(item) is dict else None
    self.x_request_id = get("x_request_id")
    decoded: Video = self
    return decoded
