"""Prompt caching: what of a prompt was seen before."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from do_inference.emulator._call import Call
    from do_inference.emulator._language.prompt import Prompt

LEAST = 512
"""Tokens that a prefix must have to be cached."""
AUTOMATIC_SECONDS = 300.0


class Cached(NamedTuple):
    """Tokens of a prompt by where they came from."""

    read: int = 0
    created_5m: int = 0
    created_1h: int = 0

    @property
    def created(self) -> int:
        return self.created_5m + self.created_1h


def cached_tokens(call: Call, prompt: Prompt) -> Cached:
    """Tokens that came from the cache and that went into it, by key and model.

    If the request marks prefixes, those count: as read if one was cached before, else as created. Without marks, the
    whole prompt is cached, and created tokens are not counted. Models of Anthropic do so only behind a router, which
    marks the prompt itself: then created tokens are counted.
    """
    anthropic = call.model.startswith("anthropic")
    automatic = call.route is not None or not anthropic
    drawer = call.world.shelf.drawer("cached prompts")
    digest = hashlib.sha256(
        f"{call.key}\0{call.model}\0{[tool.name for tool in prompt.tools]}".encode("utf-8", "replace")
    )
    tokens, read, created = 0, 0, {300.0: 0, 3600.0: 0}
    marked = any(turn.cached for turn in prompt.turns)
    for turn in prompt.turns:
        tokens += turn.tokens + 4
        digest.update(f"{turn.role}\0{turn.text}\0".encode("utf-8", "replace"))
        lifetime = turn.cached
        if lifetime is None and automatic and not marked:
            lifetime = AUTOMATIC_SECONDS
        if lifetime is None or tokens < LEAST:
            continue
        name = digest.hexdigest()
        if (drawer.get(name) or 0) > call.now:
            read, created = tokens, {300.0: 0, 3600.0: 0}
        elif marked or anthropic:
            created[lifetime] += tokens - read - sum(created.values())
        drawer.put(name, call.now + lifetime)
    return Cached(read, created[300.0], created[3600.0])
