"""What known operations do beyond what their schemas say, found by operationId."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from do_inference.emulator.call import Call
from do_inference.emulator.replies import Reply

Behaviour = Callable[[Call], Reply]

API_KEY_HEADER_TOO = frozenset({"messages_create"})
"""Operations that take the key as `x-api-key` beside the bearer scheme."""


def _behaviours() -> Mapping[str, Behaviour]:
    from do_inference.emulator.behaviours import agents, chat

    return {
        "agent_chat_completions_create": agents.create,
        "agent_health": agents.health,
        "agent_description": agents.describe,
        "chat_completions_create": chat.create,
    }


BEHAVIOURS: Mapping[str, Behaviour] = _behaviours()
