"""Asynchronous invocations: jobs whose results are files at presigned URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from do_inference.emulator._behaviours import models
from do_inference.emulator._clock import timestamp
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._jobs import FAILURE_MARKER, EmulatedJob, find_job, poll_job, start_job
from do_inference.emulator._media import image, sound
from do_inference.emulator._replies import JSONReply, Reply
from do_inference.emulator._stores import presigned_url, put_object

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

_RESULT_SECONDS = 86_400.0
"""How long the URLs of results are valid."""
_AUDIO_MODELS = ("tts", "audio", "speech", "music")


def create(call: EmulatedRequest) -> Reply:
    """Respond to `async_invoke_create`."""
    model = str(call.fields["model_id"])
    models.resolve_model(call, "async", model)
    asked = str(call.fields["input"].get("prompt") or call.fields["input"].get("text") or "")
    last = "FAILED" if FAILURE_MARKER in asked else "COMPLETED"
    job = start_job(
        call, "invocations", call.state.stores.new_id("invocation"), ("QUEUED", "IN_PROGRESS", last)
    )
    return JSONReply(_shown(call, job), call.operation.status)


def retrieve(call: EmulatedRequest) -> Reply:
    """Respond to `async_invoke_retrieve` and `async_invoke_status`."""
    name = next(iter(call.path.values()))
    job = find_job(call, "invocations", name)
    if job is None:
        raise ErrorReply(404, f"Invocation {name} not found.")
    return JSONReply(_shown(call, poll_job(call, job)))


def _shown(call: EmulatedRequest, job: EmulatedJob) -> dict[str, Any]:
    if job.state == "COMPLETED" and job.result is None:
        job.result = _output(call, job)
    started, ended = job.entered.get("IN_PROGRESS"), job.entered.get(job.states[-1])
    return {
        "request_id": job.id,
        "status": job.state,
        "model_id": job.request["model_id"],
        "created_at": timestamp(job.created),
        "started_at": None if started is None else timestamp(started),
        "completed_at": None if ended is None else timestamp(ended),
        "output": job.result,
        "error": "The model gave up." if job.state == "FAILED" else None,
    }


def _output(call: EmulatedRequest, job: EmulatedJob) -> dict[str, Any]:
    asked, model = job.request["input"], str(job.request["model_id"])
    if any(name in model for name in _AUDIO_MODELS):
        content, kind = sound("mp3", 1.0, 200)
        url = _stored(call, f"{job.id}/sound.mp3", content, kind)
        return {
            "audio": {"url": url, "content_type": kind, "file_name": "sound.mp3", "file_size": len(content)}
        }
    rng = call.rng(f"output {job.id}")
    pictures = []
    for index in range(min(int(asked.get("num_images") or 1), 10)):
        content = image((1024, 768), "png", rng.getrandbits(48))
        url = _stored(call, f"{job.id}/{index}.png", content, "image/png")
        pictures.append({"url": url, "content_type": "image/png", "width": 1024, "height": 768})
    seed = rng.getrandbits(32)
    none = [False] * len(pictures)
    return {
        "images": pictures,
        "seed": seed,
        "timings": {},
        "has_nsfw_concepts": none,
        "prompt": asked.get("prompt"),
    }


def _stored(call: EmulatedRequest, name: str, content: bytes, kind: str) -> str:
    put_object(call.state, name, content, kind)
    return presigned_url(call.state, "GET", name, _RESULT_SECONDS)[0]
