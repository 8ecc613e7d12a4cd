"""Videos: start one, wait until it is made, fetch it.

    film = videos.create_and_wait(client, model="wan2-2-t2v-a14b", prompt="rain on a window", deadline=900)
    film.write_to_file("rain.mp4")

With an `AsyncClient` the same functions are awaited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack, overload

from do_inference import AsyncClient, BinaryContent, Client, models
from do_inference.errors import DecodingError, InferenceError, NotFoundError
from do_inference.retry import is_retryable
from do_inference_generated._interface import NOT_GIVEN, NotGiven, RequestOptions

from ._downloads import fetch_bytes
from ._options import FetchOptions, WaitOptions, checked
from ._polling import Kind, Polling, Wait
from ._steps import AnyClient, Plan, carry_out, do
from ._waiting import NotYetError, bounded, persist, wait_for

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

Video: TypeAlias = models.Video

KIND: Final[Kind[Video]] = Kind(
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
    """Make a video and return its file, held in memory. `on_progress` gets the `Video`, its `id` on it.

    The file comes from the service. Where that fails and the finished video has an `output.url`, it comes from there,
    without the key.

    Raises:
        JobFailedError: The video could not be made; the job is on the error.
        WaitTimeoutError: `deadline` passed. The video goes on: `wait(client, error.job.id)`, then `content`.
        InferenceError: The root of these; also for what the calls themselves raise.
    """
    waiting = Wait(client, KIND, checked(client, options, WaitOptions))
    return carry_out(
        client, bounded(waiting, _create_and_wait(client, model, prompt, size, fps, waiting)), waiting.clock
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
    """Wait until a video that was started is made. It can be fetched for two hours then.

    Raises what `create_and_wait` raises, and `NotFoundError` where there is no such video.
    """
    waiting = Wait(client, KIND, checked(client, options, WaitOptions), video_id)
    return carry_out(
        client, bounded(waiting, wait_for(waiting, _Looker(client, video_id).look)), waiting.clock
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
    """Fetch the file of a video that is made, held in memory.

    Right after a video was made, its file is answered with 404 or 5xx for a while: that is tried again for about
    half a minute before it is raised.
    """
    waiting = Wait(client, KIND, checked(client, options, WaitOptions), video_id)
    return carry_out(client, bounded(waiting, _content(client, video_id, waiting)), waiting.clock)


def _create_and_wait(
    client: AnyClient,
    model: str,
    prompt: str,
    size: str | NotGiven,
    fps: int | NotGiven,
    waiting: Wait[Video],
) -> Plan[BinaryContent]:
    call = waiting.call_options()
    job: Video = yield from do(
        lambda: client.videos.create(model=model, prompt=prompt, size=size, fps=fps, **call)
    )
    waiting.name, waiting.job = job.id, job
    if not job.id:
        raise DecodingError("the server told no id of the video it started", response=job.response)
    done = yield from wait_for(waiting, _Looker(client, job.id).look, started=job)
    return (yield from _content(client, job.id, waiting, done.output.url if done.output else None))


def _content(
    client: AnyClient, video_id: str, waiting: Wait[Video], url: str | None = None
) -> Plan[BinaryContent]:
    """The file, from the service or from `url`, whichever has it first."""

    def fetch(options: RequestOptions) -> Plan[BinaryContent]:
        try:
            return (yield from _film(lambda: client.videos.content(video_id, **options)))
        except (NotYetError, InferenceError) as error:
            if not url or not (isinstance(error, NotYetError) or is_retryable(error)):
                raise
            refused = error
        elsewhere = url
        try:
            return (yield from _film(lambda: fetch_bytes(client, elsewhere, waiting.call_options())))
        except (NotYetError, InferenceError, ValueError):
            raise refused from None

    return (yield from persist(waiting, fetch))


def _film(get: Callable[[], Any]) -> Plan[BinaryContent]:
    """The video that `get` fetches. Raises `NotYetError` if the answer is something else."""
    try:
        film: BinaryContent = yield from do(get)
    except (NotFoundError, DecodingError) as error:
        raise NotYetError(error) from error
    kind = (film.content_type or "").partition(";")[0].strip().lower()
    if film.content and kind != "application/json" and not kind.startswith("text/"):
        return film
    what = kind if film.content else "nothing"
    told = f"the server answered with {what} where a video was promised"
    raise NotYetError(DecodingError(told, response=film.response))


class _Looker:
    """Looks at one video."""

    def __init__(self, client: AnyClient, video_id: str) -> None:
        self._client = client
        self._id = video_id

    def look(self, options: RequestOptions) -> Plan[Video]:
        video: Video = yield from do(lambda: self._client.videos.retrieve(self._id, **options))
        return video
