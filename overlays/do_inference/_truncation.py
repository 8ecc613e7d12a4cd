"""Decides whether a turn of a model is truncated: the one place, for every dialect.

A truncated turn is one that the model did not end by itself. What it holds may look complete and still lack what the
model was about to write, so no tool call of it runs and no structured answer is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

_CUT: Final = frozenset(
    {
        *("length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length"),
        *("content_filter", "safety", "sensitive", "recitation", "malformed_function_call"),
        "incomplete",
    }
)
"""The turn ends early, and the model can go on in the next turn."""
_DEAD: Final = frozenset(
    {
        *("failed", "cancelled", "canceled", "in_progress", "queued", "error", "abort", "network_error"),
        *("model_context_window_exceeded", "refusal", "insufficient_system_resource"),
    }
)
"""The turn ends early, and another turn of the same conversation would not help."""
_PAUSED: Final = frozenset({"pause_turn", "compaction"})
"""The server interrupts the turn; the model goes on with it when the answer is sent back."""
_OF_TOKENS: Final = frozenset(
    {*("length", "max_tokens", "max_output_tokens", "max_completion_tokens", "model_length")}
    | {"model_context_window_exceeded"}
)


class Ending(NamedTuple):
    """How a turn ended."""

    reason: str | None
    """Why, in the words of the server; None where it gives no reason, as agents do."""
    truncated: bool = False
    can_go_on: bool = True
    """Whether the conversation can have a next turn."""

    @property
    def by_tokens(self) -> bool:
        """Whether a limit on tokens ended the turn."""
        return _word(self.reason) in _OF_TOKENS

    def advice(self, *, said: bool) -> str:
        """What to do about a turn that a limit on tokens ended before it `said` anything; empty for other turns."""
        if said or not self.by_tokens:
            return ""
        return "; no text came, and reasoning counts towards the limit: raise it, or ask for less reasoning"

    @property
    def paused(self) -> bool:
        """Whether the turn goes on when the answer is sent back as it is."""
        return not self.truncated and _word(self.reason) in _PAUSED


def is_truncated(reason: object) -> bool:
    """Whether a turn with this `finish_reason`, `stop_reason` or `status` is truncated."""
    return _word(reason) in _CUT or _word(reason) in _DEAD


def is_finished(reason: object, arguments: str, status: object = None) -> bool:
    """Whether a streamed tool call is all that the model meant to write.

    Without a reason only arguments that are a whole JSON object show that: empty ones may be those of a call whose
    arguments never came. `status` is that of the call itself, where its dialect has one.
    """
    if is_truncated(reason) or is_truncated(status):
        return False
    return bool(reason) or is_object(arguments)


def is_object(text: str) -> bool:
    """Whether a text is one whole JSON object."""
    from ._json.strict import parse_object  # Streams without tool calls do not need it.

    try:
        parse_object(text)
    except ValueError:
        return False
    return True


def ending_of(result: Mapping[str, Any]) -> Ending:
    """How the turn of a result ended, in any dialect: of the first choice, where there are several."""
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
    return Ending(given, cut, not any(_word(reason) in _DEAD for reason in reasons))


def _word(reason: object) -> str:
    return reason.lower() if isinstance(reason, str) else ""
