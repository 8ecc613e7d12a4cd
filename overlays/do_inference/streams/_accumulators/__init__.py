"""How events add up to the result of the unstreamed call, by the `fold` that the description names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Emit, Fold
from .blocks import BlocksFold
from .deltas import DeltasFold
from .discard import NoFold
from .final import FinalFold
from .responses import ResponseFold
from .texts import TextsFold

if TYPE_CHECKING:
    from do_inference.streams._reports import Reports

__all__ = ["Emit", "Fold", "new_fold"]


def new_fold(name: str, reports: Reports, final_events: frozenset[str] = frozenset()) -> Fold:
    """An empty accumulator of the named kind, or one that keeps nothing if the name is not known.

    `final_events` are the types of the final events that the description names.
    """
    match name:
        case "deltas":
            return DeltasFold(reports)
        case "texts":
            return TextsFold(reports)
        case "blocks":
            return BlocksFold(reports)
        case "response":
            return ResponseFold(reports)
        case "final":
            return FinalFold(reports, final_events)
        case _:
            return NoFold(reports)
