# Generated from openapi/ by generator/. Do not edit.
"""Chat completions with a language model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack, overload

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models, params
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions
    from .._stream import AsyncStream, Stream


class ChatCompletions:
    """Chat completions with a language model."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> ChatCompletionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return ChatCompletionsWithRawResponse(self._executor)

    @overload
    def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ChatCompletion: ...
    @overload
    def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: Literal[True],
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> Stream[models.ChatCompletionChunk, models.ChatCompletion]: ...
    @overload
    def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ChatCompletion | Stream[models.ChatCompletionChunk, models.ChatCompletion]: ...
    def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ChatCompletion | Stream[models.ChatCompletionChunk, models.ChatCompletion]:
        """Generates a language model's reply to a conversation.

        With `stream: true` the response is an event stream of chunks. The service is stateless:
        send the complete conversation with each request. Some newer OpenAI models are available
        only through the Responses API, and Claude models accept images only through the Messages
        API. Many models silently ignore parameters that they do not support.

        Args:
            model: Model id, or the name of an inference router that selects the model:
                `inference-router` for the managed router, `router:<name>` for a router of your team
                or a preset such as `router:software-engineering`.
            messages: The complete conversation so far, oldest message first. At least one item.
            max_completion_tokens: Maximum number of tokens to generate, including reasoning tokens.
                Without it most models stop at about 2048 tokens. If the limit is too low, reasoning
                can use it up and `content` stays empty.
            max_tokens: Older name of `max_completion_tokens`. At least 0.
            temperature: Sampling temperature; higher values give more random output. Claude models
                reject values above 1. Default: depends on the model. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. From 0 to 1.
            frequency_penalty: Values above 0 make a token less likely in proportion to how often it
                has already occurred in the text. From -2 to 2. Server default: 0.
            presence_penalty: Values above 0 make every token that has already occurred in the text
                less likely. From -2 to 2. Server default: 0.
            logit_bias: Bias added to the logits of tokens, by token id as a string, from -100
                (never) to 100 (always).
            seed: Seed of the sampling. The same seed and request give the same output if the model
                supports it; this is not guaranteed.
            n: Number of completions to generate. Each is billed. From 1 to 128. Server default: 1.
            stop: Sequences at which generation stops. The output does not include them.
            response_format: Format of the output. Not every model enforces it, so validate the
                output.
            tools: Tools that the model may call: your own functions, and tools that the service
                runs.
            tool_choice: Controls whether the model calls a tool, and which one. Default: `auto` if
                `tools` is set. Some models return 500 if a tool call is forced.
            parallel_tool_calls: Whether the model may request several tool calls in one message.
                Forwarded to OpenAI models.
            reasoning_effort: Reasoning effort of a reasoning model. Other models ignore it. Known
                values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
            reasoning: Thinking budget of Claude models. Used instead of `reasoning_effort`.
            logprobs: Whether to return the log probability of each output token. Server default:
                false.
            top_logprobs: Number of alternative tokens to return per position. Requires `logprobs`.
                From 0 to 20.
            routing_preference: What the managed router `inference-router` optimizes when it selects
                the model. Experimental: the release note names the field and its values but not its
                location; this description assumes a field of the request body. Known values:
                `balanced`, `budget`, `quality`.
            stream_options: Options of the event stream. The service returns 400 unless `stream` is
                true.
            prompt_cache_key: A string of your choice for OpenAI models. Requests with the same key
                and the same prefix are more likely to hit the prompt cache. Experimental: one
                DigitalOcean page names it, without an example.
            prompt_cache_retention: How long OpenAI models retain the prompt in their cache. Known
                values: `in_memory`, `24h`.
            metadata: Your own key-value pairs, up to 16. Keys can have up to 64 characters, values
                up to 512.
            user: Your own id for the end user, used to detect misuse. Do not send personal data.
            verbosity: Length of the output. OpenAI models only. Known values: `low`, `medium`,
                `high`.
            service_tier: The provider's service tier for the request. OpenAI models only. Known
                values: `auto`, `default`, `flex`, `scale`, `priority`, `fast`.
            safety_identifier: Your own id for the end user, such as a hash, used to detect misuse.
                OpenAI models only.
            store: Whether the provider stores the completion. No operation retrieves it.
            modalities: Types of output to generate. Default: text only. OpenAI models only. Known
                values: `text`, `audio`.
            audio: Options of the audio output. Requires `audio` in `modalities`. OpenAI models
                only.
            prediction: Text that most of the output is expected to match, which speeds up
                generation. OpenAI models only.
            web_search_options: Options of the web search. Only for OpenAI's search models; other
                models use the `web_search` tool.
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
                "messages": messages,
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "frequency_penalty": frequency_penalty,
                "presence_penalty": presence_penalty,
                "logit_bias": logit_bias,
                "seed": seed,
                "n": n,
                "stop": stop,
                "response_format": NOT_GIVEN if response_format is None else response_format,
                "tools": NOT_GIVEN if tools is None else tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "parallel_tool_calls": parallel_tool_calls,
                "reasoning_effort": reasoning_effort,
                "reasoning": reasoning,
                "logprobs": logprobs,
                "top_logprobs": top_logprobs,
                "routing_preference": routing_preference,
                "stream_options": stream_options,
                "prompt_cache_key": prompt_cache_key,
                "prompt_cache_retention": prompt_cache_retention,
                "metadata": metadata,
                "user": NOT_GIVEN if user is None else user,
                "verbosity": verbosity,
                "service_tier": service_tier,
                "safety_identifier": safety_identifier,
                "store": store,
                "modalities": modalities,
                "audio": audio,
                "prediction": prediction,
                "web_search_options": web_search_options,
                "stream": stream,
            },
        )
        if stream:
            return self._executor.stream(operations.CHAT_COMPLETIONS_CREATE, request_arguments, options)
        return self._executor.request(operations.CHAT_COMPLETIONS_CREATE, request_arguments, options)


class ChatCompletionsWithRawResponse:
    """The methods of `ChatCompletions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.ChatCompletion]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.CHAT_COMPLETIONS_CREATE,
            Arguments(
                headers={
                    "X-Model-Affinity": model_affinity,
                },
                body={
                    "model": model,
                    "messages": messages,
                    "max_completion_tokens": max_completion_tokens,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "frequency_penalty": frequency_penalty,
                    "presence_penalty": presence_penalty,
                    "logit_bias": logit_bias,
                    "seed": seed,
                    "n": n,
                    "stop": stop,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                    "tools": NOT_GIVEN if tools is None else tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "parallel_tool_calls": parallel_tool_calls,
                    "reasoning_effort": reasoning_effort,
                    "reasoning": reasoning,
                    "logprobs": logprobs,
                    "top_logprobs": top_logprobs,
                    "routing_preference": routing_preference,
                    "stream_options": stream_options,
                    "prompt_cache_key": prompt_cache_key,
                    "prompt_cache_retention": prompt_cache_retention,
                    "metadata": metadata,
                    "user": NOT_GIVEN if user is None else user,
                    "verbosity": verbosity,
                    "service_tier": service_tier,
                    "safety_identifier": safety_identifier,
                    "store": store,
                    "modalities": modalities,
                    "audio": audio,
                    "prediction": prediction,
                    "web_search_options": web_search_options,
                },
            ),
            options,
        )


class AsyncChatCompletions:
    """Chat completions with a language model."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncChatCompletionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncChatCompletionsWithRawResponse(self._executor)

    @overload
    async def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ChatCompletion: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: Literal[True],
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> AsyncStream[models.ChatCompletionChunk, models.ChatCompletion]: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ChatCompletion | AsyncStream[models.ChatCompletionChunk, models.ChatCompletion]: ...
    async def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ChatCompletion | AsyncStream[models.ChatCompletionChunk, models.ChatCompletion]:
        """Generates a language model's reply to a conversation.

        With `stream: true` the response is an event stream of chunks. The service is stateless:
        send the complete conversation with each request. Some newer OpenAI models are available
        only through the Responses API, and Claude models accept images only through the Messages
        API. Many models silently ignore parameters that they do not support.

        Args:
            model: Model id, or the name of an inference router that selects the model:
                `inference-router` for the managed router, `router:<name>` for a router of your team
                or a preset such as `router:software-engineering`.
            messages: The complete conversation so far, oldest message first. At least one item.
            max_completion_tokens: Maximum number of tokens to generate, including reasoning tokens.
                Without it most models stop at about 2048 tokens. If the limit is too low, reasoning
                can use it up and `content` stays empty.
            max_tokens: Older name of `max_completion_tokens`. At least 0.
            temperature: Sampling temperature; higher values give more random output. Claude models
                reject values above 1. Default: depends on the model. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. From 0 to 1.
            frequency_penalty: Values above 0 make a token less likely in proportion to how often it
                has already occurred in the text. From -2 to 2. Server default: 0.
            presence_penalty: Values above 0 make every token that has already occurred in the text
                less likely. From -2 to 2. Server default: 0.
            logit_bias: Bias added to the logits of tokens, by token id as a string, from -100
                (never) to 100 (always).
            seed: Seed of the sampling. The same seed and request give the same output if the model
                supports it; this is not guaranteed.
            n: Number of completions to generate. Each is billed. From 1 to 128. Server default: 1.
            stop: Sequences at which generation stops. The output does not include them.
            response_format: Format of the output. Not every model enforces it, so validate the
                output.
            tools: Tools that the model may call: your own functions, and tools that the service
                runs.
            tool_choice: Controls whether the model calls a tool, and which one. Default: `auto` if
                `tools` is set. Some models return 500 if a tool call is forced.
            parallel_tool_calls: Whether the model may request several tool calls in one message.
                Forwarded to OpenAI models.
            reasoning_effort: Reasoning effort of a reasoning model. Other models ignore it. Known
                values: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`.
            reasoning: Thinking budget of Claude models. Used instead of `reasoning_effort`.
            logprobs: Whether to return the log probability of each output token. Server default:
                false.
            top_logprobs: Number of alternative tokens to return per position. Requires `logprobs`.
                From 0 to 20.
            routing_preference: What the managed router `inference-router` optimizes when it selects
                the model. Experimental: the release note names the field and its values but not its
                location; this description assumes a field of the request body. Known values:
                `balanced`, `budget`, `quality`.
            stream_options: Options of the event stream. The service returns 400 unless `stream` is
                true.
            prompt_cache_key: A string of your choice for OpenAI models. Requests with the same key
                and the same prefix are more likely to hit the prompt cache. Experimental: one
                DigitalOcean page names it, without an example.
            prompt_cache_retention: How long OpenAI models retain the prompt in their cache. Known
                values: `in_memory`, `24h`.
            metadata: Your own key-value pairs, up to 16. Keys can have up to 64 characters, values
                up to 512.
            user: Your own id for the end user, used to detect misuse. Do not send personal data.
            verbosity: Length of the output. OpenAI models only. Known values: `low`, `medium`,
                `high`.
            service_tier: The provider's service tier for the request. OpenAI models only. Known
                values: `auto`, `default`, `flex`, `scale`, `priority`, `fast`.
            safety_identifier: Your own id for the end user, such as a hash, used to detect misuse.
                OpenAI models only.
            store: Whether the provider stores the completion. No operation retrieves it.
            modalities: Types of output to generate. Default: text only. OpenAI models only. Known
                values: `text`, `audio`.
            audio: Options of the audio output. Requires `audio` in `modalities`. OpenAI models
                only.
            prediction: Text that most of the output is expected to match, which speeds up
                generation. OpenAI models only.
            web_search_options: Options of the web search. Only for OpenAI's search models; other
                models use the `web_search` tool.
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
                "messages": messages,
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "frequency_penalty": frequency_penalty,
                "presence_penalty": presence_penalty,
                "logit_bias": logit_bias,
                "seed": seed,
                "n": n,
                "stop": stop,
                "response_format": NOT_GIVEN if response_format is None else response_format,
                "tools": NOT_GIVEN if tools is None else tools,
                "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                "parallel_tool_calls": parallel_tool_calls,
                "reasoning_effort": reasoning_effort,
                "reasoning": reasoning,
                "logprobs": logprobs,
                "top_logprobs": top_logprobs,
                "routing_preference": routing_preference,
                "stream_options": stream_options,
                "prompt_cache_key": prompt_cache_key,
                "prompt_cache_retention": prompt_cache_retention,
                "metadata": metadata,
                "user": NOT_GIVEN if user is None else user,
                "verbosity": verbosity,
                "service_tier": service_tier,
                "safety_identifier": safety_identifier,
                "store": store,
                "modalities": modalities,
                "audio": audio,
                "prediction": prediction,
                "web_search_options": web_search_options,
                "stream": stream,
            },
        )
        if stream:
            return await self._executor.stream(operations.CHAT_COMPLETIONS_CREATE, request_arguments, options)
        return await self._executor.request(operations.CHAT_COMPLETIONS_CREATE, request_arguments, options)


class AsyncChatCompletionsWithRawResponse:
    """The methods of `AsyncChatCompletions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        messages: Sequence[params.ChatMessageParam],
        max_completion_tokens: int | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        logit_bias: Mapping[str, int] | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        response_format: params.ResponseFormatParam | None | NotGiven = NOT_GIVEN,
        tools: Sequence[params.ChatToolParam] | None | NotGiven = NOT_GIVEN,
        tool_choice: params.ChatToolChoiceParam | None | NotGiven = NOT_GIVEN,
        parallel_tool_calls: bool | None | NotGiven = NOT_GIVEN,
        reasoning_effort: models.ReasoningEffort | None | NotGiven = NOT_GIVEN,
        reasoning: params.ReasoningOptionsParam
        | models.ReasoningOptions
        | params.ForwardedParam
        | None
        | NotGiven = NOT_GIVEN,
        logprobs: bool | None | NotGiven = NOT_GIVEN,
        top_logprobs: int | None | NotGiven = NOT_GIVEN,
        routing_preference: models.RoutingPreference | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        prompt_cache_key: str | None | NotGiven = NOT_GIVEN,
        prompt_cache_retention: models.PromptCacheRetention | None | NotGiven = NOT_GIVEN,
        metadata: Mapping[str, str] | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        verbosity: models.Verbosity | None | NotGiven = NOT_GIVEN,
        service_tier: models.ServiceTier | None | NotGiven = NOT_GIVEN,
        safety_identifier: str | None | NotGiven = NOT_GIVEN,
        store: bool | None | NotGiven = NOT_GIVEN,
        modalities: Sequence[models.OutputModality] | None | NotGiven = NOT_GIVEN,
        audio: params.AudioOutputOptionsParam | None | NotGiven = NOT_GIVEN,
        prediction: params.PredictedOutputParam | None | NotGiven = NOT_GIVEN,
        web_search_options: params.WebSearchOptionsParam | None | NotGiven = NOT_GIVEN,
        model_affinity: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.ChatCompletion]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.CHAT_COMPLETIONS_CREATE,
            Arguments(
                headers={
                    "X-Model-Affinity": model_affinity,
                },
                body={
                    "model": model,
                    "messages": messages,
                    "max_completion_tokens": max_completion_tokens,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "frequency_penalty": frequency_penalty,
                    "presence_penalty": presence_penalty,
                    "logit_bias": logit_bias,
                    "seed": seed,
                    "n": n,
                    "stop": stop,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                    "tools": NOT_GIVEN if tools is None else tools,
                    "tool_choice": NOT_GIVEN if tool_choice is None else tool_choice,
                    "parallel_tool_calls": parallel_tool_calls,
                    "reasoning_effort": reasoning_effort,
                    "reasoning": reasoning,
                    "logprobs": logprobs,
                    "top_logprobs": top_logprobs,
                    "routing_preference": routing_preference,
                    "stream_options": stream_options,
                    "prompt_cache_key": prompt_cache_key,
                    "prompt_cache_retention": prompt_cache_retention,
                    "metadata": metadata,
                    "user": NOT_GIVEN if user is None else user,
                    "verbosity": verbosity,
                    "service_tier": service_tier,
                    "safety_identifier": safety_identifier,
                    "store": store,
                    "modalities": modalities,
                    "audio": audio,
                    "prediction": prediction,
                    "web_search_options": web_search_options,
                },
            ),
            options,
        )
