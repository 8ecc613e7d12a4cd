# Generated from openapi/ by generator/. Do not edit.
"""Video generation from text prompts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import NOT_GIVEN, Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import BinaryContent, NotGiven, RawResponse, RequestOptions


class Videos:
    """Video generation from text prompts."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> VideosWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return VideosWithRawResponse(self._executor)

    def content(self, video_id: str, **options: Unpack[RequestOptions]) -> BinaryContent:
        """Downloads the file of a completed video.

        The file is available for two hours after the video is complete. A 500 response is often
        temporary; as with any GET request, the client retries it.

        Experimental: known from client code, 2026; godo v1.236; reference of DoTs 1.23, 2026-11-05.
        The operation can change or disappear without notice.

        Args:
            video_id: The `id` from the response that started the video.
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
        return self._executor.request(
            operations.VIDEOS_CONTENT,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )

    def create(
        self,
        *,
        model: str,
        prompt: str,
        size: str | None | NotGiven = NOT_GIVEN,
        fps: int | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Video:
        """Starts the generation of a video from a text prompt.

        Returns immediately; generating the video takes half a minute to several minutes. Poll with
        `videos.retrieve` until `status` is final, then download the file. A DigitalOcean blog post
        names a different path, `/v1/video/generations`. It is not described here because calls to
        it were seen to fail.

        Experimental: known from live calls reported 2026-07; client code, 2026; reference of DoTs
        1.23, 2026-11-05. The operation can change or disappear without notice.

        Args:
            model: A video model, such as `wan2-2-t2v-a14b`. The blog spells that model
                `wan2.2-t2v-a14b`; the spelling with hyphens worked.
            prompt: Description of the video.
            size: Width and height in pixels, such as `1280x720`. Larger videos are shorter: about 9
                seconds at 480 lines and 5 at 720.
            fps: Frames per second, such as 16.
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
            operations.VIDEOS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "size": NOT_GIVEN if size is None else size,
                    "fps": NOT_GIVEN if fps is None else fps,
                },
            ),
            options,
        )

    def retrieve(self, video_id: str, **options: Unpack[RequestOptions]) -> models.Video:
        """Retrieves a video.

        Use it to poll for the completion of a video, about every ten seconds.

        Experimental: known from client code, 2026; DigitalOcean blog, 2026-06; reference of DoTs
        1.23, 2026-11-05. The operation can change or disappear without notice.

        Args:
            video_id: The `id` from the response that started the video.
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
        return self._executor.request(
            operations.VIDEOS_RETRIEVE,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )


class VideosWithRawResponse:
    """The methods of `Videos`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def content(self, video_id: str, **options: Unpack[RequestOptions]) -> RawResponse[BinaryContent]:
        """Like `content`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.VIDEOS_CONTENT,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )

    def create(
        self,
        *,
        model: str,
        prompt: str,
        size: str | None | NotGiven = NOT_GIVEN,
        fps: int | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Video]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.VIDEOS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "size": NOT_GIVEN if size is None else size,
                    "fps": NOT_GIVEN if fps is None else fps,
                },
            ),
            options,
        )

    def retrieve(self, video_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.Video]:
        """Like `retrieve`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.VIDEOS_RETRIEVE,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )


class AsyncVideos:
    """Video generation from text prompts."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncVideosWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncVideosWithRawResponse(self._executor)

    async def content(self, video_id: str, **options: Unpack[RequestOptions]) -> BinaryContent:
        """Downloads the file of a completed video.

        The file is available for two hours after the video is complete. A 500 response is often
        temporary; as with any GET request, the client retries it.

        Experimental: known from client code, 2026; godo v1.236; reference of DoTs 1.23, 2026-11-05.
        The operation can change or disappear without notice.

        Args:
            video_id: The `id` from the response that started the video.
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
        return await self._executor.request(
            operations.VIDEOS_CONTENT,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )

    async def create(
        self,
        *,
        model: str,
        prompt: str,
        size: str | None | NotGiven = NOT_GIVEN,
        fps: int | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> models.Video:
        """Starts the generation of a video from a text prompt.

        Returns immediately; generating the video takes half a minute to several minutes. Poll with
        `videos.retrieve` until `status` is final, then download the file. A DigitalOcean blog post
        names a different path, `/v1/video/generations`. It is not described here because calls to
        it were seen to fail.

        Experimental: known from live calls reported 2026-07; client code, 2026; reference of DoTs
        1.23, 2026-11-05. The operation can change or disappear without notice.

        Args:
            model: A video model, such as `wan2-2-t2v-a14b`. The blog spells that model
                `wan2.2-t2v-a14b`; the spelling with hyphens worked.
            prompt: Description of the video.
            size: Width and height in pixels, such as `1280x720`. Larger videos are shorter: about 9
                seconds at 480 lines and 5 at 720.
            fps: Frames per second, such as 16.
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
            operations.VIDEOS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "size": NOT_GIVEN if size is None else size,
                    "fps": NOT_GIVEN if fps is None else fps,
                },
            ),
            options,
        )

    async def retrieve(self, video_id: str, **options: Unpack[RequestOptions]) -> models.Video:
        """Retrieves a video.

        Use it to poll for the completion of a video, about every ten seconds.

        Experimental: known from client code, 2026; DigitalOcean blog, 2026-06; reference of DoTs
        1.23, 2026-11-05. The operation can change or disappear without notice.

        Args:
            video_id: The `id` from the response that started the video.
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
        return await self._executor.request(
            operations.VIDEOS_RETRIEVE,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )


class AsyncVideosWithRawResponse:
    """The methods of `AsyncVideos`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def content(self, video_id: str, **options: Unpack[RequestOptions]) -> RawResponse[BinaryContent]:
        """Like `content`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.VIDEOS_CONTENT,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )

    async def create(
        self,
        *,
        model: str,
        prompt: str,
        size: str | None | NotGiven = NOT_GIVEN,
        fps: int | None | NotGiven = NOT_GIVEN,
        **options: Unpack[RequestOptions],
    ) -> RawResponse[models.Video]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.VIDEOS_CREATE,
            Arguments(
                body={
                    "model": model,
                    "prompt": prompt,
                    "size": NOT_GIVEN if size is None else size,
                    "fps": NOT_GIVEN if fps is None else fps,
                },
            ),
            options,
        )

    async def retrieve(self, video_id: str, **options: Unpack[RequestOptions]) -> RawResponse[models.Video]:
        """Like `retrieve`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.VIDEOS_RETRIEVE,
            Arguments(
                path={
                    "video_id": video_id,
                },
            ),
            options,
        )
