"""Waiting for asynchronous invocations."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import httpx
import pytest

from do_inference import (
    Client,
    ClientClosedError,
    InferenceError,
    InternalServerError,
    NotFoundError,
    RateLimiter,
)
from do_inference.emulator import Emulator
from do_inference.rate_limit import Limit, RateLimitDeadlineError
from do_inference.workflows import (
    JobFailedError,
    Polling,
    WaitCancelledError,
    WaitTimeoutError,
    batch_results,
    download,
    jobs,
    run_batch,
    videos,
)
from tests.runtime.loopback import Loopback, reply

from .conftest import KEY, STEADY, Driver

ASKED: dict[str, Any] = {"model_id": "fal-ai/flux/schnell", "input": {"prompt": "a lighthouse"}}
DONE = {"request_id": "r", "status": "COMPLETED", "output": {"images": [{"url": "https://x/1.png"}]}}


def job(status: str | None, **fields: Any) -> Any:
    return reply({"request_id": "r", "status": status, **fields})


def paths(server: Loopback) -> list[str]:
    return [request.path for request in server.requests]


def test_job_runs_to_its_result_and_its_files_are_downloaded(
    driver: Driver, emulator: Emulator, tmp_path: Any
) -> None:
    def look(client: Any) -> Any:
        return jobs.run(client, **ASKED, **driver.waiting)

    done = driver.run(look, emulator.base_url, api_key=emulator.api_key)
    (url,) = jobs.result_urls(done)
    fetched = driver.run(
        lambda client: download(client, url, tmp_path / "a.png"), emulator.base_url, api_key=emulator.api_key
    )
    assert done.status == "COMPLETED"
    assert fetched.content_type == "image/png"
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_failed_job_raises_with_the_job_and_the_reason(driver: Driver, emulator: Emulator) -> None:
    with pytest.raises(JobFailedError, match="failed: The model gave up") as caught:
        driver.run(
            lambda client: jobs.run(
                client, model_id="fal-ai/flux/schnell", input={"prompt": "[fail]"}, **driver.waiting
            ),
            emulator.base_url,
            api_key=emulator.api_key,
        )
    assert isinstance(caught.value, InferenceError)
    assert caught.value.job.status == "FAILED"


@pytest.mark.parametrize("word", ["FAILED", "ERROR", "error"])
def test_every_failure_status_ends_the_wait_with_the_reason(
    driver: Driver, server: Loopback, word: str
) -> None:
    server.respond_with(job("IN_PROGRESS"), job(word, error="out of memory"))
    with pytest.raises(JobFailedError, match="out of memory") as caught:
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert caught.value.job.status == word


@pytest.mark.parametrize("word", ["COMPLETE", "COMPLETED", "completed", "Complete"])
def test_every_success_status_ends_the_wait(driver: Driver, server: Loopback, word: str) -> None:
    server.respond_with(job(word, output={"images": []}))
    assert driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url).status == word
    assert paths(server) == ["/v1/async-invoke/r/status"]


def test_job_that_is_done_immediately_is_not_polled(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(DONE))
    done = driver.run(lambda c: jobs.run(c, **ASKED, **driver.waiting), server.url)
    assert jobs.result_urls(done) == ["https://x/1.png"]
    assert paths(server) == ["/v1/async-invoke"]


def test_job_that_is_done_immediately_without_output_is_polled(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("COMPLETED", output=None), reply(DONE))
    assert driver.run(lambda c: jobs.run(c, **ASKED, **driver.waiting), server.url).output is not None


def test_output_is_fetched_if_the_status_has_none(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("IN_PROGRESS"), job("COMPLETED", output=None), reply(DONE))
    done = driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert done.output is not None
    assert paths(server)[-1] == "/v1/async-invoke/r"


def test_delayed_output_is_waited_for(driver: Driver, server: Loopback) -> None:
    late = reply({"error": {"message": "no such thing"}}, 404)
    server.respond_with(
        job("COMPLETE"), late, job("COMPLETE"), job("COMPLETED", output=None), job("COMPLETE"), reply(DONE)
    )
    assert driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url).output is not None


def test_job_without_any_output_is_finally_returned(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("COMPLETED"))
    assert driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url).output is None
    assert len(server.requests) == 6


def test_failure_reason_is_fetched_if_the_status_has_none(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("FAILED"), job("FAILED", error={"code": "nsfw", "message": "not that"}))
    with pytest.raises(JobFailedError, match="not that"):
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)


def test_failure_without_a_reason_raises(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("FAILED"), reply({}, 500))
    with pytest.raises(JobFailedError, match=r"^invocation r failed$"):
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)


def test_deployments_without_a_status_path_are_polled_on_the_other_path(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(reply({"message": "no route"}, 404), job("IN_PROGRESS"), reply(DONE))
    driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert paths(server) == ["/v1/async-invoke/r/status", "/v1/async-invoke/r", "/v1/async-invoke/r"]


def test_unknown_job_raises(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"message": "unknown"}, 404))
    with pytest.raises(NotFoundError):
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert driver.clock.slept == []


def test_just_started_job_may_be_unknown(driver: Driver, server: Loopback) -> None:
    missing = reply({"message": "unknown"}, 404)
    server.respond_with(job("QUEUED"), missing, missing, reply(DONE))
    assert driver.run(lambda c: jobs.run(c, **ASKED, **driver.waiting), server.url).status == "COMPLETED"


def test_intervals_grow_to_a_maximum(driver: Driver, server: Loopback) -> None:
    server.respond_with(*[job("QUEUED")] * 9, reply(DONE))
    driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert driver.clock.slept == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(
    ("options", "reason"), [({}, "deadline"), ({"max_wait": None}, "deadline"), ({"max_wait": 7}, "max_wait")]
)
def test_rate_limit_wait_is_limited_by_deadline_and_max_wait_of_the_client(
    driver: Driver, server: Loopback, options: dict[str, Any], reason: str
) -> None:
    limiter = RateLimiter([Limit("requests-per-hour", 1, 3600.0, firm=True)])
    limiter.acquire()

    with pytest.raises(RateLimitDeadlineError) as caught:
        driver.run(
            lambda c: jobs.wait(
                c.with_options(rate_limiter=limiter, **options), "r", deadline=3000, **driver.waiting
            ),
            server.url,
        )

    assert caught.value.reason == reason
    assert server.requests == []


def test_closing_the_client_ends_the_pause_between_polls(server: Loopback) -> None:
    looked = Event()
    server.respond_with(job("QUEUED"))
    polling = Polling(initial=50.0, maximum=50.0, jitter=0.0)
    client = Client(api_key=KEY, base_url=server.url, rate_limiter=None)

    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(
            lambda: jobs.wait(client, "r", polling=polling, on_progress=lambda _: looked.set())
        )
        assert looked.wait(20)
        client.close()
        assert isinstance(waiting.exception(20), ClientClosedError)
    assert len(server.requests) == 1


def test_intervals_have_jitter() -> None:
    assert Polling(initial=10, jitter=0.2, random=lambda: 0.0).delay(1) == 8
    assert Polling(initial=10, jitter=0.2, random=lambda: 1.0).delay(1) == 12


def test_retry_after_of_the_server_is_respected(driver: Driver, server: Loopback) -> None:
    waits = reply({"request_id": "r", "status": "QUEUED"}, headers={"Retry-After": "17"})
    server.respond_with(waits, reply({}, 503, headers={"Retry-After": "9"}), reply(DONE))
    driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert driver.clock.slept == [17, 9]


def test_temporary_errors_do_not_end_the_wait(driver: Driver, server: Loopback) -> None:
    down = reply({}, 503)
    server.respond_with(down, down, down, job("QUEUED"), down, down, job(None), reply(DONE))
    assert driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url).status == "COMPLETED"


def test_repeated_and_permanent_errors_end_the_wait(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}, 503))
    with pytest.raises(InternalServerError) as caught:
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    assert len(server.requests) == STEADY.failures + 1
    assert "invocation r" in caught.value.__notes__[-1]


def test_deadline_ends_the_wait_after_a_final_poll(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("IN_PROGRESS"))
    with pytest.raises(WaitTimeoutError, match="its last status was IN_PROGRESS") as caught:
        driver.run(lambda c: jobs.wait(c, "r", deadline=30, **driver.waiting), server.url)
    assert driver.clock.slept == [1, 2, 4, 8, 13]
    assert len(server.requests) == 6
    assert caught.value.job.request_id == "r"


def test_hanging_poll_ends_at_the_deadline(driver: Driver, server: Loopback) -> None:
    def silent(request: Any, sock: Any) -> bool:
        server.released.wait(30)
        return False

    server.respond_with(silent)
    with pytest.raises(WaitTimeoutError, match="its status is unknown"):
        driver.run(lambda c: jobs.wait(c, "r", deadline=0.2, clock=None), server.url)


def test_deadline_applies_to_the_start(driver: Driver, server: Loopback) -> None:
    def silent(request: Any, sock: Any) -> bool:
        server.released.wait(30)
        return False

    server.respond_with(silent)
    with pytest.raises(WaitTimeoutError, match=r"the invocation did not finish within 0\.2 s"):
        driver.run(lambda c: jobs.run(c, **ASKED, deadline=0.2), server.url)


def test_deadline_of_the_client_is_not_the_deadline_of_the_wait(driver: Driver, server: Loopback) -> None:
    def silent(request: Any, sock: Any) -> bool:
        server.released.wait(30)
        return False

    server.respond_with(silent, reply(DONE))
    done = driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url, deadline=0.2)
    assert done.status == "COMPLETED"


def test_poll_that_the_rate_limit_delays_does_not_end_the_wait(driver: Driver) -> None:
    held = [RateLimitDeadlineError(0.0, 0.0), RateLimitDeadlineError(0.0, 0.0)]

    def hold_back(request: httpx.Request) -> httpx.Response:
        if held:
            raise held.pop()
        return httpx.Response(200, json=DONE)

    transport = httpx.MockTransport(hold_back)
    done = driver.run(
        lambda c: jobs.wait(c, "r", **driver.waiting), "http://127.0.0.1:1", transport=transport
    )
    assert done.status == "COMPLETED"
    assert driver.clock.slept == [1, 2]


def test_exhausted_daily_quota_ends_the_wait(driver: Driver) -> None:
    def hold_back(request: httpx.Request) -> httpx.Response:
        raise RateLimitDeadlineError(0.0, 0.0, "daily_cap")

    transport = httpx.MockTransport(hold_back)
    with pytest.raises(RateLimitDeadlineError, match="daily"):
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), "http://127.0.0.1:1", transport=transport)
    assert driver.clock.slept == []


def test_hook_receives_the_job_after_every_poll(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("QUEUED"), job("IN_PROGRESS"), reply(DONE))
    seen: list[str] = []

    async def note_async(job: Any) -> None:
        seen.append(job.status)

    note = note_async if driver.is_async else lambda job: seen.append(job.status)
    driver.run(lambda c: jobs.run(c, **ASKED, on_progress=note, **driver.waiting), server.url)
    assert seen == ["QUEUED", "IN_PROGRESS", "COMPLETED"]


def test_error_in_the_hook_is_raised(driver: Driver, server: Loopback) -> None:
    def fail(job: Any) -> None:
        raise ZeroDivisionError

    server.respond_with(job("QUEUED"))
    with pytest.raises(ZeroDivisionError):
        driver.run(lambda c: jobs.wait(c, "r", on_progress=fail, **driver.waiting), server.url)


def test_wait_can_be_cancelled(driver: Driver, server: Loopback) -> None:
    server.respond_with(job("QUEUED"))
    cancel = Event()
    with pytest.raises(WaitCancelledError) as caught:
        driver.run(
            lambda c: jobs.wait(c, "r", cancel=cancel, on_progress=lambda _: cancel.set(), **driver.waiting),
            server.url,
        )
    assert caught.value.job.status == "QUEUED"
    assert len(server.requests) == 1


def test_pause_ends_when_the_wait_is_cancelled(server: Loopback) -> None:
    from threading import Timer

    driver = Driver(None)
    server.respond_with(job("QUEUED"))
    cancel = Event()
    timer = Timer(0.05, cancel.set)
    timer.start()
    with pytest.raises(WaitCancelledError):
        driver.run(
            lambda c: jobs.wait(c, "r", cancel=cancel, polling=Polling(initial=3600, maximum=3600)),
            server.url,
        )
    timer.join()


def test_cancelled_task_stops_polling(server: Loopback) -> None:
    import anyio

    server.respond_with(job("QUEUED"))

    async def look(client: Any) -> None:
        with anyio.move_on_after(0.1) as scope:
            await jobs.wait(client, "r", polling=Polling(initial=3600, maximum=3600))
        assert scope.cancelled_caught

    for backend in ("asyncio", "trio"):
        Driver(backend).run(look, server.url)
    assert len(server.requests) == 2


def test_key_is_sent_only_in_its_header(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(DONE))
    driver.run(lambda c: jobs.run(c, **ASKED, **driver.waiting), server.url)
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert server.requests[0].json == ASKED


def test_job_errors_can_be_copied_and_pickled(server: Loopback) -> None:
    driver = Driver(None)
    server.respond_with(job("FAILED", error="broken"))
    with pytest.raises(JobFailedError) as caught:
        driver.run(lambda c: jobs.wait(c, "r", **driver.waiting), server.url)
    for twin in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert str(twin) == str(caught.value) == "invocation r failed: broken"
        assert twin.job.error == "broken"


def test_urls_are_found_at_any_depth() -> None:
    from do_inference.models import AsyncInvocation

    done = AsyncInvocation.from_dict({
        "output": {
            "audio": {"url": "https://x/a.mp3", "file_name": "a.mp3"},
            "images": [{"url": "https://x/1.png"}, {"url": "data:image/png;base64,xx"}, {"url": "https://x/1.png"}],
        }
    })  # fmt: skip
    assert jobs.result_urls(done) == ["https://x/a.mp3", "https://x/1.png"]
    assert jobs.result_urls(AsyncInvocation.from_dict({})) == []


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"dealine": 5}, TypeError, "no option 'dealine'; did you mean 'deadline'"),
    ({"tries": 5}, TypeError, "no option 'tries'; there are cancel, clock, deadline, on_progress, polling"),
    ({"deadline": "5"}, TypeError, "deadline must be a number"),
    ({"deadline": 0}, ValueError, "deadline must be a finite number of seconds above 0"),
    ({"polling": 5}, TypeError, "polling must be a Polling, not int"),
    ({"on_progress": "print"}, TypeError, "on_progress must be a function, not str"),
    ({"cancel": True}, TypeError, "cancel must be a threading.Event, not bool"),
]


@pytest.mark.parametrize(("options", "kind", "complaint"), WRONG, ids=str)
def test_invalid_options_are_rejected_before_the_start(
    driver: Driver, server: Loopback, options: dict[str, Any], kind: type[Exception], complaint: str
) -> None:
    for start in (
        lambda c: jobs.run(c, **ASKED, **options),
        lambda c: jobs.wait(c, "r", **options),
        lambda c: videos.create_and_wait(c, model="m", prompt="p", **options),
        lambda c: run_batch(c, [("a", {})], endpoint="/v1/chat/completions", **options),
        lambda c: batch_results(c, "b", **options),
    ):
        with pytest.raises(kind, match=complaint.partition("; there")[0]):
            driver.run(start, server.url)
    assert server.requests == []


@pytest.mark.parametrize("wrong", [{"initial": -1.0}, {"failures": "3"}, {"factor": float("nan")}], ids=str)
def test_invalid_polling_is_rejected(wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError), match=next(iter(wrong))):
        Polling(**wrong)


def test_coroutine_function_with_a_sync_client_is_rejected(server: Loopback) -> None:
    async def tell(seen: object) -> None: ...

    with (
        Client(api_key=KEY, base_url=server.url) as client,
        pytest.raises(TypeError, match="on_progress is a coroutine function"),
    ):
        jobs.run(client, **ASKED, on_progress=tell)
    assert server.requests == []


def test_objects_that_are_not_clients_are_rejected() -> None:
    with pytest.raises(TypeError, match="a Client or an AsyncClient, not str"):
        jobs.wait("client", "r")  # type: ignore[call-overload]
