from __future__ import annotations

from collections.abc import Callable

import anyio
import httpx
import pytest

from do_inference.rate_limit import Limit, Permit, RateLimitDeadlineError, RateLimiter, RateLimitTransport
from do_inference.rate_limit._estimator import Caution
from do_inference.rate_limit._headers import relevant

from .clocks import FakeClock
from .emulated import refused, scaled

ARRIVAL_MARGIN = 0.3


def test_the_wait_for_a_connection_counts_as_not_yet_sent() -> None:
    """One connection for all: what is let go at once leaves one after the other."""
    answers: list[int] = []

    async def main(url: str, key: str) -> None:
        inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=1))
        limits = (Limit("long", 1000, 60.0), Limit("short", 25, 1.0))
        transport = RateLimitTransport(inner, RateLimiter(limits, arrival_margin=ARRIVAL_MARGIN))
        async with (
            httpx.AsyncClient(transport=transport, base_url=url, headers=bearer(key)) as client,
            anyio.create_task_group() as group,
        ):

            async def one() -> None:
                answers.append((await client.get("/v1/models")).status_code)

            for _ in range(60):
                group.start_soon(one)

    with scaled((1000, 60.0), (25, 1.0)) as emulator:
        anyio.run(main, emulator.base_url, emulator.api_key)
        assert answers == [200] * 60
        assert refused(emulator) == 0


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def _limiter(clock: FakeClock, *limits: Limit) -> RateLimiter:
    made = RateLimiter(limits or (Limit("minute", 3, 60.0),), clock=clock)
    made._store.view().estimator.caution = Caution.CALIBRATED
    return made


def _client(limiter: RateLimiter, answer: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(
        transport=RateLimitTransport(httpx.MockTransport(answer), limiter), base_url="http://x"
    )


def test_the_answer_carries_the_place_to_correct_its_tokens() -> None:
    limiter = _limiter(FakeClock(), Limit("tokens-per-minute", 1000, 60.0, "tokens"))
    with _client(limiter, lambda _: httpx.Response(200)) as client:
        response = client.get("/", extensions={"tokens": 900})
        permit = response.extensions["rate_limit_permit"]
        assert isinstance(permit, Permit)
        assert limiter.state.limits[0].remaining == 100
        permit.used(150)
    assert limiter.state.limits[0].remaining == 850


def test_the_deadline_of_a_request_bounds_its_wait() -> None:
    clock = FakeClock()
    with _client(_limiter(clock), lambda _: httpx.Response(200)) as client:
        for _ in range(3):
            client.get("/")
        with pytest.raises(RateLimitDeadlineError):
            client.get("/", extensions={"deadline": clock.now + 5})


def test_a_request_that_was_not_sent_does_not_count() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    limiter = _limiter(FakeClock())
    with _client(limiter, refuse) as client:
        for _ in range(5):
            with pytest.raises(httpx.ConnectError):
                client.get("/", extensions={"deadline": 1001.0})
    assert limiter.state.limits[0].remaining == 3


def test_a_request_whose_answer_was_lost_keeps_its_place() -> None:
    def lose(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("silence", request=request)

    limiter = _limiter(FakeClock())
    with _client(limiter, lose) as client, pytest.raises(httpx.ReadTimeout):
        client.get("/")
    assert limiter.state.limits[0].remaining == 2


def test_an_inner_transport_of_the_other_type_raises() -> None:
    transport = RateLimitTransport(httpx.AsyncHTTPTransport(), _limiter(FakeClock()))
    with httpx.Client(transport=transport) as client, pytest.raises(TypeError):
        client.get("http://127.0.0.1:9/")


def test_a_hook_of_the_callers_own_is_still_called() -> None:
    seen: list[str] = []
    with scaled() as emulator, httpx.Client(transport=RateLimitTransport()) as client:
        client.get(emulator.base_url, extensions={"trace": lambda name, _info: seen.append(name)})
    assert "http11.send_request_headers.started" in seen


@pytest.mark.parametrize("backend", ["sync", "asyncio", "trio"])
def test_a_request_counts_from_the_moment_it_leaves(backend: str) -> None:
    """The transport waits a minute for a connection before it reads the body."""
    clock = FakeClock()
    limiter = _limiter(clock, Limit("minute", 3, 60.0))
    sent: list[tuple[bytes, object]] = []

    class Late(httpx.BaseTransport, httpx.AsyncBaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            clock.now += 58.0
            assert isinstance(request.stream, httpx.SyncByteStream)
            sent.append((b"".join(request.stream), request.extensions.get("trace")))
            return httpx.Response(200)

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            clock.now += 58.0
            assert isinstance(request.stream, httpx.AsyncByteStream)
            sent.append(
                (b"".join([piece async for piece in request.stream]), request.extensions.get("trace"))
            )
            return httpx.Response(200)

    transport = RateLimitTransport(Late(), limiter)
    request = httpx.Request("POST", "http://x/", content=b"body")
    body = request.stream

    if backend == "sync":
        transport.handle_request(request)
    else:
        anyio.run(transport.handle_async_request, request, backend=backend)

    assert sent == [(b"body", None)]
    assert request.stream is body
    clock.now += 58.0
    assert limiter.state.limits[0].remaining == 2
    clock.now += 3.0
    assert limiter.state.limits[0].remaining == 3


def test_repeated_headers_of_a_response_are_read_like_one() -> None:
    headers = [(b"RateLimit-Remaining", b"1"), (b"retry-after", b"5"), (b"Retry-After", b"7"), (b"via", b"x")]
    assert relevant(httpx.Headers(headers)) == {"ratelimit-remaining": "1", "retry-after": "5, 7"}
