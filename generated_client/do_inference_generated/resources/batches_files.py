# Generated from openapi/ by generator/. Do not edit.
"""Input files of batches."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .. import operations
from .._interface import Arguments

if TYPE_CHECKING:
    from .. import models
    from .._executor import AsyncExecutor, Executor
    from .._interface import FileInput, RawResponse, RequestOptions


class BatchesFiles:
    """Input files of batches."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> BatchesFilesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return BatchesFilesWithRawResponse(self._executor)

    def create(self, *, file_name: str, **options: Unpack[RequestOptions]) -> models.BatchFile:
        """Registers an input file for a batch and returns a URL to upload it to.

        This call uploads nothing. Upload the file to `upload_url` with `batches.files.upload`
        before the URL expires (about 15 minutes), then create the batch with `file_id`. A file can
        have up to 50,000 lines and 200 MB.

        Args:
            file_name: Name of the file. It must end in `.jsonl` and have at least 7 characters
                including the extension. At least 7 characters. Pattern:
                `.+\\.[Jj][Ss][Oo][Nn][Ll]$`.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            UnprocessableEntityError: Status 422: a value is invalid.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return self._executor.request(
            operations.BATCHES_FILES_CREATE,
            Arguments(
                body={
                    "file_name": file_name,
                },
            ),
            options,
        )

    def upload(self, upload_url: str, *, content: FileInput, **options: Unpack[RequestOptions]) -> None:
        """Uploads the requests of a batch to the file's upload URL.

        The request goes to object storage and not to the inference service. It never includes your
        key: the URL itself grants access. The body is JSON Lines with one request per line. For the
        provider `openai` a line has `custom_id`, `method`, `url` and `body`, and `url` must equal
        the batch's `endpoint`. For `anthropic` it has `custom_id` and `params`. A line uses the
        provider's name for the model (`gpt-4.1-mini`) and not DigitalOcean's
        (`openai-gpt-4.1-mini`). A file can have up to 50,000 lines and 200 MB. The URL is valid for
        about 15 minutes. An expired URL returns 403: register the file again to get a new one.

        Args:
            upload_url: The complete `upload_url` returned when the file was registered, unchanged.
            content: The lines, as bytes, an open file or a path. The client sends no content type,
                because the signature of the URL may not cover it. Pass `(name, content, type)` to
                send one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        self._executor.request(
            operations.BATCHES_FILES_UPLOAD,
            Arguments(
                path={
                    "upload_url": upload_url,
                },
                body=content,
            ),
            options,
        )


class BatchesFilesWithRawResponse:
    """The methods of `BatchesFiles`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def create(self, *, file_name: str, **options: Unpack[RequestOptions]) -> RawResponse[models.BatchFile]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.BATCHES_FILES_CREATE,
            Arguments(
                body={
                    "file_name": file_name,
                },
            ),
            options,
        )

    def upload(
        self, upload_url: str, *, content: FileInput, **options: Unpack[RequestOptions]
    ) -> RawResponse[None]:
        """Like `upload`, but return a `RawResponse`: status code, headers and undecoded body."""
        return self._executor.request_raw(
            operations.BATCHES_FILES_UPLOAD,
            Arguments(
                path={
                    "upload_url": upload_url,
                },
                body=content,
            ),
            options,
        )


class AsyncBatchesFiles:
    """Input files of batches."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    @cached_property
    def with_raw_response(self) -> AsyncBatchesFilesWithRawResponse:
        """The same methods, which return a `RawResponse`: status code, headers and undecoded body."""
        return AsyncBatchesFilesWithRawResponse(self._executor)

    async def create(self, *, file_name: str, **options: Unpack[RequestOptions]) -> models.BatchFile:
        """Registers an input file for a batch and returns a URL to upload it to.

        This call uploads nothing. Upload the file to `upload_url` with `batches.files.upload`
        before the URL expires (about 15 minutes), then create the batch with `file_id`. A file can
        have up to 50,000 lines and 200 MB.

        Args:
            file_name: Name of the file. It must end in `.jsonl` and have at least 7 characters
                including the extension. At least 7 characters. Pattern:
                `.+\\.[Jj][Ss][Oo][Nn][Ll]$`.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            BadRequestError: Status 400: the request is malformed.
            AuthenticationError: Status 401: the API key is missing or invalid.
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            UnprocessableEntityError: Status 422: a value is invalid.
            RateLimitError: Status 429: a rate limit is exceeded.
            InternalServerError: Status 500: the server failed.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        return await self._executor.request(
            operations.BATCHES_FILES_CREATE,
            Arguments(
                body={
                    "file_name": file_name,
                },
            ),
            options,
        )

    async def upload(self, upload_url: str, *, content: FileInput, **options: Unpack[RequestOptions]) -> None:
        """Uploads the requests of a batch to the file's upload URL.

        The request goes to object storage and not to the inference service. It never includes your
        key: the URL itself grants access. The body is JSON Lines with one request per line. For the
        provider `openai` a line has `custom_id`, `method`, `url` and `body`, and `url` must equal
        the batch's `endpoint`. For `anthropic` it has `custom_id` and `params`. A line uses the
        provider's name for the model (`gpt-4.1-mini`) and not DigitalOcean's
        (`openai-gpt-4.1-mini`). A file can have up to 50,000 lines and 200 MB. The URL is valid for
        about 15 minutes. An expired URL returns 403: register the file again to get a new one.

        Args:
            upload_url: The complete `upload_url` returned when the file was registered, unchanged.
            content: The lines, as bytes, an open file or a path. The client sends no content type,
                because the signature of the URL may not cover it. Pass `(name, content, type)` to
                send one.
            **options: Options of this request: `timeout`, `deadline`, `idle_timeout` and
                `event_timeout` (streams), `max_retries`, `extra_headers`, `extra_query`,
                `extra_body`, `priority`, `max_wait`; see `RequestOptions`.

        Raises:
            PermissionDeniedError: Status 403: the API key has no permission; never retried.
            InferenceError: The base class of all errors, including lost connections, timeouts and
                invalid responses.
        """
        await self._executor.request(
            operations.BATCHES_FILES_UPLOAD,
            Arguments(
                path={
                    "upload_url": upload_url,
                },
                body=content,
            ),
            options,
        )


class AsyncBatchesFilesWithRawResponse:
    """The methods of `AsyncBatchesFiles`, which return a `RawResponse` instead of a result."""

    def __init__(self, executor: AsyncExecutor) -> None:
        self._executor = executor

    async def create(
        self, *, file_name: str, **options: Unpack[RequestOptions]
    ) -> RawResponse[models.BatchFile]:
        """Like `create`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.BATCHES_FILES_CREATE,
            Arguments(
                body={
                    "file_name": file_name,
                },
            ),
            options,
        )

    async def upload(
        self, upload_url: str, *, content: FileInput, **options: Unpack[RequestOptions]
    ) -> RawResponse[None]:
        """Like `upload`, but return a `RawResponse`: status code, headers and undecoded body."""
        return await self._executor.request_raw(
            operations.BATCHES_FILES_UPLOAD,
            Arguments(
                path={
                    "upload_url": upload_url,
                },
                body=content,
            ),
            options,
        )
