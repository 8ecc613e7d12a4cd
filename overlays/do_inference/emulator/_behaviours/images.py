"""Image generation: files of the requested size and format, with previews in streams."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import models
from do_inference.emulator._media import image
from do_inference.emulator._replies import Event, JSONReply, Reply, StreamReply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from do_inference.emulator._request import EmulatedRequest

_MAX_SIDE = 4096
_TOKENS = {"low": 272, "medium": 1056, "high": 4160}


def generate(call: EmulatedRequest) -> Reply:
    """Respond to `images_generate`."""
    models.resolve_model(call, "image")
    body = call.fields
    count = body.get("n") or 1
    about = {
        "size": _size_name(body),
        "quality": "high" if body.get("quality") in (None, "auto") else body["quality"],
        "background": "opaque" if body.get("background") in (None, "auto") else body["background"],
        "output_format": body.get("output_format") or "png",
    }
    files = [_file(call, index, about) for index in range(count)]
    usage = _usage(body["prompt"], _TOKENS.get(about["quality"], 1056) * count)
    whole = {
        "created": int(call.now),
        "data": [{"b64_json": file} for file in files],
        **about,
        "usage": usage,
    }
    if not call.wants_stream:
        return JSONReply(whole, tokens=usage["output_tokens"])
    terminator = call.operation.stream.terminator if call.operation.stream else None
    return StreamReply(
        _events(call, files, about, usage), terminator, whole=whole, tokens=usage["output_tokens"]
    )


def _events(
    call: EmulatedRequest, files: list[str], about: Mapping[str, str], usage: Mapping[str, Any]
) -> Iterator[Event]:
    previews = min(call.fields.get("partial_images") or 0, 10)
    for index, file in enumerate(files):
        for step in range(previews):
            name = "image_generation.partial_image"
            coarse = _file(call, index, about, steps=4 << step)
            data = {
                "type": name,
                "b64_json": coarse,
                "created_at": int(call.now),
                **about,
                "partial_image_index": step,
            }
            yield Event(data, name)
        name = "image_generation.completed"
        yield Event(
            {"type": name, "b64_json": file, "created_at": int(call.now), **about, "usage": usage}, name
        )


def _size_name(body: Mapping[str, Any]) -> str:
    return "1024x1024" if body.get("size") in (None, "auto") else str(body["size"])


def _file(call: EmulatedRequest, index: int, about: Mapping[str, str], steps: int | None = None) -> str:
    width, _, height = about["size"].partition("x")
    sides = (int(width) if width.isdigit() else 1024, int(height) if height.isdigit() else 1024)
    size = (max(1, min(sides[0], _MAX_SIDE)), max(1, min(sides[1], _MAX_SIDE)))
    colours = call.rng(f"image {index}")
    return base64.b64encode(image(size, about["output_format"], colours.getrandbits(48), steps)).decode()


def _usage(prompt: str, produced: int) -> dict[str, Any]:
    asked = filler_text.count_tokens(prompt)
    details = {"text_tokens": asked, "image_tokens": 0}
    return {
        "total_tokens": asked + produced,
        "input_tokens": asked,
        "output_tokens": produced,
        "input_tokens_details": details,
    }
