"""The simulated language model: prompts, completions, tool calls and schemas, independent of the API of a request."""

from __future__ import annotations

from do_inference.emulator._language.completion import EmulatedToolCall, SimulatedCompletion, complete
from do_inference.emulator._language.prompt import OfferedTool, Prompt, Turn

__all__ = ["EmulatedToolCall", "OfferedTool", "Prompt", "SimulatedCompletion", "Turn", "complete"]
