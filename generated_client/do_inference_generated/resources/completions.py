# Generated from openapi/ by generator/. Do not edit.
"""Text completions, on dedicated endpoints."""

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


class Completions:
    """Text completions, on dedicated endpoints."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> CompletionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return CompletionsWithRawResponse(self._executor)

    @overload
    def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Completion: ...
    @overload
    def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: Literal[True],
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> Stream[models.Completion, models.Completion]: ...
    @overload
    def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Completion | Stream[models.Completion, models.Completion]: ...
    def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Completion | Stream[models.Completion, models.Completion]:
        """Generates text completions for the given prompts.

        Available on dedicated inference endpoints. The serverless host is not known to support it;
        use chat completions there. The model receives the prompt without a chat template. You can
        also send fields that only the endpoint's inference engine supports, such as `ignore_eos`.

        Experimental: known from DigitalOcean's benchmark commands for dedicated endpoints, 2026;
        fields by analogy with OpenAI's API. The operation can change or disappear without notice.

        Args:
            model: Model id, as the endpoint serves it.
            prompt: The prompt, or several prompts to complete independently.
            max_tokens: Maximum number of tokens to generate for each prompt. At least 0. Server
                default: 16.
            temperature: Sampling temperature; higher values give more random output. Default:
                depends on the model. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. From 0 to 1.
            frequency_penalty: Values above 0 make a token less likely in proportion to how often it
                has already occurred in the text. From -2 to 2. Server default: 0.
            presence_penalty: Values above 0 make every token that has already occurred in the text
                less likely. From -2 to 2. Server default: 0.
            n: Number of completions to generate for each prompt. At least 1. Server default: 1.
            stop: Sequences at which generation stops. The text does not include them.
            echo: Whether each completion starts with its prompt. Server default: false.
            logprobs: Number of alternative tokens to return per position, with log probabilities.
                At least 0.
            seed: Seed of the sampling. The same seed and request give the same output if the model
                supports it; this is not guaranteed.
            stream_options: Options of the event stream.
            user: Your own id for the end user.
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
            body={
                "model": model,
                "prompt": prompt,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "frequency_penalty": frequency_penalty,
                "presence_penalty": presence_penalty,
                "n": n,
                "stop": stop,
                "echo": echo,
                "logprobs": logprobs,
                "seed": seed,
                "stream_options": stream_options,
                "user": user,
                "stream": stream,
            },
        )
        if stream:
            return self._executor.stream(operations.COMPLETIONS_CREATE, request_arguments, options)
        return self._executor.request(operations.COMPLETIONS_CREATE, request_arguments, options)


class CompletionsWithRawResponse:
    """The methods of `Completions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Completion]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.COMPLETIONS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "frequency_penalty": frequency_penalty,
                    "presence_penalty": presence_penalty,
                    "n": n,
                    "stop": stop,
                    "echo": echo,
                    "logprobs": logprobs,
                    "seed": seed,
                    "stream_options": stream_options,
                    "user": user,
                },
            ),
            options,
        )


class AsyncCompletions:
    """Text completions, on dedicated endpoints."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncCompletionsWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncCompletionsWithRawResponse(self._executor)

    @overload
    async def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Completion: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: Literal[True],
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> AsyncStream[models.Completion, models.Completion]: ...
    @overload
    async def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Completion | AsyncStream[models.Completion, models.Completion]: ...
    async def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        stream: bool | None | NotGiven = NOT_GIVEN,
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Completion | AsyncStream[models.Completion, models.Completion]:
        """Generates text completions for the given prompts.

        Available on dedicated inference endpoints. The serverless host is not known to support it;
        use chat completions there. The model receives the prompt without a chat template. You can
        also send fields that only the endpoint's inference engine supports, such as `ignore_eos`.

        Experimental: known from DigitalOcean's benchmark commands for dedicated endpoints, 2026;
        fields by analogy with OpenAI's API. The operation can change or disappear without notice.

        Args:
            model: Model id, as the endpoint serves it.
            prompt: The prompt, or several prompts to complete independently.
            max_tokens: Maximum number of tokens to generate for each prompt. At least 0. Server
                default: 16.
            temperature: Sampling temperature; higher values give more random output. Default:
                depends on the model. From 0 to 2.
            top_p: Nucleus sampling: the model samples only from the most likely tokens whose
                cumulative probability is `top_p`. From 0 to 1.
            frequency_penalty: Values above 0 make a token less likely in proportion to how often it
                has already occurred in the text. From -2 to 2. Server default: 0.
            presence_penalty: Values above 0 make every token that has already occurred in the text
                less likely. From -2 to 2. Server default: 0.
            n: Number of completions to generate for each prompt. At least 1. Server default: 1.
            stop: Sequences at which generation stops. The text does not include them.
            echo: Whether each completion starts with its prompt. Server default: false.
            logprobs: Number of alternative tokens to return per position, with log probabilities.
                At least 0.
            seed: Seed of the sampling. The same seed and request give the same output if the model
                supports it; this is not guaranteed.
            stream_options: Options of the event stream.
            user: Your own id for the end user.
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
            body={
                "model": model,
                "prompt": prompt,
                "max_tokens": max_tokens,
                "temperature": temperature,
                "top_p": top_p,
                "frequency_penalty": frequency_penalty,
                "presence_penalty": presence_penalty,
                "n": n,
                "stop": stop,
                "echo": echo,
                "logprobs": logprobs,
                "seed": seed,
                "stream_options": stream_options,
                "user": user,
                "stream": stream,
            },
        )
        if stream:
            return await self._executor.stream(operations.COMPLETIONS_CREATE, request_arguments, options)
        return await self._executor.request(operations.COMPLETIONS_CREATE, request_arguments, options)


class AsyncCompletionsWithRawResponse:
    """The methods of `AsyncCompletions`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        prompt: str | Sequence[str],
        max_tokens: int | None | NotGiven = NOT_GIVEN,
        temperature: float | None | NotGiven = NOT_GIVEN,
        top_p: float | None | NotGiven = NOT_GIVEN,
        frequency_penalty: float | None | NotGiven = NOT_GIVEN,
        presence_penalty: float | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        stop: params.StopSequencesParam | None | NotGiven = NOT_GIVEN,
        echo: bool | None | NotGiven = NOT_GIVEN,
        logprobs: int | None | NotGiven = NOT_GIVEN,
        seed: int | None | NotGiven = NOT_GIVEN,
        stream_options: params.StreamOptionsParam | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Completion]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.COMPLETIONS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "max_tokens": max_tokens,
                    "temperature": temperature,
                    "top_p": top_p,
                    "frequency_penalty": frequency_penalty,
                    "presence_penalty": presence_penalty,
                    "n": n,
                    "stop": stop,
                    "echo": echo,
                    "logprobs": logprobs,
                    "seed": seed,
                    "stream_options": stream_options,
                    "user": user,
                },
            ),
            options,
        )
