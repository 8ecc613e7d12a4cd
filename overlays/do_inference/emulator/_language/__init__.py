"""What a language model would say, apart from the API it is asked by."""

from __future__ import annotations

from do_inference.emulator._language.completion import Speech, ToolCall, speak
from do_inference.emulator._language.prompt import Prompt, Tool, Turn

__all__ = ["Prompt", "Speech", "Tool", "ToolCall", "Turn", "speak"]
