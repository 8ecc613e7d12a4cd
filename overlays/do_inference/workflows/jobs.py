"""Calls to models that answer later: start one and wait for its result.

    job = jobs.run(client, model_id="fal-ai/flux/schnell", input={"prompt": "a lighthouse"})
    for number, url in enumerate(jobs.result_urls(job)):
        download(client, url, f"lighthouse-{number}.png")

With an `AsyncClient` the same functions are awaited.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Sequence
from typing import Final, TypeAlias, Unpack, overload

from do_inference import AsyncClient, Client, models, params
from do_inference.errors import APIError, DecodingError, MethodNotAllowedError, NotFoundError
from do_inference_generated._interface import NOT_GIVEN, NotGiven, RequestOptions

from ._options import WaitOptions, checked
from ._polling import Kind, Polling, Wait
from ._states import Stage, stage_of
from ._steps import AnyClient, Plan, carry_out, do
from ._waiting import NotYetError, bounded, wait_for

Invocation: TypeAlias = models.AsyncInvocation
Tags: TypeAlias = Sequence[params.AsyncInvocationTagParam] | NotGiven | None

KIND: Final[Kind[Invocation]] = Kind(
    noun="invocation", polling=Polling(initial=1.0, maximum=10.0), reason=lambda job: job.error
)


@overload
def run(
    client: Client,
    *,
    model_id: str,
    input: params.AsyncInvocationInputParam,
    tags: Tags = NOT_GIVEN,
    **options: Unpack[WaitOptions[Invocation]],
) -> Invocation: ...
@overload
def run(
    client: AsyncClient,
    *,
    model_id: str,
    input: params.AsyncInvocationInputParam,
    tags: Tags = NOT_GIVEN,
    **options: Unpack[WaitOptions[Invocation]],
) -> Coroutine[None, None, Invocation]: ...
def run(
    client: AnyClient,
    *,
    model_id: str,
    input: params.AsyncInvocationInputParam,  # noqa: A002 - the operation's own word
    tags: Tags = NOT_GIVEN,
    **options: Unpack[WaitOptions[Invocation]],
) -> Invocation | Coroutine[None, None, Invocation]:
    """Start a call and wait until it is done. Its `output` has the result.

    Raises:
        JobFailedError: The model failed; the job is on the error.
        WaitTimeoutError: `deadline` passed. The call goes on: `wait(client, error.job.request_id)`.
        InferenceError: The root of these; also for what the calls themselves raise.
    """
    waiting = Wait(client, KIND, checked(client, options, WaitOptions))
    return carry_out(client, bounded(waiting, _run(client, model_id, input, tags, waiting)), waiting.clock)


@overload
def wait(client: Client, request_id: str, **options: Unpack[WaitOptions[Invocation]]) -> Invocation: ...
@overload
def wait(
    client: AsyncClient, request_id: str, **options: Unpack[WaitOptions[Invocation]]
) -> Coroutine[None, None, Invocation]: ...
def wait(
    client: AnyClient, request_id: str, **options: Unpack[WaitOptions[Invocation]]
) -> Invocation | Coroutine[None, None, Invocation]:
    """Wait until a call that was started is done. Its `output` has the result.

    Raises what `run` raises, and `NotFoundError` where there is no such call.
    """
    waiting = Wait(client, KIND, checked(client, options, WaitOptions), request_id)
    return carry_out(
        client, bounded(waiting, wait_for(waiting, _Looker(client, request_id).look)), waiting.clock
    )


def result_urls(job: Invocation) -> list[str]:
    """The URLs of a result's files, wherever in its `output` they are, in their order.

    They are open to whoever has them, and need no key: fetch them with `download`, which sends none.
    """
    return list(dict.fromkeys(_urls(job.output)))


def _urls(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        url = value.get("url")
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            yield url
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _urls(item)


def _run(
    client: AnyClient,
    model_id: str,
    input: params.AsyncInvocationInputParam,  # noqa: A002 - the operation's own word
    tags: Tags,
    waiting: Wait[Invocation],
) -> Plan[Invocation]:
    call = waiting.call_options()
    job: Invocation = yield from do(
        lambda: client.async_invoke.create(model_id=model_id, input=input, tags=tags, **call)
    )
    waiting.name, waiting.job = job.request_id, job
    if not job.request_id:
        raise DecodingError("the server told no request_id of the call it started", response=job.response)
    lacks_result = stage_of(job.status) is Stage.DONE and not job.output
    started = None if lacks_result else job
    return (yield from wait_for(waiting, _Looker(client, job.request_id).look, started))


class _Looker:
    """Looks at one invocation, on whichever of the two paths the deployment has."""

    _EMPTY_LOOKS = 3

    def __init__(self, client: AnyClient, request_id: str) -> None:
        self._client = client
        self._id = request_id
        self._has_status = True
        self._empty = 0

    def look(self, options: RequestOptions) -> Plan[Invocation]:
        """The invocation; once it is over with its result, or with the reason why there is none."""
        if not self._has_status:
            return (yield from self._whole(options))
        try:
            job: Invocation = yield from do(lambda: self._client.async_invoke.status(self._id, **options))
        except (NotFoundError, MethodNotAllowedError):
            # Some clients of the service use one path for both, so a deployment may well have only that.
            job = yield from self._whole(options)
            self._has_status = False
            return job
        stage = stage_of(job.status)
        if stage is Stage.DONE and not job.output:
            return (yield from self._result(options))
        if stage is Stage.FAILED and not job.error:
            return (yield from self._reason(job, options))
        return job

    def _whole(self, options: RequestOptions) -> Plan[Invocation]:
        job: Invocation = yield from do(lambda: self._client.async_invoke.retrieve(self._id, **options))
        return job

    def _result(self, options: RequestOptions) -> Plan[Invocation]:
        """The whole of a job that is done, which may take a moment to be there."""
        try:
            job = yield from self._whole(options)
        except NotFoundError as error:
            raise NotYetError(error) from error
        self._empty += 1
        if stage_of(job.status) is Stage.DONE and not job.output and self._empty < self._EMPTY_LOOKS:
            raise NotYetError(DecodingError("the call is done but has no output yet", response=job.response))
        return job

    def _reason(self, failed: Invocation, options: RequestOptions) -> Plan[Invocation]:
        try:
            job = yield from self._whole(options)
        except APIError:  # That it failed is known; only the reason is not.
            return failed
        return job if stage_of(job.status) is Stage.FAILED else failed
