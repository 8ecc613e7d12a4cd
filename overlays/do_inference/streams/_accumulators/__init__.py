"""How events add up to the result of the unstreamed call, by the `accumulator` that the description names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Accumulator, Emit
from .chat import ChatAccumulator
from .completions import CompletionAccumulator
from .discard import DiscardingAccumulator
from .images import ImageAccumulator
from .messages import MessageAccumulator
from .responses import ResponseAccumulator

if TYPE_CHECKING:
    from do_inference.streams._reports import Reports

__all__ = ["Accumulator", "Emit", "new_accumulator"]


def new_accumulator(name: str, reports: Reports, final_events: frozenset[str] = frozenset()) -> Accumulator:
    """An empty accumulator of the named kind, or one that keeps nothing if the name is not known.

    `final_events` are the types of the final events that the description names.
    """
    match name:
        case "chat":
            return ChatAccumulator(reports)
        case "completions":
            return CompletionAccumulator(reports)
        case "messages":
            return MessageAccumulator(reports)
        case "responses":
            return ResponseAccumulator(reports)
        case "images":
            return ImageAccumulator(reports, final_events)
        case _:
            return DiscardingAccumulator(reports)
