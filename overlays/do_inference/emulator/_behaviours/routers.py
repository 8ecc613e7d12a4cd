"""Inference routers: the models of a router in their order, and the model that stays with a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

MANAGED = "inference-router"
PREFIX = "router:"
AFFINITY_SECONDS = 600.0
"""How long a router remembers the model for a value of the affinity header after the last request with it."""
_OPERATIONS = frozenset({"chat_completions_create", "messages_create", "responses_create"})
_GENERAL = "General"
_TASKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_GENERAL, ()),
    ("Code Generation", ("code", "function", "python", "bug")),
    ("Summarization", ("summar",)),
)
"""The tasks of a router, each with parts of words that select it. The first one is for all other requests."""
_BALANCED = ("llama3.3-70b-instruct", "openai-gpt-oss-120b", "qwen3.5-397b")
PREFERENCES: Mapping[str, tuple[str, ...]] = {
    "balanced": _BALANCED,
    "budget": ("openai-gpt-oss-20b", "qwen3-32b", "mimo-v2.5-pro"),
    "quality": ("anthropic-claude-opus-4.6", "openai-gpt-5", "kimi-k3"),
}
"""The models of the managed router by `routing_preference`, one for each task. If it fails, the others follow."""
PRESETS: Mapping[str, tuple[str, ...]] = {
    f"{PREFIX}general": _BALANCED,
    f"{PREFIX}knowledge-base-document": ("qwen3.5-397b", "glm-5.2", "llama3.3-70b-instruct"),
    f"{PREFIX}software-engineering": ("deepseek-v4-pro", "kimi-k2.6", "glm-5.2"),
    f"{PREFIX}writing": ("kimi-k2.6", "llama3.3-70b-instruct", "minimax-m2.5"),
}
"""The preset routers, which every account has."""


def router_names(custom: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names of all routers, custom ones included."""
    return [MANAGED, *PRESETS, *(PREFIX + name for name in custom)]


def candidates(call: EmulatedRequest) -> list[EmulatedRequest]:
    """Return a request for each model of the router, in the order in which the router tries them.

    The list is empty if the request does not name a router.
    """
    if call.model != MANAGED and not call.model.startswith(PREFIX):
        return []
    found = _chosen(call) if call.operation.id in _OPERATIONS else None
    if found is None:
        return []
    route, models = found
    kept = call.state.stores["affinity"].get(_affinity(call))
    if kept is not None and kept[2] > call.now:
        route, first, _ = kept
        models = [first, *(model for model in models if model != first)]
    return [replace(call, route=route, body={**call.fields, "model": model}) for model in models]


def remember_model(asked: EmulatedRequest, answered: EmulatedRequest) -> None:
    """Use the same model for the next requests with the same affinity header."""
    name = _affinity(asked)
    if name:
        kept = (answered.route, answered.model, asked.now + AFFINITY_SECONDS)
        asked.state.stores["affinity"].put(name, kept)


def is_failure(status: int | None) -> bool:
    """Return whether a router tries the next model after a response with this status."""
    return status is not None and (status in (404, 408, 429) or status >= 500)


def _affinity(call: EmulatedRequest) -> str:
    value = call.headers.get("x-model-affinity")
    return f"{call.key}\0{call.model}\0{value}" if value else ""


def _chosen(call: EmulatedRequest) -> tuple[str, list[str]] | None:
    """Return the route and the models in their order, or None if there is no such router."""
    options, wanted = call.state.options, call.model
    own = options.routers.get(wanted.removeprefix(PREFIX)) if wanted.startswith(PREFIX) else None
    if own is not None:
        return _GENERAL, list(own)
    if wanted == MANAGED:
        models = PREFERENCES.get(str(call.fields.get("routing_preference")), _BALANCED)
    elif wanted in PRESETS:
        models = PRESETS[wanted]
    elif _is_accepted(call):
        models = _BALANCED
    else:
        return None
    position = _task(call.fields)
    return _TASKS[position][0], [*models[position:], *models[:position]]


def _is_accepted(call: EmulatedRequest) -> bool:
    """Return whether the emulator accepts a custom router that is not in the options.

    The names of custom routers belong to an account, so the emulator accepts all, unless the options list some.
    """
    options, name = call.state.options, call.model.removeprefix(PREFIX)
    custom = name not in ("", call.model) and not name.startswith(("unknown-", "forbidden-", PREFIX))
    return custom and (not options.routers or options.any_model or call.is_prescribed)


def _task(body: Mapping[str, Any]) -> int:
    """Return the position of the task that the last message matches."""
    asked = body.get("messages") or body.get("input") or ""
    last = str(asked[-1] if isinstance(asked, list) else asked).lower()
    matching = (position for position, (_, parts) in enumerate(_TASKS) if any(part in last for part in parts))
    return next(matching, 0)
