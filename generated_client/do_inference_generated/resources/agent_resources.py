# Generated from openapi/ by generator/. Do not edit.
"""The resources of agent inference."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import RawResponse, RequestOptions
    from .agent_chat import AgentChat, AsyncAgentChat


class AgentResources:
    """The resources of agent inference."""

    _executor: Executor

    @cached_property
    def chat(self) -> AgentChat:
        """The resources below `chat`."""
        from .agent_chat import AgentChat

        return AgentChat(self._executor)

    @cached_property
    def with_raw_response(self) -> AgentResourcesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AgentResourcesWithRawResponse(self._executor)

    def description(self, **options: Unpack[RequestOptions]) -> models.AgentDescription:
        """Returns an agent's own OpenAPI document.

        The agent's web framework generates this document, so it shows which fields this agent
        accepts. It is not part of the published API and can change with any deployment.

        Experimental: known from client code in use, 2026; not published. The operation can change
        or disappear without notice.

        Args:
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(operations.AGENT_DESCRIPTION, Arguments(), options)

    def health(self, **options: Unpack[RequestOptions]) -> models.AgentHealth:
        """Returns the health status of an agent.

        Use it to wait for a newly deployed agent before you send the first request. It appears to
        work without a key as well.

        Experimental: known from an agent's own description, and client code in use, 2026; not
        published. The operation can change or disappear without notice.

        Args:
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(operations.AGENT_HEALTH, Arguments(), options)


class AgentResourcesWithRawResponse:
    """The methods of `AgentResources`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def description(self, **options: Unpack[RequestOptions]) -> RawResponse[models.AgentDescription]:
        """Like `description`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(operations.AGENT_DESCRIPTION, Arguments(), options)

    def health(self, **options: Unpack[RequestOptions]) -> RawResponse[models.AgentHealth]:
        """Like `health`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(operations.AGENT_HEALTH, Arguments(), options)


class AsyncAgentResources:
    """The resources of agent inference."""

    _executor: AsyncExecutor

    @cached_property
    def chat(self) -> AsyncAgentChat:
        """The resources below `chat`."""
        from .agent_chat import AsyncAgentChat

        return AsyncAgentChat(self._executor)

    @cached_property
    def with_raw_response(self) -> AsyncAgentResourcesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncAgentResourcesWithRawResponse(self._executor)

    async def description(self, **options: Unpack[RequestOptions]) -> models.AgentDescription:
        """Returns an agent's own OpenAPI document.

        The agent's web framework generates this document, so it shows which fields this agent
        accepts. It is not part of the published API and can change with any deployment.

        Experimental: known from client code in use, 2026; not published. The operation can change
        or disappear without notice.

        Args:
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(operations.AGENT_DESCRIPTION, Arguments(), options)

    async def health(self, **options: Unpack[RequestOptions]) -> models.AgentHealth:
        """Returns the health status of an agent.

        Use it to wait for a newly deployed agent before you send the first request. It appears to
        work without a key as well.

        Experimental: known from an agent's own description, and client code in use, 2026; not
        published. The operation can change or disappear without notice.

        Args:
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(operations.AGENT_HEALTH, Arguments(), options)


class AsyncAgentResourcesWithRawResponse:
    """The methods of `AsyncAgentResources`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def description(self, **options: Unpack[RequestOptions]) -> RawResponse[models.AgentDescription]:
        """Like `description`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(operations.AGENT_DESCRIPTION, Arguments(), options)

    async def health(self, **options: Unpack[RequestOptions]) -> RawResponse[models.AgentHealth]:
        """Like `health`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(operations.AGENT_HEALTH, Arguments(), options)
