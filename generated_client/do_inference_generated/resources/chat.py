# Generated from openapi/ by generator/. Do not edit.
"""The resources below `chat`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._executor import AsyncExecutor, Executor
    from .chat_completions import AsyncChatCompletions, ChatCompletions


class Chat:
    """The resources below `chat`."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def completions(self) -> ChatCompletions:
        """Chat completions with a language model."""
        from .chat_completions import ChatCompletions

        return ChatCompletions(self._executor)


class AsyncChat:
    """The resources below `chat`."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def completions(self) -> AsyncChatCompletions:
        """Chat completions with a language model."""
        from .chat_completions import AsyncChatCompletions

        return AsyncChatCompletions(self._executor)
