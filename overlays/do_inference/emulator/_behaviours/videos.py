"""Videos: jobs whose result is a file, which expires after two hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import models
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._jobs import FAILURE_MARKER, EmulatedJob, find_job, poll_job, start_job
from do_inference.emulator._media import video
from do_inference.emulator._replies import BytesReply, JSONReply, Reply
from do_inference.emulator._stores import get_object, presigned_url, put_object

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

_RESULT_SECONDS = 7200.0
"""How long a completed video can be downloaded."""


def create(call: EmulatedRequest) -> Reply:
    """Respond to `videos_create`."""
    models.resolve_model(call, "video")
    name = f"video_{call.state.stores.new_id('video').replace('-', '')}"
    last = "failed" if FAILURE_MARKER in call.fields["prompt"] else "completed"
    job = start_job(call, "videos", name, ("queued", "in_progress", last))
    shown = {
        "id": job.id,
        "object": "video",
        "status": job.state,
        "created_at": int(job.created),
        "model": call.model,
    }
    return JSONReply(shown, call.operation.status)


def retrieve(call: EmulatedRequest) -> Reply:
    """Respond to `videos_retrieve`."""
    return JSONReply(_shown(call, poll_job(call, _found(call))))


def content(call: EmulatedRequest) -> Reply:
    """Respond to `videos_content`. The live service fails at the first request for each completed video."""
    job = _found(call)
    if job.state != "completed":
        raise ErrorReply(
            409 if job.state != "failed" else 404, f"Video {job.id} has no content: it is {job.state}."
        )
    if call.now > job.entered["completed"] + _RESULT_SECONDS:
        raise ErrorReply(404, f"Video {job.id} has expired.")
    if call.state.options.live and job.result is None:
        job.result = "tried"
        raise ErrorReply(500)
    return BytesReply(_file(call, job), "video/mp4")


def _file(call: EmulatedRequest, job: EmulatedJob) -> bytes:
    """Return the same file for the same request."""
    return video(filler_text.seeded(call.state.options.seed, "video", dict(job.request)).randbytes(16))


def _found(call: EmulatedRequest) -> EmulatedJob:
    name = next(iter(call.path.values()))
    job = find_job(call, "videos", name)
    if job is None:
        raise ErrorReply(404, f"Video {name} not found.")
    return job


def _shown(call: EmulatedRequest, job: EmulatedJob) -> dict[str, Any]:
    failed = job.state == "failed"
    return {
        "id": job.id,
        "object": "video",
        "status": job.state,
        "created_at": int(job.created),
        "model": job.request.get("model"),
        "error": "The video could not be made." if failed else None,
        "output": _output(call, job) if "T59" in call.deviations and job.state == "completed" else None,
        "x_request_id": None,
    }


def _output(call: EmulatedRequest, job: EmulatedJob) -> dict[str, str]:
    name = f"{job.id}.mp4"
    if get_object(call.state, name) is None:
        put_object(call.state, name, _file(call, job), "video/mp4")
    return {"url": presigned_url(call.state, "GET", name, _RESULT_SECONDS)[0]}
