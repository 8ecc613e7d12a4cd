# Generated from openapi/ by generator/. Do not edit.
"""Model responses, in the format of OpenAI's Responses API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Unpack, overload

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models, params
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions
    from .._stream import AsyncStream, Stream


class Responses:
    """Model responses, in the format of OpenAI's Responses API."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> ResponsesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return ResponsesWithRawResponse(self._executor)

    @overload
    def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Response: ...
    @overload
    def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: Literal[True],
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> Stream[models.ResponseStreamEvent, models.Response]: ...
    @overload
    def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: bool | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Response | Stream[models.ResponseStreamEvent, models.Response]: ...
    def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: bool | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Response | Stream[models.ResponseStreamEvent, models.Response]:
        """Generates a model response, in the format of OpenAI's Responses API.

        Some newer OpenAI models are available only here. With `stream: true` the response is an
        event stream: typed events or, for some models, chunks like those of a chat completion. The
        text is in the `message` item of `output`, which is rarely the first item.

        Args:
            model: Model id, or the name of an inference router that selects the model:
                `inference-router` for the managed router, `router:<name>` for a router of your team
                or a preset such as `router:software-engineering`.
            input: A prompt, or the complete conversation so far.
            instructions: Instructions to the model that take precedence over the input.
            max_output_tokens: Maximum number of tokens to generate, including reasoning tokens. At
                least 1.
            max_tokens: Alias of `max_output_tokens`.
            temperature: Sampling temperature; higher values give more random output. Claude models
                reject values above 1. Default: depends on the model. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. From 0 to 1.
            stop: Sequences at which generation stops. The output does not include them.
            text: Format of the text, such as JSON that matches a schema.
            tools: Tools that the model may call: your own functions, and tools that the service
                runs.
            tool_choice: Controls whether the model calls a tool, and which one. Default: `auto` if
                `tools` is set.
            parallel_tool_calls: Whether the model may request several tool calls in one response.
            reasoning_effort: Reasoning effort of a reasoning model. Other models ignore it. Known
                values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
            reasoning: Limits and options of the model's reasoning.
            modalities: Types of output to generate. Only `text` is known to work.
            store: Whether the provider stores the response for `previous_response_id`. No operation
                retrieves it.
            previous_response_id: Id of a stored response to continue. OpenAI models only. Users
                reported in May 2026 that the service rejects ids of responses that were stored with
                `store`.
            prompt_cache_key: A string of your choice for OpenAI models. Requests with the same key
                and the same prefix are more likely to hit the prompt cache. Experimental: one
                DigitalOcean page names it, without an example.
            prompt_cache_retention: How long OpenAI models retain the prompt in their cache. Known
                values: `in_memory`, `24h`.
            routing_preference: What the managed router `inference-router` optimizes when it selects
                the model. Experimental: the release note names the field and its values but not its
                location; this description assumes a field of the request body. Known values:
                `balanced`, `budget`, `quality`.
            stream_options: Options of the event stream. Allowed only if `stream` is true.
            metadata: Your own key-value pairs, up to 16. Keys can have up to 64 characters, values
                up to 512.
            user: Your own id for the end user, used to detect misuse. Do not send personal data.
            include: Additional content to include in the response. OpenAI models only. Known
                values: `file_search_call.results`, `web_search_call.results`,
                `web_search_call.action.sources`, `message.input_image.image_url`,
                `computer_call_output.output.image_url`, `code_interpreter_call.outputs`,
                `reasoning.encrypted_content`, `message.output_text.logprobs`.
            max_tool_calls: Maximum number of calls of tools that the provider runs. OpenAI models
                only.
            top_logprobs: Number of alternative tokens to return per position, 0 to 20. OpenAI
                models only.
            truncation: Handling of an input that is too long. Default: `disabled`. OpenAI models
                only. Known values: `auto`, `disabled`.
            background: Whether to return immediately, with the status `queued`. The service has no
                operation that retrieves the result.
            conversation: Id of a conversation that the provider stores; the response is added to
                it. Cannot be combined with `previous_response_id`. OpenAI models only.
            prompt: A prompt that the provider stores. OpenAI models only.
            service_tier: The provider's service tier for the request. OpenAI models only. Known
                values: `auto`, `default`, `flex`, `scale`, `priority`, `fast`.
            safety_identifier: Your own id for the end user, such as a hash, used to detect misuse.
                OpenAI models only.
            context_management: When the provider shortens a long conversation, such as `{"type":
                "compaction", "compact_threshold": 200000}`. OpenAI models only.
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
                "input": input,
                "instructions": instructions,
                "max_output_tokens": max_output_tokens,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "stop": stop,
                "text": text,
                "tools": tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "parallel_tool_calls": parallel_tool_calls,
                "reasoning_effort": reasoning_effort,
                "reasoning": reasoning,
                "modalities": modalities,
                "store": store,
                "previous_response_id": previous_response_id,
                "prompt_cache_key": prompt_cache_key,
                "prompt_cache_retention": prompt_cache_retention,
                "routing_preference": routing_preference,
                "stream_options": stream_options,
                "metadata": metadata,
                "user": user,
                "include": include,
                "max_tool_calls": max_tool_calls,
                "top_logprobs": top_logprobs,
                "truncation": truncation,
                "background": background,
                "conversation": conversation,
                "prompt": prompt,
                "service_tier": service_tier,
                "safety_identifier": safety_identifier,
                "context_management": context_management,
                "stream": stream,
            },
        )
        if stream:
            return self._executor.stream(operations.RESPONSES_CREATE, request_arguments, options)
        return self._executor.request(operations.RESPONSES_CREATE, request_arguments, options)


class ResponsesWithRawResponse:
    """The methods of `Responses`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Response]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.RESPONSES_CREATE,
            Arguments(
                headers={
                    "X-Model-Affinity": model_affinity,
                },
                body={
                    "model": model,
                    "input": input,
                    "instructions": instructions,
                    "max_output_tokens": max_output_tokens,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "stop": stop,
                    "text": text,
                    "tools": tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "parallel_tool_calls": parallel_tool_calls,
                    "reasoning_effort": reasoning_effort,
                    "reasoning": reasoning,
                    "modalities": modalities,
                    "store": store,
                    "previous_response_id": previous_response_id,
                    "prompt_cache_key": prompt_cache_key,
                    "prompt_cache_retention": prompt_cache_retention,
                    "routing_preference": routing_preference,
                    "stream_options": stream_options,
                    "metadata": metadata,
                    "user": user,
                    "include": include,
                    "max_tool_calls": max_tool_calls,
                    "top_logprobs": top_logprobs,
                    "truncation": truncation,
                    "background": background,
                    "conversation": conversation,
                    "prompt": prompt,
                    "service_tier": service_tier,
                    "safety_identifier": safety_identifier,
                    "context_management": context_management,
                },
            ),
            options,
        )


class AsyncResponses:
    """Model responses, in the format of OpenAI's Responses API."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncResponsesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncResponsesWithRawResponse(self._executor)

    @overload
    async def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Response: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: Literal[True],
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> AsyncStream[models.ResponseStreamEvent, models.Response]: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: bool | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Response | AsyncStream[models.ResponseStreamEvent, models.Response]: ...
    async def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        stream: bool | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Response | AsyncStream[models.ResponseStreamEvent, models.Response]:
        """Generates a model response, in the format of OpenAI's Responses API.

        Some newer OpenAI models are available only here. With `stream: true` the response is an
        event stream: typed events or, for some models, chunks like those of a chat completion. The
        text is in the `message` item of `output`, which is rarely the first item.

        Args:
            model: Model id, or the name of an inference router that selects the model:
                `inference-router` for the managed router, `router:<name>` for a router of your team
                or a preset such as `router:software-engineering`.
            input: A prompt, or the complete conversation so far.
            instructions: Instructions to the model that take precedence over the input.
            max_output_tokens: Maximum number of tokens to generate, including reasoning tokens. At
                least 1.
            max_tokens: Alias of `max_output_tokens`.
            temperature: Sampling temperature; higher values give more random output. Claude models
                reject values above 1. Default: depends on the model. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. From 0 to 1.
            stop: Sequences at which generation stops. The output does not include them.
            text: Format of the text, such as JSON that matches a schema.
            tools: Tools that the model may call: your own functions, and tools that the service
                runs.
            tool_choice: Controls whether the model calls a tool, and which one. Default: `auto` if
                `tools` is set.
            parallel_tool_calls: Whether the model may request several tool calls in one response.
            reasoning_effort: Reasoning effort of a reasoning model. Other models ignore it. Known
                values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
            reasoning: Limits and options of the model's reasoning.
            modalities: Types of output to generate. Only `text` is known to work.
            store: Whether the provider stores the response for `previous_response_id`. No operation
                retrieves it.
            previous_response_id: Id of a stored response to continue. OpenAI models only. Users
                reported in May 2026 that the service rejects ids of responses that were stored with
                `store`.
            prompt_cache_key: A string of your choice for OpenAI models. Requests with the same key
                and the same prefix are more likely to hit the prompt cache. Experimental: one
                DigitalOcean page names it, without an example.
            prompt_cache_retention: How long OpenAI models retain the prompt in their cache. Known
                values: `in_memory`, `24h`.
            routing_preference: What the managed router `inference-router` optimizes when it selects
                the model. Experimental: the release note names the field and its values but not its
                location; this description assumes a field of the request body. Known values:
                `balanced`, `budget`, `quality`.
            stream_options: Options of the event stream. Allowed only if `stream` is true.
            metadata: Your own key-value pairs, up to 16. Keys can have up to 64 characters, values
                up to 512.
            user: Your own id for the end user, used to detect misuse. Do not send personal data.
            include: Additional content to include in the response. OpenAI models only. Known
                values: `file_search_call.results`, `web_search_call.results`,
                `web_search_call.action.sources`, `message.input_image.image_url`,
                `computer_call_output.output.image_url`, `code_interpreter_call.outputs`,
                `reasoning.encrypted_content`, `message.output_text.logprobs`.
            max_tool_calls: Maximum number of calls of tools that the provider runs. OpenAI models
                only.
            top_logprobs: Number of alternative tokens to return per position, 0 to 20. OpenAI
                models only.
            truncation: Handling of an input that is too long. Default: `disabled`. OpenAI models
                only. Known values: `auto`, `disabled`.
            background: Whether to return immediately, with the status `queued`. The service has no
                operation that retrieves the result.
            conversation: Id of a conversation that the provider stores; the response is added to
                it. Cannot be combined with `previous_response_id`. OpenAI models only.
            prompt: A prompt that the provider stores. OpenAI models only.
            service_tier: The provider's service tier for the request. OpenAI models only. Known
                values: `auto`, `default`, `flex`, `scale`, `priority`, `fast`.
            safety_identifier: Your own id for the end user, such as a hash, used to detect misuse.
                OpenAI models only.
            context_management: When the provider shortens a long conversation, such as `{"type":
                "compaction", "compact_threshold": 200000}`. OpenAI models only.
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
                "input": input,
                "instructions": instructions,
                "max_output_tokens": max_output_tokens,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "stop": stop,
                "text": text,
                "tools": tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "parallel_tool_calls": parallel_tool_calls,
                "reasoning_effort": reasoning_effort,
                "reasoning": reasoning,
                "modalities": modalities,
                "store": store,
                "previous_response_id": previous_response_id,
                "prompt_cache_key": prompt_cache_key,
                "prompt_cache_retention": prompt_cache_retention,
                "routing_preference": routing_preference,
                "stream_options": stream_options,
                "metadata": metadata,
                "user": user,
                "include": include,
                "max_tool_calls": max_tool_calls,
                "top_logprobs": top_logprobs,
                "truncation": truncation,
                "background": background,
                "conversation": conversation,
                "prompt": prompt,
                "service_tier": service_tier,
                "safety_identifier": safety_identifier,
                "context_management": context_management,
                "stream": stream,
            },
        )
        if stream:
            return await self._executor.stream(operations.RESPONSES_CREATE, request_arguments, options)
        return await self._executor.request(operations.RESPONSES_CREATE, request_arguments, options)


class AsyncResponsesWithRawResponse:
    """The methods of `AsyncResponses`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        input: params.ResponseInputParam,
        instructions: str | None | NotGiven = NOT_GIVEN,
        max_output_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        text: params.ResponseTextConfigParam
        | models.ResponseTextConfig
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ResponseToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ResponseToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        modalities: Sequence[str] | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        previous_response_id: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        include: Sequence[models.ResponseIncludable] | None | NotGiven = NOT_GIVEN,
        max_tool_calls: int | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        truncation: models.InputTruncation | None | NotGiven = NOT_GIVEN,
        background: bool | None | NotGiven = NOT_GIVEN,
        conversation: str | params.ConversationReferenceParam | None | NotGiven = NOT_GIVEN,
        prompt: params.PromptReferenceParam | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        context_management: Sequence[Mapping[str, Any]] | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Response]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.RESPONSES_CREATE,
            Arguments(
                headers={
                    "X-Model-Affinity": model_affinity,
                },
                body={
                    "model": model,
                    "input": input,
                    "instructions": instructions,
                    "max_output_tokens": max_output_tokens,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "stop": stop,
                    "text": text,
                    "tools": tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "parallel_tool_calls": parallel_tool_calls,
                    "reasoning_effort": reasoning_effort,
                    "reasoning": reasoning,
                    "modalities": modalities,
                    "store": store,
                    "previous_response_id": previous_response_id,
                    "prompt_cache_key": prompt_cache_key,
                    "prompt_cache_retention": prompt_cache_retention,
                    "routing_preference": routing_preference,
                    "stream_options": stream_options,
                    "metadata": metadata,
                    "user": user,
                    "include": include,
                    "max_tool_calls": max_tool_calls,
                    "top_logprobs": top_logprobs,
                    "truncation": truncation,
                    "background": background,
                    "conversation": conversation,
                    "prompt": prompt,
                    "service_tier": service_tier,
                    "safety_identifier": safety_identifier,
                    "context_management": context_management,
                },
            ),
            options,
        )
