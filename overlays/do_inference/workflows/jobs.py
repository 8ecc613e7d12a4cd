"""Asynchronous invocations of models: start one and wait for its result.

    job = jobs.run(client, model_id="fal-ai/flux/schnell", input={"prompt": "a lighthouse"})
    for number, url in enumerate(jobs.result_urls(job)):
        download(client, url, f"lighthouse-{number}.png")

With an `AsyncClient`, await the same functions.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Sequence
from typing import Final, TypeAlias, Unpack, overload

from do_inference import AsyncClient, Client, models, params
from do_inference.errors import APIError, DecodingError, MethodNotAllowedError, NotFoundError
from do_inference_generated._interface import NOT_GIVEN, NotGiven, RequestOptions

from ._plans import AnyClient, Plan, call, execute
from ._polling import JobType, Polling, Stage, WaitOptions, check_options, stage_of
from ._waiting import NotYetError, Wait, wait_for, with_timeout_error

Invocation: TypeAlias = models.AsyncInvocation
Tags: TypeAlias = Sequence[params.AsyncInvocationTagParam] | NotGiven | None

JOB_TYPE: Final[JobType[Invocation]] = JobType(
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
    input: params.AsyncInvocationInputParam,  # noqa: A002 - the name in the API
    tags: Tags = NOT_GIVEN,
    **options: Unpack[WaitOptions[Invocation]],
) -> Invocation | Coroutine[None, None, Invocation]:
    """Start an invocation and wait until it is done. Its `output` contains the result.

    Args:
        client: A `Client` or an `AsyncClient`.
        model_id: The id of the model, such as `fal-ai/flux/schnell`.
        input: The input of the model, whose fields depend on the model.
        tags: Tags to store with the invocation.

    Raises:
        JobFailedError: The model failed. `error.job` is the invocation.
        WaitTimeoutError: The `deadline` passed. The invocation continues: `wait(client, error.job.request_id)`.
        InferenceError: The base class of these errors, and of the errors of single requests.

    Example:
        job = jobs.run(client, model_id="fal-ai/flux/schnell", input={"prompt": "a lighthouse"}, deadline=120)
        print(jobs.result_urls(job))
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, WaitOptions))
    return execute(
        client, with_timeout_error(waiting, _run(client, model_id, input, tags, waiting)), waiting.clock
    )


@overload
def wait(client: Client, request_id: str, **options: Unpack[WaitOptions[Invocation]]) -> Invocation: ...
@overload
def wait(
    client: AsyncClient, request_id: str, **options: Unpack[WaitOptions[Invocation]]
) -> Coroutine[None, None, Invocation]: ...
def wait(
    client: AnyClient, request_id: str, **options: Unpack[WaitOptions[Invocation]]
) -> Invocation | Coroutine[None, None, Invocation]:
    """Wait until an invocation is done, and return it. Its `output` contains the result.

    Raises:
        JobError: As `run`.
        NotFoundError: The invocation does not exist.

    Example:
        started = client.async_invoke.create(model_id="fal-ai/flux/schnell", input={"prompt": "a lighthouse"})
        job = jobs.wait(client, started.request_id, deadline=120)
    """
    waiting = Wait(client, JOB_TYPE, check_options(client, options, WaitOptions), request_id)
    return execute(
        client,
        with_timeout_error(waiting, wait_for(waiting, _JobPoller(client, request_id).poll)),
        waiting.clock,
    )


def result_urls(job: Invocation) -> list[str]:
    """Return the URLs of all files in the `output` of an invocation, in order and without duplicates.

    The URLs need no key: fetch them with `download`, which sends none.

    Example:
        for number, url in enumerate(jobs.result_urls(job)):
            download(client, url, f"image-{number}.png")
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
    input: params.AsyncInvocationInputParam,  # noqa: A002 - the name in the API
    tags: Tags,
    waiting: Wait[Invocation],
) -> Plan[Invocation]:
    options = waiting.call_options()
    job: Invocation = yield from call(
        lambda: client.async_invoke.create(model_id=model_id, input=input, tags=tags, **options)
    )
    waiting.job_id, waiting.job = job.request_id, job
    if not job.request_id:
        raise DecodingError("the server returned no request_id of the new invocation", response=job.response)
    lacks_result = stage_of(job.status) is Stage.DONE and not job.output
    started = None if lacks_result else job
    return (yield from wait_for(waiting, _JobPoller(client, job.request_id).poll, started))


class _JobPoller:
    """Polls one invocation, on either of two paths: some deployments lack the path for the status."""

    _MAX_POLLS_WITHOUT_OUTPUT = 3

    def __init__(self, client: AnyClient, request_id: str) -> None:
        self._client = client
        self._id = request_id
        self._has_status = True
        self._polls_without_output = 0

    def poll(self, options: RequestOptions) -> Plan[Invocation]:
        """Return the invocation: when it is done with its output, and when it failed with the reason."""
        if not self._has_status:
            return (yield from self._retrieve(options))
        try:
            job: Invocation = yield from call(lambda: self._client.async_invoke.status(self._id, **options))
        except (NotFoundError, MethodNotAllowedError):
            # Some clients of the service use one path for both, so a deployment may have only that path.
            job = yield from self._retrieve(options)
            self._has_status = False
            return job
        stage = stage_of(job.status)
        if stage is Stage.DONE and not job.output:
            return (yield from self._with_output(options))
        if stage is Stage.FAILED and not job.error:
            return (yield from self._with_reason(job, options))
        return job

    def _retrieve(self, options: RequestOptions) -> Plan[Invocation]:
        job: Invocation = yield from call(lambda: self._client.async_invoke.retrieve(self._id, **options))
        return job

    def _with_output(self, options: RequestOptions) -> Plan[Invocation]:
        """Return an invocation that is done with its output, which may be delayed."""
        try:
            job = yield from self._retrieve(options)
        except NotFoundError as error:
            raise NotYetError(error) from error
        self._polls_without_output += 1
        if (
            stage_of(job.status) is Stage.DONE
            and not job.output
            and self._polls_without_output < self._MAX_POLLS_WITHOUT_OUTPUT
        ):
            raise NotYetError(
                DecodingError("the invocation is done but has no output yet", response=job.response)
            )
        return job

    def _with_reason(self, failed: Invocation, options: RequestOptions) -> Plan[Invocation]:
        try:
            job = yield from self._retrieve(options)
        except APIError:  # The failure is certain, only its reason stays unknown.
            return failed
        return job if stage_of(job.status) is Stage.FAILED else failed
