"""Ids of tool calls, each used for one call of a conversation."""

from __future__ import annotations

from typing import Any, Final

_NAMES_OF_IDS: Final = ("id", "call_id", "tool_call_id", "tool_use_id")


class CallIds:
    """Gives each call of a conversation an id of its own."""

    def __init__(self, conversation: list[Any]) -> None:
        self._used = _ids_in(conversation)
        self._made = 0

    def claim(self, given: Any) -> str:
        """The id of a new call: the one that the server gave, if no other call has it, else a new one."""
        text = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
        while not text.strip() or text in self._used:
            text = f"call_{self._made}"
            self._made += 1
        self._used.add(text)
        return text

    def add(self, given: Any) -> bool:
        """Note the id of something else. Returns whether it is an id, and new."""
        is_new = isinstance(given, str) and bool(given.strip()) and given not in self._used
        if is_new:
            self._used.add(given)
        return is_new


def _ids_in(conversation: list[Any]) -> set[str]:
    found: set[str] = set()
    left: list[Any] = [conversation]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            found.update(value[name] for name in _NAMES_OF_IDS if isinstance(value.get(name), str))
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
    return found
