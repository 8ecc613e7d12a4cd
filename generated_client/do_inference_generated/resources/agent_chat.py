# Generated from openapi/ by generator/. Do not edit.
"""The resources below `chat`."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._executor import AsyncExecutor, Executor
    from .agent_chat_completions import AgentChatCompletions, AsyncAgentChatCompletions


class AgentChat:
    """The resources below `chat`."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def completions(self) -> AgentChatCompletions:
        """Chat completions with an agent."""
        from .agent_chat_completions import AgentChatCompletions

        return AgentChatCompletions(self._executor)


class AsyncAgentChat:
    """The resources below `chat`."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def completions(self) -> AsyncAgentChatCompletions:
        """Chat completions with an agent."""
        from .agent_chat_completions import AsyncAgentChatCompletions

        return AsyncAgentChatCompletions(self._executor)
