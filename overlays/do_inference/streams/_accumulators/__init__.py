"""Accumulators: combine the events of a stream into the result of the call without `stream`.

Each API that streams has its own accumulator. The description of an operation names it (`x-event-stream`).
"""

from __future__ import annotations

from .base import Accumulator, DiscardingAccumulator, Emit, ReportDecoder
from .chat import ChatAccumulator
from .completions import CompletionAccumulator
from .images import ImageAccumulator
from .messages import MessageAccumulator
from .responses import ResponseAccumulator

__all__ = ["Accumulator", "Emit", "ReportDecoder", "new_accumulator"]


def new_accumulator(
    name: str, reports: ReportDecoder, final_events: frozenset[str] = frozenset()
) -> Accumulator:
    """Create the accumulator with a name of the description. An unknown name gives one that discards all events.

    `final_events` are the types of final events that the description lists.
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
