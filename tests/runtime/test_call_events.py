"""The hook `on_call` receives one event for each completed call or stream, however it ends."""

from __future__ import annotations

import gc
import json
import warnings
from inspect import isawaitable
from typing import Any

import anyio
import pytest

from do_inference import (
    APIConnectionError,
    AsyncClient,
    CallEvent,
    Client,
    DeadlineError,
    InferenceError,
    InternalServerError,
    StreamClosedError,
    StreamError,
    models,
    workflows,
)
from do_inference.rate_limit import Limit, RateLimitDeadlineError, RateLimiter
from tests.rate_limit.clocks import JumpingClock

from .conftest import KEY, Driver, FakeClock
from .fuzz_responses import Fuzz
from .loopback import (
    CHAT,
    DONE,
    STREAM_HEAD,
    Loopback,
    chunk,
    cut,
    drop,
    event,
    events,
    hang,
    reply,
)

USAGE = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
WITH_USAGE = {**CHAT, "usage": USAGE}
USAGE_EVENT = (
    b"data: "
    + json.dumps(
        {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": [],
            "usage": USAGE,
        }
    ).encode()
    + b"\n\n"
)
ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "secret question"}]}
TIMES = ("waited", "backed_off", "duration", "time_to_first_event")


class Seen(list[CallEvent]):
    """A hook that records its events, asynchronous if the client supports it."""

    def hook(self, driver: Driver) -> Any:
        async def tell(event: CallEvent) -> None:
            await anyio.lowlevel.checkpoint()
            self.append(event)

        return tell if driver.is_async else self.append

    @property
    def only(self) -> CallEvent:
        assert len(self) == 1
        return self[0]


async def _settled(value: Any) -> Any:
    return await value if isawaitable(value) else value


def test_a_successful_call(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(reply(WITH_USAGE, headers={"x-request-id": "r-1"}))
    driver.chat(server.url, on_call=seen.hook(driver))

    found = seen.only
    assert found._replace(duration=0.0, usage=None) == CallEvent(
        operation="chat_completions_create",
        status=200,
        attempts=1,
        waited=0.0,
        backed_off=0.0,
        duration=0.0,
        time_to_first_event=None,
        usage=None,
        request_id="r-1",
        error=None,
    )
    assert isinstance(found.usage, models.CompletionUsage)
    assert found.usage.total_tokens == 7
    assert found.duration > 0


def test_a_call_that_fails(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(reply({"message": "no"}, 400, headers={"x-request-id": "r-2"}))
    with pytest.raises(InferenceError) as raised:
        driver.chat(server.url, on_call=seen.hook(driver))

    found = seen.only
    assert (found.status, found.attempts, found.request_id, found.usage) == (400, 1, "r-2", None)
    assert found.error is raised.value


def test_a_retried_call_has_one_event(driver: Driver, server: Loopback) -> None:
    seen, clock = Seen(), FakeClock()
    server.respond_with(reply({"message": "busy"}, 503), drop, reply(headers={"x-request-id": "last"}))
    driver.chat(server.url, clock=clock, on_call=seen.hook(driver))

    found = seen.only
    assert (found.status, found.attempts, found.request_id, found.error) == (200, 3, "last", None)
    assert found.backed_off == sum(clock.slept) > 0


def test_the_event_has_the_last_response_if_the_last_attempt_received_none(
    driver: Driver, server: Loopback
) -> None:
    seen = Seen()
    server.respond_with(reply({"message": "busy"}, 503, headers={"x-request-id": "r-3"}), drop)
    with pytest.raises(APIConnectionError):
        driver.chat(server.url, on_call=seen.hook(driver), max_retries=1)

    found = seen.only
    assert (found.status, found.request_id, found.attempts) == (503, "r-3", 2)
    assert isinstance(found.error, APIConnectionError)


def test_without_a_response_there_is_no_status(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(drop)
    with pytest.raises(APIConnectionError):
        driver.chat(server.url, on_call=seen.hook(driver), max_retries=0)

    assert (seen.only.status, seen.only.request_id, seen.only.attempts) == (None, None, 1)


def test_a_deadline_that_passes(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(hang(server))
    with pytest.raises(DeadlineError):
        driver.chat(server.url, on_call=seen.hook(driver), deadline=0.05)

    assert isinstance(seen.only.error, DeadlineError)
    assert seen.only.duration >= 0.04


def test_the_time_in_the_queue_of_the_limiter(
    driver: Driver, server: Loopback, jumping: JumpingClock
) -> None:
    seen = Seen()
    limiter = RateLimiter([Limit("own", 1, 30.0, firm=True)], arrival_margin=0.0, clock=jumping)

    async def twice(client: Any) -> None:
        await client.models.list()
        await client.models.list()

    def twice_sync(client: Any) -> None:
        client.models.list()
        client.models.list()

    server.respond_with(reply({"object": "list", "data": []}))
    driver.run(
        twice if driver.is_async else twice_sync,
        base_url=server.url,
        rate_limiter=limiter,
        on_call=seen.hook(driver),
    )

    first, second = seen
    assert first.waited == 0.0
    assert second.waited == pytest.approx(30.0)
    assert second.backed_off == 0.0


def test_a_call_that_the_limiter_rejects(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    limiter = RateLimiter([Limit("own", 1, 3600.0, firm=True)])
    limiter.acquire()
    with pytest.raises(RateLimitDeadlineError):
        driver.chat(server.url, on_call=seen.hook(driver), rate_limiter=limiter, deadline=1)

    assert isinstance(seen.only.error, RateLimitDeadlineError)
    assert seen.only.status is None
    assert server.requests == []


def test_a_raw_response(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(reply(WITH_USAGE, headers={"x-request-id": "r-4"}))
    driver.run(
        lambda client: client.chat.completions.with_raw_response.create(**ASK),
        base_url=server.url,
        on_call=seen.hook(driver),
    )

    assert (seen.only.status, seen.only.request_id, seen.only.error) == (200, "r-4", None)
    assert isinstance(seen.only.usage, models.CompletionUsage)


def test_a_raw_response_that_cannot_be_decoded(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(reply("no JSON"))
    raw = driver.run(
        lambda client: client.chat.completions.with_raw_response.create(**ASK),
        base_url=server.url,
        on_call=seen.hook(driver),
    )

    assert (seen.only.status, seen.only.usage, seen.only.error) == (200, None, None)
    with pytest.raises(InferenceError):
        raw.parse()


def test_a_response_of_bytes(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(reply(b"RIFF", content_type="audio/wav"))
    driver.run(
        lambda client: client.audio.speech.create(model="m", input="hi", voice="v"),
        base_url=server.url,
        on_call=seen.hook(driver),
    )

    assert (seen.only.status, seen.only.usage, seen.only.error) == (200, None, None)


def test_a_download(driver: Driver, server: Loopback, tmp_path: Any) -> None:
    seen = Seen()
    server.respond_with(cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), reply(b"all of it"))

    def fetch(client: Any) -> Any:
        return workflows.download(client, f"{server.url}/x", tmp_path / "x")

    driver.run(fetch, on_call=seen.hook(driver))

    assert (seen.only.status, seen.only.attempts, seen.only.error) == (200, 2, None)


async def _read(client: Any, take: int | None = None, **options: Any) -> None:
    opened = client.chat.completions.create(**ASK, stream=True, **options)
    if isinstance(client, AsyncClient):
        async with await opened as stream:
            async for _ in stream:
                if take is not None:
                    break
    else:
        with opened as stream:
            for _ in stream:
                if take is not None:
                    break


def read(driver: Driver, url: str, *, take: int | None = None, **options: Any) -> Seen:
    """Return the call events of one stream, of which one event or all events are read."""
    seen = Seen()

    def action(client: Any) -> Any:
        reading = _read(client, take)
        if driver.is_async:
            return reading
        with pytest.raises(StopIteration):
            reading.send(None)
        return None

    try:
        driver.run(action, base_url=url, on_call=seen.hook(driver), **options)
    except InferenceError as error:
        assert error is seen.only.error  # noqa: PT017
    return seen


def test_a_stream_that_is_read_to_its_end(driver: Driver, server: Loopback) -> None:
    server.respond_with(events("a", "b", ending=USAGE_EVENT + DONE, headers=b"x-request-id: r-5\r\n"))
    found = read(driver, server.url).only

    assert (found.status, found.attempts, found.request_id, found.error) == (200, 1, "r-5", None)
    assert isinstance(found.usage, models.CompletionUsage)
    assert found.time_to_first_event is not None
    assert 0 < found.time_to_first_event <= found.duration


def test_a_stream_that_is_closed_early(driver: Driver, server: Loopback) -> None:
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("a"))))
    found = read(driver, server.url, take=1).only

    assert isinstance(found.error, StreamClosedError)
    assert found.status == 200
    assert found.time_to_first_event is not None


def test_a_stream_that_breaks(driver: Driver, server: Loopback) -> None:
    server.respond_with(cut(STREAM_HEAD + b"\r\n" + chunk(USAGE_EVENT + event("a"))))
    found = read(driver, server.url).only

    assert isinstance(found.error, APIConnectionError)
    assert isinstance(found.usage, models.CompletionUsage)


def test_a_stream_that_reports_an_error(driver: Driver, server: Loopback) -> None:
    failed = b'data: {"error": {"message": "overloaded", "code": 503}}\n\n'
    server.respond_with(cut(STREAM_HEAD + b"\r\n" + chunk(event("a")) + chunk(failed) + b"0\r\n\r\n"))
    found = read(driver, server.url).only

    assert isinstance(found.error, StreamError)
    assert found.status == 200


def test_a_retried_stream_has_one_event(driver: Driver, server: Loopback) -> None:
    server.respond_with(cut(STREAM_HEAD + b"\r\n" + chunk(b": wait\n\n")), events("a"))
    found = read(driver, server.url).only

    assert (found.attempts, found.error) == (2, None)
    assert found.backed_off > 0


def test_a_retried_stream_that_fails(driver: Driver, server: Loopback) -> None:
    server.respond_with(cut(STREAM_HEAD + b"\r\n" + chunk(b": wait\n\n")), reply({"message": "no"}, 500))
    found = read(driver, server.url, max_retries=1).only

    assert isinstance(found.error, InternalServerError)
    assert (found.status, found.attempts, found.time_to_first_event) == (500, 2, None)


def test_a_stream_with_an_error_response(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"message": "no"}, 400))
    found = read(driver, server.url).only

    assert (found.status, found.time_to_first_event) == (400, None)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_stream_that_is_left_open(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("a"))))

    async def leave(client: Any) -> None:
        stream = await _settled(client.chat.completions.create(**ASK, stream=True))
        del stream
        gc.collect()
        with anyio.move_on_after(5):
            while not seen:
                await anyio.lowlevel.checkpoint()

    def leave_sync(client: Any) -> None:
        client.chat.completions.create(**ASK, stream=True)
        gc.collect()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        driver.run(leave if driver.is_async else leave_sync, base_url=server.url, on_call=seen.hook(driver))
    assert isinstance(seen.only.error, StreamClosedError)


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_call_that_is_cancelled_waits_for_the_hook(server: Loopback, backend: str, streaming: bool) -> None:
    seen: list[CallEvent] = []
    head = STREAM_HEAD + b"\r\n" + chunk(event("a")) if streaming else b""
    server.respond_with(hang(server, head))

    async def hook(event: CallEvent) -> None:
        await anyio.lowlevel.checkpoint()
        seen.append(event)

    async def main() -> type[BaseException]:
        async with AsyncClient(api_key=KEY, base_url=server.url, on_call=hook) as client:
            with anyio.move_on_after(0.1):
                if streaming:
                    await _read(client)
                else:
                    await client.chat.completions.create(**ASK)
        return anyio.get_cancelled_exc_class()

    cancelled = anyio.run(main, backend=backend)
    assert len(seen) == 1
    assert isinstance(seen[0].error, cancelled)


def test_an_exception_of_the_hook_is_raised(driver: Driver, server: Loopback) -> None:
    def hook(event: CallEvent) -> None:
        raise KeyError("enough")

    server.respond_with(reply())
    with pytest.raises(KeyError, match="enough"):
        driver.chat(server.url, on_call=hook)
    server.respond_with(reply({}, 400))
    with pytest.raises(KeyError, match="enough") as raised:
        driver.chat(server.url, on_call=hook)
    assert isinstance(raised.value.__context__, InferenceError)
    server.respond_with(events("a"))
    with pytest.raises(KeyError, match="enough"):
        driver.read_stream(server.url, on_call=hook)


def test_an_event_shows_neither_key_nor_body(driver: Driver, server: Loopback) -> None:
    seen = Seen()
    server.respond_with(reply(WITH_USAGE), reply({"message": f"bad key {KEY}"}, 401))
    driver.chat(server.url, call=ASK, on_call=seen.hook(driver))
    with pytest.raises(InferenceError):
        driver.chat(server.url, call=ASK, on_call=seen.hook(driver))

    for found in seen:
        assert KEY not in repr(found)
        assert "secret question" not in repr(found)
        assert "hello" not in repr(found)


def test_a_copy_has_the_hook_of_the_client_or_its_own(server: Loopback) -> None:
    seen: list[str] = []
    server.respond_with(reply({"object": "list", "data": []}))
    with Client(
        api_key=KEY, base_url=server.url, on_call=lambda _: seen.append("first"), rate_limiter=None
    ) as client:
        client.with_options(timeout=3).models.list()
        client.with_options(on_call=lambda _: seen.append("second")).models.list()
        client.with_options(on_call=None).models.list()

    assert seen == ["first", "second"]


@pytest.mark.parametrize("asynchronous", [False, True])
def test_all_types_of_calls_and_responses_have_one_event(asynchronous: bool) -> None:
    seen: list[CallEvent] = []
    fuzz = Fuzz()
    fuzz.options["on_call"] = seen.append

    def check() -> None:
        assert len(seen) == 1 or not (seen or fuzz.sent)  # Calls with invalid arguments have no event.
        seen.clear()

    async def main() -> None:
        for seed in range(300):
            await fuzz.one_async(seed)
            check()

    if asynchronous:
        anyio.run(main)
    else:
        for seed in range(300):
            fuzz._one(seed)
            check()
