# Generated from openapi/ by generator/. Do not edit.
"""Messages, in the format of Anthropic's Messages API."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack, overload

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models, params
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions
    from .._stream import AsyncStream, Stream


class Messages:
    """Messages, in the format of Anthropic's Messages API."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> MessagesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return MessagesWithRawResponse(self._executor)

    @overload
    def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Message: ...
    @overload
    def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: Literal[True],
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> Stream[models.MessageStreamEvent, models.Message]: ...
    @overload
    def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Message | Stream[models.MessageStreamEvent, models.Message]: ...
    def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Message | Stream[models.MessageStreamEvent, models.Message]:
        """Generates a model's reply to a conversation, in the format of Anthropic's Messages API.

        Intended for Claude models. Open models work as well but silently ignore what they do not
        support, such as structured output. With `stream: true` the response is an event stream of
        content blocks. The service is stateless: send the complete conversation with each request.
        The key can also be sent in the `x-api-key` header, as Anthropic's clients do.

        Args:
            model: DigitalOcean's model id, or the name of an inference router that selects the
                model: `inference-router` for the managed router, `router:<name>` for a router of
                your team or a preset such as `router:software-engineering`.
            max_tokens: Maximum number of tokens to generate, including thinking. Thinking can use
                up the limit before any text or tool call. At least 1.
            messages: The messages so far, oldest first. At least one item.
            system: Instructions to the model that take precedence over the user's messages.
            temperature: Sampling temperature; higher values give more random output. Default:
                depends on the model. From 0 to 1.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`, from 0 to 1.
            top_k: The model samples only from this many of the most likely tokens. At least 0.
            stop_sequences: Sequences at which generation stops. The output does not include them.
            tools: Tools that the model may use: your own, and the provider's.
            tool_choice: Controls whether the model uses a tool, and which one. Some open models
                return 500 if a tool call is forced.
            thinking: Whether the model thinks before it responds. Newer Claude models do unless you
                disable it.
            output_config: Effort and format of the output. Claude models only; open models ignore
                it.
            reasoning_effort: Reasoning effort of a reasoning model. An addition of DigitalOcean;
                other models ignore it. Known values: `none`, `minimal`, `low`, `medium`, `high`,
                `xhigh`, `max`.
            speed: Speed tier, if the model has several. An addition of DigitalOcean. Known values:
                `standard`, `fast`.
            cache_control: Caches the longest possible prefix of the request without further
                breakpoints. Claude models only.
            container: Container in which the provider runs code: the id of a container from an
                earlier response, or an object with skills to load. Claude models only.
            mcp_servers: MCP servers that the provider connects to. Each requires a tool of the type
                `mcp_toolset`. Claude models only. It is not known whether the service forwards the
                `anthropic-beta` header that the provider requires.
            context_management: Edits that the provider can apply to a long conversation. Claude
                models only. It is not known whether the service forwards the `anthropic-beta`
                header that the provider requires.
            service_tier: `auto` can use the provider's priority capacity, `standard_only` never
                does. Claude models only.
            inference_geo: Region in which the provider runs the model. Claude models only.
            metadata: Metadata of the request.
            routing_preference: What the managed router `inference-router` optimizes when it selects
                the model. Experimental: the release note names the field and its values but not its
                location; this description assumes a field of the request body. Known values:
                `balanced`, `budget`, `quality`.
            model_affinity: A string of your choice, such as the id of a conversation. Requests with
                the same value go to the same replica, which improves the hit rate of the prompt
                cache. With a router the first request selects the model, and later requests with
                the same value use the same model without another selection.
            stream: Whether to return a stream of events during the generation instead of one result
                at its end.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        request_arguments = Arguments(
            headers={
                "X-Model-Affinity": model_affinity,
            },
            body={
                "model": model,
                "max_tokens": max_tokens,
                "messages": messages,
                "system": NOT_GIVEN if system is None else system,
                "temperature": temperature,
                "top_p": top_p,
                "top_k": top_k,
                "stop_sequences": NOT_GIVEN if stop_sequences is None else stop_sequences,
                "tools": NOT_GIVEN if tools is None else tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "thinking": thinking,
                "output_config": output_config,
                "reasoning_effort": reasoning_effort,
                "speed": speed,
                "cache_control": cache_control,
                "container": container,
                "mcp_servers": mcp_servers,
                "context_management": context_management,
                "service_tier": service_tier,
                "inference_geo": inference_geo,
                "metadata": metadata,
                "routing_preference": routing_preference,
                "stream": stream,
            },
        )
        if stream:
            return self._executor.stream(operations.MESSAGES_CREATE, request_arguments, options)
        return self._executor.request(operations.MESSAGES_CREATE, request_arguments, options)


class MessagesWithRawResponse:
    """The methods of `Messages`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Message]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.MESSAGES_CREATE,
            Arguments(
                headers={
                    "X-Model-Affinity": model_affinity,
                },
                body={
                    "model": model,
                    "max_tokens": max_tokens,
                    "messages": messages,
                    "system": NOT_GIVEN if system is None else system,
                    "temperature": temperature,
                    "top_p": top_p,
                    "top_k": top_k,
                    "stop_sequences": NOT_GIVEN if stop_sequences is None else stop_sequences,
                    "tools": NOT_GIVEN if tools is None else tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "thinking": thinking,
                    "output_config": output_config,
                    "reasoning_effort": reasoning_effort,
                    "speed": speed,
                    "cache_control": cache_control,
                    "container": container,
                    "mcp_servers": mcp_servers,
                    "context_management": context_management,
                    "service_tier": service_tier,
                    "inference_geo": inference_geo,
                    "metadata": metadata,
                    "routing_preference": routing_preference,
                },
            ),
            options,
        )


class AsyncMessages:
    """Messages, in the format of Anthropic's Messages API."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncMessagesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncMessagesWithRawResponse(self._executor)

    @overload
    async def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Message: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: Literal[True],
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> AsyncStream[models.MessageStreamEvent, models.Message]: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Message | AsyncStream[models.MessageStreamEvent, models.Message]: ...
    async def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Message | AsyncStream[models.MessageStreamEvent, models.Message]:
        """Generates a model's reply to a conversation, in the format of Anthropic's Messages API.

        Intended for Claude models. Open models work as well but silently ignore what they do not
        support, such as structured output. With `stream: true` the response is an event stream of
        content blocks. The service is stateless: send the complete conversation with each request.
        The key can also be sent in the `x-api-key` header, as Anthropic's clients do.

        Args:
            model: DigitalOcean's model id, or the name of an inference router that selects the
                model: `inference-router` for the managed router, `router:<name>` for a router of
                your team or a preset such as `router:software-engineering`.
            max_tokens: Maximum number of tokens to generate, including thinking. Thinking can use
                up the limit before any text or tool call. At least 1.
            messages: The messages so far, oldest first. At least one item.
            system: Instructions to the model that take precedence over the user's messages.
            temperature: Sampling temperature; higher values give more random output. Default:
                depends on the model. From 0 to 1.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`, from 0 to 1.
            top_k: The model samples only from this many of the most likely tokens. At least 0.
            stop_sequences: Sequences at which generation stops. The output does not include them.
            tools: Tools that the model may use: your own, and the provider's.
            tool_choice: Controls whether the model uses a tool, and which one. Some open models
                return 500 if a tool call is forced.
            thinking: Whether the model thinks before it responds. Newer Claude models do unless you
                disable it.
            output_config: Effort and format of the output. Claude models only; open models ignore
                it.
            reasoning_effort: Reasoning effort of a reasoning model. An addition of DigitalOcean;
                other models ignore it. Known values: `none`, `minimal`, `low`, `medium`, `high`,
                `xhigh`, `max`.
            speed: Speed tier, if the model has several. An addition of DigitalOcean. Known values:
                `standard`, `fast`.
            cache_control: Caches the longest possible prefix of the request without further
                breakpoints. Claude models only.
            container: Container in which the provider runs code: the id of a container from an
                earlier response, or an object with skills to load. Claude models only.
            mcp_servers: MCP servers that the provider connects to. Each requires a tool of the type
                `mcp_toolset`. Claude models only. It is not known whether the service forwards the
                `anthropic-beta` header that the provider requires.
            context_management: Edits that the provider can apply to a long conversation. Claude
                models only. It is not known whether the service forwards the `anthropic-beta`
                header that the provider requires.
            service_tier: `auto` can use the provider's priority capacity, `standard_only` never
                does. Claude models only.
            inference_geo: Region in which the provider runs the model. Claude models only.
            metadata: Metadata of the request.
            routing_preference: What the managed router `inference-router` optimizes when it selects
                the model. Experimental: the release note names the field and its values but not its
                location; this description assumes a field of the request body. Known values:
                `balanced`, `budget`, `quality`.
            model_affinity: A string of your choice, such as the id of a conversation. Requests with
                the same value go to the same replica, which improves the hit rate of the prompt
                cache. With a router the first request selects the model, and later requests with
                the same value use the same model without another selection.
            stream: Whether to return a stream of events during the generation instead of one result
                at its end.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            NotFoundError: Status 404: the resource does not exist, or the model does not support
                the operation.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        request_arguments = Arguments(
            headers={
                "X-Model-Affinity": model_affinity,
            },
            body={
                "model": model,
                "max_tokens": max_tokens,
                "messages": messages,
                "system": NOT_GIVEN if system is None else system,
                "temperature": temperature,
                "top_p": top_p,
                "top_k": top_k,
                "stop_sequences": NOT_GIVEN if stop_sequences is None else stop_sequences,
                "tools": NOT_GIVEN if tools is None else tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "thinking": thinking,
                "output_config": output_config,
                "reasoning_effort": reasoning_effort,
                "speed": speed,
                "cache_control": cache_control,
                "container": container,
                "mcp_servers": mcp_servers,
                "context_management": context_management,
                "service_tier": service_tier,
                "inference_geo": inference_geo,
                "metadata": metadata,
                "routing_preference": routing_preference,
                "stream": stream,
            },
        )
        if stream:
            return await self._executor.stream(operations.MESSAGES_CREATE, request_arguments, options)
        return await self._executor.request(operations.MESSAGES_CREATE, request_arguments, options)


class AsyncMessagesWithRawResponse:
    """The methods of `AsyncMessages`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        max_tokens: int,
        messages: Sequence[params.InputMessageParam],
        system: params.SystemPromptParam | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        top_k: int | None | NotGiven = NOT_GIVEN,
        stop_sequences: Sequence[str] | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.MessageToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.MessageToolChoiceParam | None | NotGiven = NOT_GIVEN,
        thinking: params.ThinkingConfigParam | None | NotGiven = NOT_GIVEN,
        output_config: params.OutputConfigParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        speed: models.Speed | None | NotGiven = NOT_GIVEN,
        cache_control: params.CacheControlParam
        | models.CacheControl
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        container: params.ContainerOptionsParam | params.ForwardedParam | str | None | NotGiven = NOT_GIVEN,
        mcp_servers: Sequence[params.MessageMcpServerParam | params.ForwardedParam]
        | None
        | NotGiven = NOT_GIVEN,
        context_management: params.ContextManagementConfigParam
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        service_tier: str | None | NotGiven = NOT_GIVEN,
        inference_geo: str | None | NotGiven = NOT_GIVEN,
        metadata: params.MessageMetadataParam | params.ForwardedParam | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Message]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.MESSAGES_CREATE,
            Arguments(
                headers={
                    "X-Model-Affinity": model_affinity,
                },
                body={
                    "model": model,
                    "max_tokens": max_tokens,
                    "messages": messages,
                    "system": NOT_GIVEN if system is None else system,
                    "temperature": temperature,
                    "top_p": top_p,
                    "top_k": top_k,
                    "stop_sequences": NOT_GIVEN if stop_sequences is None else stop_sequences,
                    "tools": NOT_GIVEN if tools is None else tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "thinking": thinking,
                    "output_config": output_config,
                    "reasoning_effort": reasoning_effort,
                    "speed": speed,
                    "cache_control": cache_control,
                    "container": container,
                    "mcp_servers": mcp_servers,
                    "context_management": context_management,
                    "service_tier": service_tier,
                    "inference_geo": inference_geo,
                    "metadata": metadata,
                    "routing_preference": routing_preference,
                },
            ),
            options,
        )
