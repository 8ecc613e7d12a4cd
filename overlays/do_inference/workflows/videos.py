"""Videos: start one, wait until it is generated, fetch its file.

    video = videos.create_and_wait(client, model="wan2-2-t2v-a14b", prompt="rain on a window", deadline=900)
    video.write_to_file("rain.mp4")

With an `AsyncClient`, await the same functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack, overload

from do_inference import AsyncClient, BinaryContent, Client, models
from do_inference.errors import DecodingError, InferenceError, NotFoundError
from do_inference.retry import is_retryable
from do_inference_generated._interface import NOT_GIVEN, NotGiven, RequestOptions

from ._downloads import fetch_bytes
from ._plans import AnyClient, Plan, call, execute
from ._polling import FetchOptions, JobType, Polling, WaitOptions, check_options
from ._waiting import NotYetError, Wait, retry, wait_for, with_timeout_error

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Video: TypeAlias = models.Video

JOB_TYPE: Final[JobType[Video]] = JobType(
    noun="video", polling=Polling(initial=5.0, maximum=15.0), reason=lambda job: job.error
)


@overload
def create_and_wait(
    client: Client,
    *,
    model: str,
    prompt: str,
    size: str | NotGiven = NOT_GIVEN,
    fps: int | NotGiven = NOT_GIVEN,
    **options: Unpack[WaitOptions[Video]],
) -> BinaryContent: ...
@overload
def create_and_wait(
    client: AsyncClient,
    *,
    model: str,
    prompt: str,
    size: str | NotGiven = NOT_GIVEN,
    fps: int | NotGiven = NOT_GIVEN,
    **options: Unpack[WaitOptions[Video]],
) -> Coroutine[None, None, BinaryContent]: ...
def create_and_wait(
    client: AnyClient,
    *,
    model: str,
    prompt: str,
    size: str | NotGiven = NOT_GIVEN,
    fps: int | NotGiven = NOT_GIVEN,
    **options: Unpack[WaitOptions[Video]],
) -> BinaryContent | Coroutine[None, None, BinaryContent]:
    """Generate a video and return its file in memory. `on_progress` receives the `Video`, including its `id`.

    The file is fetched from the service. If that fails and the video has an `output.url`, it is fetched from that URL,
    without the key.

    Args:
        client: A `Client` or an `AsyncClient`.
        model: The id of the model.
        prompt: The description of the video.
        size: Width and height in pixels, such as `1280x720`. Default: chosen by the model.
        fps: Frames per second. Default: chosen by the model.

    Raises:
        JobFailedError: The generation failed. `error.job` is the video.
        WaitTimeoutError: The `deadline` passed. The generation continues: `wait(client, error.job.id)`, then `content`.
        InferenceError: The base class of these errors, and of the errors of single requests.

    Example:
        file = videos.create_and_wait(client, model="wan2-2-t2v-a14b", prompt="rain on a window", deadline=900)
        file.write_to_file("rain.mp4")
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, WaitOptions))
    return execute(
        client,
        with_timeout_error(waiting, _create_and_wait(client, model, prompt, size, fps, waiting)),
        waiting.clock,
    )


@overload
def wait(client: Client, video_id: str, **options: Unpack[WaitOptions[Video]]) -> Video: ...
@overload
def wait(
    client: AsyncClient, video_id: str, **options: Unpack[WaitOptions[Video]]
) -> Coroutine[None, None, Video]: ...
def wait(
    client: AnyClient, video_id: str, **options: Unpack[WaitOptions[Video]]
) -> Video | Coroutine[None, None, Video]:
    """Wait until a video is generated, and return it. Its file is available for two hours.

    Raises:
        JobError: As `create_and_wait`.
        NotFoundError: The video does not exist.

    Example:
        video = videos.wait(client, video_id, deadline=900)
        file = videos.content(client, video.id)
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, WaitOptions), video_id)
    return execute(
        client,
        with_timeout_error(waiting, wait_for(waiting, _VideoPoller(client, video_id).poll)),
        waiting.clock,
    )


@overload
def content(client: Client, video_id: str, **options: Unpack[FetchOptions]) -> BinaryContent: ...
@overload
def content(
    client: AsyncClient, video_id: str, **options: Unpack[FetchOptions]
) -> Coroutine[None, None, BinaryContent]: ...
def content(
    client: AnyClient, video_id: str, **options: Unpack[FetchOptions]
) -> BinaryContent | Coroutine[None, None, BinaryContent]:
    """Fetch the file of a generated video into memory.

    Immediately after the generation, the service may respond with 404 or 5xx for a short time. These errors are retried
    for about half a minute.

    Raises:
        NotFoundError: The video does not exist, is not generated yet, or its file has expired.
        InferenceError: The request failed.

    Example:
        videos.content(client, video_id).write_to_file("rain.mp4")
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, WaitOptions), video_id)
    return execute(client, with_timeout_error(waiting, _content(client, video_id, waiting)), waiting.clock)


def _create_and_wait(
    client: AnyClient,
    model: str,
    prompt: str,
    size: str | NotGiven,
    fps: int | NotGiven,
    waiting: Wait[Video],
) -> Plan[BinaryContent]:
    options = waiting.call_options()
    job: Video = yield from call(
        lambda: client.videos.create(model=model, prompt=prompt, size=size, fps=fps, **options)
    )
    waiting.job_id, waiting.job = job.id, job
    if not job.id:
        raise DecodingError("the server returned no id of the new video", response=job.response)
    done = yield from wait_for(waiting, _VideoPoller(client, job.id).poll, started=job)
    return (yield from _content(client, job.id, waiting, done.output.url if done.output else None))


def _content(
    client: AnyClient, video_id: str, waiting: Wait[Video], url: str | None = None
) -> Plan[BinaryContent]:
    """Return the file, from the service or from `url`: whichever provides it first."""

    def fetch(options: RequestOptions) -> Plan[BinaryContent]:
        try:
            return (yield from _fetch_video(lambda: client.videos.content(video_id, **options)))
        except (NotYetError, InferenceError) as error:
            if not url or not (isinstance(error, NotYetError) or is_retryable(error)):
                raise
            service_error = error
        output_url = url
        try:
            return (yield from _fetch_video(lambda: fetch_bytes(client, output_url, waiting.call_options())))
        except (NotYetError, InferenceError, ValueError):
            raise service_error from None

    return (yield from retry(waiting, fetch))


def _fetch_video(fetch: Callable[[], Any]) -> Plan[BinaryContent]:
    """Return the video that `fetch` returns. Raise `NotYetError` if it is something else."""
    try:
        file: BinaryContent = yield from call(fetch)
    except (NotFoundError, DecodingError) as error:
        raise NotYetError(error) from error
    media_type = (file.content_type or "").partition(";")[0].strip().lower()
    if file.content and media_type != "application/json" and not media_type.startswith("text/"):
        return file
    received = media_type if file.content else "nothing"
    message = f"the server returned {received} instead of a video"
    raise NotYetError(DecodingError(message, response=file.response))


class _VideoPoller:
    """Polls one video."""

    def __init__(self, client: AnyClient, video_id: str) -> None:
        self._client = client
        self._id = video_id

    def poll(self, options: RequestOptions) -> Plan[Video]:
        video: Video = yield from call(lambda: self._client.videos.retrieve(self._id, **options))
        return video
