# Generated from openapi/ by generator/. Do not edit.
"""Image generation from text prompts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal, Unpack, overload

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import NotGiven, RawResponse, RequestOptions
    from .._stream import AsyncStream, Stream


class Images:
    """Image generation from text prompts."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> ImagesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return ImagesWithRawResponse(self._executor)

    @overload
    def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ImagesResponse: ...
    @overload
    def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: Literal[True],
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> Stream[models.ImageStreamEvent, models.ImagesResponse]: ...
    @overload
    def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: bool | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ImagesResponse | Stream[models.ImageStreamEvent, models.ImagesResponse]: ...
    def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: bool | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ImagesResponse | Stream[models.ImageStreamEvent, models.ImagesResponse]:
        """Generates images from a text prompt.

        The response contains the images in Base64; the service does not store them. With `stream:
        true` the response is an event stream: partial images while the image is generated, then the
        final image. Models that do not generate images here return 404. This includes `fal-ai/*`
        models, which require an asynchronous invocation.

        Args:
            model: An image model, such as `openai-gpt-image-1` or `stable-diffusion-3.5-large`.
            prompt: Description of the image, up to 32,000 characters. At least one character.
            n: Number of images to generate. Some models support only 1. The documentation
                recommends always sending `n` and `size`. From 1 to 10. Server default: 1.
            size: Width and height in pixels. Server default: 'auto'. Known values: `auto`,
                `1024x1024`, `1536x1024`, `1024x1536`, `1792x1024`, `1024x1792`, `512x512`,
                `256x256`.
            quality: Quality of the image. Higher quality costs more. Server default: 'auto'. Known
                values: `auto`, `low`, `medium`, `high`.
            background: Background of the image. `transparent` requires the `output_format` `png` or
                `webp`. Server default: 'auto'. Known values: `auto`, `transparent`, `opaque`.
            moderation: Strictness of the content filter. Server default: 'auto'. Known values:
                `auto`, `low`.
            output_format: File format of the image. Server default: 'png'. Known values: `png`,
                `webp`, `jpeg`.
            output_compression: Compression level in percent, for `jpeg` and `webp`. From 0 to 100.
                Server default: 100.
            response_format: Encoding of the image in the response. The service always returns
                Base64.
            partial_images: Number of partial images to send before the final image. Only with
                `stream`. At least 0. Server default: 0.
            user: Your own id for the end user. It helps DigitalOcean detect abuse. At most 256
                characters.
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
                "n": NOT_GIVEN if n is None else n,
                "size": NOT_GIVEN if size is None else size,
                "quality": quality,
                "background": background,
                "moderation": moderation,
                "output_format": output_format,
                "output_compression": output_compression,
                "response_format": NOT_GIVEN if response_format is None else response_format,
                "partial_images": partial_images,
                "user": user,
                "stream": stream,
            },
        )
        if stream:
            return self._executor.stream(operations.IMAGES_GENERATE, request_arguments, options)
        return self._executor.request(operations.IMAGES_GENERATE, request_arguments, options)


class ImagesWithRawResponse:
    """The methods of `Images`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def generate(
        self,
        *,
        model: str,
        prompt: str,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.ImagesResponse]:
        """Like `generate`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.IMAGES_GENERATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "n": NOT_GIVEN if n is None else n,
                    "size": NOT_GIVEN if size is None else size,
                    "quality": quality,
                    "background": background,
                    "moderation": moderation,
                    "output_format": output_format,
                    "output_compression": output_compression,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                    "partial_images": partial_images,
                    "user": user,
                },
            ),
            options,
        )


class AsyncImages:
    """Image generation from text prompts."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncImagesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncImagesWithRawResponse(self._executor)

    @overload
    async def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: Literal[False] | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ImagesResponse: ...
    @overload
    async def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: Literal[True],
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> AsyncStream[models.ImageStreamEvent, models.ImagesResponse]: ...
    @overload
    async def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: bool | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ImagesResponse | AsyncStream[models.ImageStreamEvent, models.ImagesResponse]: ...
    async def generate(
        self,
        *,
        model: str,
        prompt: str,
        stream: bool | None | NotGiven = NOT_GIVEN,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.ImagesResponse | AsyncStream[models.ImageStreamEvent, models.ImagesResponse]:
        """Generates images from a text prompt.

        The response contains the images in Base64; the service does not store them. With `stream:
        true` the response is an event stream: partial images while the image is generated, then the
        final image. Models that do not generate images here return 404. This includes `fal-ai/*`
        models, which require an asynchronous invocation.

        Args:
            model: An image model, such as `openai-gpt-image-1` or `stable-diffusion-3.5-large`.
            prompt: Description of the image, up to 32,000 characters. At least one character.
            n: Number of images to generate. Some models support only 1. The documentation
                recommends always sending `n` and `size`. From 1 to 10. Server default: 1.
            size: Width and height in pixels. Server default: 'auto'. Known values: `auto`,
                `1024x1024`, `1536x1024`, `1024x1536`, `1792x1024`, `1024x1792`, `512x512`,
                `256x256`.
            quality: Quality of the image. Higher quality costs more. Server default: 'auto'. Known
                values: `auto`, `low`, `medium`, `high`.
            background: Background of the image. `transparent` requires the `output_format` `png` or
                `webp`. Server default: 'auto'. Known values: `auto`, `transparent`, `opaque`.
            moderation: Strictness of the content filter. Server default: 'auto'. Known values:
                `auto`, `low`.
            output_format: File format of the image. Server default: 'png'. Known values: `png`,
                `webp`, `jpeg`.
            output_compression: Compression level in percent, for `jpeg` and `webp`. From 0 to 100.
                Server default: 100.
            response_format: Encoding of the image in the response. The service always returns
                Base64.
            partial_images: Number of partial images to send before the final image. Only with
                `stream`. At least 0. Server default: 0.
            user: Your own id for the end user. It helps DigitalOcean detect abuse. At most 256
                characters.
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
                "n": NOT_GIVEN if n is None else n,
                "size": NOT_GIVEN if size is None else size,
                "quality": quality,
                "background": background,
                "moderation": moderation,
                "output_format": output_format,
                "output_compression": output_compression,
                "response_format": NOT_GIVEN if response_format is None else response_format,
                "partial_images": partial_images,
                "user": user,
                "stream": stream,
            },
        )
        if stream:
            return await self._executor.stream(operations.IMAGES_GENERATE, request_arguments, options)
        return await self._executor.request(operations.IMAGES_GENERATE, request_arguments, options)


class AsyncImagesWithRawResponse:
    """The methods of `AsyncImages`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def generate(
        self,
        *,
        model: str,
        prompt: str,
        n: int | None | NotGiven = NOT_GIVEN,
        size: models.ImageSize | None | NotGiven = NOT_GIVEN,
        quality: models.ImageQuality | None | NotGiven = NOT_GIVEN,
        background: models.ImageBackground | None | NotGiven = NOT_GIVEN,
        moderation: models.ImageModeration | None | NotGiven = NOT_GIVEN,
        output_format: models.ImageFormat | None | NotGiven = NOT_GIVEN,
        output_compression: int | None | NotGiven = NOT_GIVEN,
        response_format: Literal["b64_json"] | None | NotGiven = NOT_GIVEN,
        partial_images: int | None | NotGiven = NOT_GIVEN,
        user: str | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.ImagesResponse]:
        """Like `generate`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.IMAGES_GENERATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "n": NOT_GIVEN if n is None else n,
                    "size": NOT_GIVEN if size is None else size,
                    "quality": quality,
                    "background": background,
                    "moderation": moderation,
                    "output_format": output_format,
                    "output_compression": output_compression,
                    "response_format": NOT_GIVEN if response_format is None else response_format,
                    "partial_images": partial_images,
                    "user": user,
                },
            ),
            options,
        )
