# Generated from openapi/ by generator/. Do not edit.
"""Text to speech."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import BinaryContent, NotGiven, RawResponse, RequestOptions


class AudioSpeech:
    """Text to speech."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AudioSpeechWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AudioSpeechWithRawResponse(self._executor)

    def create(
        self,
        *,
        model: str,
        input: str,
        voice: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        response_format: models.SpeechFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> BinaryContent:
        """Generates speech from the given text.

        Returns the audio in the requested format. Some deployments send raw bytes and others send
        Base64 in JSON; the client decodes both. Models without speech output return 404. This
        includes `fal-ai/*` models, which require an asynchronous invocation. An unsupported voice
        or format returns 400 without a reason.

        Args:
            model: A speech model, such as `qwen3-tts-voicedesign`.
            input: The text to speak, up to 512 characters. 1 to 512 characters.
            voice: Name of the voice, such as `alloy`. Qwen3 models have no selectable voices: the
                service uses `default`, and `instructions` describe the voice. Older deployments
                reject a request without a voice. At least one character.
            instructions: Description of the voice and manner of speaking, such as `a calm, low
                voice`. Required by voice design models.
            response_format: File format of the audio. The official reference lists `mp3` and `wav`;
                other formats depend on the model. Server default: 'mp3'. Known values: `mp3`,
                `opus`, `aac`, `flac`, `wav`, `pcm`.
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
        return self._executor.request(
            operations.AUDIO_SPEECH_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "voice": NOT_GIVEN if voice is None else voice,
                    "instructions": NOT_GIVEN if instructions is None else instructions,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )


class AudioSpeechWithRawResponse:
    """The methods of `AudioSpeech`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(
        self,
        *,
        model: str,
        input: str,
        voice: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        response_format: models.SpeechFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[BinaryContent]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.AUDIO_SPEECH_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "voice": NOT_GIVEN if voice is None else voice,
                    "instructions": NOT_GIVEN if instructions is None else instructions,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )


class AsyncAudioSpeech:
    """Text to speech."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncAudioSpeechWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncAudioSpeechWithRawResponse(self._executor)

    async def create(
        self,
        *,
        model: str,
        input: str,
        voice: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        response_format: models.SpeechFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> BinaryContent:
        """Generates speech from the given text.

        Returns the audio in the requested format. Some deployments send raw bytes and others send
        Base64 in JSON; the client decodes both. Models without speech output return 404. This
        includes `fal-ai/*` models, which require an asynchronous invocation. An unsupported voice
        or format returns 400 without a reason.

        Args:
            model: A speech model, such as `qwen3-tts-voicedesign`.
            input: The text to speak, up to 512 characters. 1 to 512 characters.
            voice: Name of the voice, such as `alloy`. Qwen3 models have no selectable voices: the
                service uses `default`, and `instructions` describe the voice. Older deployments
                reject a request without a voice. At least one character.
            instructions: Description of the voice and manner of speaking, such as `a calm, low
                voice`. Required by voice design models.
            response_format: File format of the audio. The official reference lists `mp3` and `wav`;
                other formats depend on the model. Server default: 'mp3'. Known values: `mp3`,
                `opus`, `aac`, `flac`, `wav`, `pcm`.
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
        return await self._executor.request(
            operations.AUDIO_SPEECH_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "voice": NOT_GIVEN if voice is None else voice,
                    "instructions": NOT_GIVEN if instructions is None else instructions,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )


class AsyncAudioSpeechWithRawResponse:
    """The methods of `AsyncAudioSpeech`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self,
        *,
        model: str,
        input: str,
        voice: str | None | NotGiven = NOT_GIVEN,
        instructions: str | None | NotGiven = NOT_GIVEN,
        response_format: models.SpeechFormat | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[BinaryContent]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.AUDIO_SPEECH_CREATE,
            Arguments(
                body={
                    "model": model,
                    "input": input,
                    "voice": NOT_GIVEN if voice is None else voice,
                    "instructions": NOT_GIVEN if instructions is None else instructions,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                },
            ),
            options,
        )
