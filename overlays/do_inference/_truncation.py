"""Decides whether a turn of a model is truncated, for all dialects.

The model did not finish a truncated turn. Its content may look complete although the model would have written more, so
that its tool calls are not run, and no structured output is parsed from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

_CAN_CONTINUE: Final = frozenset(
    {
        *("length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length"),
        *("content_filter", "safety", "sensitive", "recitation", "malformed_function_call"),
        "incomplete",
    }
)
"""The turn is truncated, and the conversation can continue with another turn."""
_CANNOT_CONTINUE: Final = frozenset(
    {
        *("failed", "cancelled", "canceled", "in_progress", "queued", "error", "abort", "network_error"),
        *("model_context_window_exceeded", "refusal", "insufficient_system_resource"),
    }
)
"""The turn is truncated, and another turn of the same conversation would end in the same way."""
_PAUSED: Final = frozenset({"pause_turn", "compaction"})
"""The server paused the turn. The model continues when the client sends the message back."""
_TOKEN_LIMIT: Final = frozenset(
    {*("length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length")}
    | {"model_context_window_exceeded"}
)
"""A limit on the number of tokens ended the turn."""


class Ending(NamedTuple):
    """How a turn ended."""

    reason: str | None
    """The reason that the server reports; None if it reports none, as for agents."""
    truncated: bool = False
    """Whether the model did not finish the turn."""
    can_continue: bool = True
    """Whether the conversation can continue with another turn."""

    @property
    def by_tokens(self) -> bool:
        """Return whether a limit on the number of tokens ended the turn."""
        return _lowered(self.reason) in _TOKEN_LIMIT

    def advice(self, *, has_text: bool) -> str:
        """Return advice if a token limit ended the turn before it contained any text, otherwise ""."""
        if has_text or not self.by_tokens:
            return ""
        return (
            "; the response contains no text, and reasoning counts towards the limit: raise the limit, or request less "
            "reasoning"
        )

    @property
    def paused(self) -> bool:
        """Return whether the model continues the turn when the client sends the message back unchanged."""
        return not self.truncated and _lowered(self.reason) in _PAUSED


def is_truncated(reason: object) -> bool:
    """Return whether a turn with this `finish_reason`, `stop_reason` or `status` is truncated."""
    return _lowered(reason) in _CAN_CONTINUE or _lowered(reason) in _CANNOT_CONTINUE


def is_finished(reason: object, arguments: str, status: object = None) -> bool:
    """Return whether a streamed tool call is complete.

    If the turn has no reason, only arguments that are a complete JSON object prove it: empty arguments may be those of
    a call whose arguments did not arrive. `status` is the status of the call, in dialects that have one.
    """
    if is_truncated(reason) or is_truncated(status):
        return False
    return bool(reason) or is_object(arguments)


def is_object(text: str) -> bool:
    """Return whether a text is one complete JSON object."""
    from ._json.strict import parse_object  # For start-up time: streams without tool calls do not need it.

    try:
        parse_object(text)
    except ValueError:
        return False
    return True


def ending_of(result: Mapping[str, Any]) -> Ending:
    """Return how the turn of a result ended, in any dialect. If there are several choices, the first one counts."""
    choices = result.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    finish = choice.get("finish_reason") if isinstance(choice, Mapping) else None
    details = result.get("incomplete_details")
    detail = details.get("reason") if isinstance(details, Mapping) else None
    status = result.get("status")
    reasons = [finish, result.get("stop_reason"), detail, status]
    given = next((reason for reason in reasons if isinstance(reason, str) and reason), None)
    cut = (
        is_truncated(status)
        or bool(detail)
        or is_truncated(finish)
        or is_truncated(result.get("stop_reason"))
    )
    return Ending(given, cut, not any(_lowered(reason) in _CANNOT_CONTINUE for reason in reasons))


def _lowered(reason: object) -> str:
    return reason.lower() if isinstance(reason, str) else ""
