"""The list of models: chat, embedding, image, sound and video ones side by side, some of which a key may not use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from do_inference.emulator.behaviours.catalogue import CREATED, MODELS
from do_inference.emulator.replies import JSONReply, Reply

if TYPE_CHECKING:
    from do_inference.emulator.call import Call


def list_all(call: Call) -> Reply:
    """Answers `models_list`."""
    data = [
        {
            "id": model.id,
            "object": "model",
            "created": CREATED,
            "owned_by": model.owner,
            "context_length": model.context,
            "max_output_tokens": model.output,
        }
        for model in MODELS
    ]
    return JSONReply({"object": "list", "data": data})
