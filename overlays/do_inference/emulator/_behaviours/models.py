"""The list of models: all kinds together, and routers; some of them a key may not use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from do_inference.emulator._behaviours import routers
from do_inference.emulator._behaviours.catalogue import CREATED, MODELS
from do_inference.emulator._replies import JSONReply, Reply

if TYPE_CHECKING:
    from do_inference.emulator._call import Call


def list_all(call: Call) -> Reply:
    """Answers `models_list`."""
    data: list[dict[str, object]] = [
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
    data += [
        {"id": name, "object": "model", "created": CREATED, "owned_by": "digitalocean"}
        for name in routers.names(call.world.options.routers)
    ]
    return JSONReply({"object": "list", "data": data})
