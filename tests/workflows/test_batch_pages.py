"""Iteration over all batches of an account."""

from __future__ import annotations

from typing import Any

import pytest

from do_inference import DecodingError
from do_inference.emulator import Emulator
from do_inference.workflows import iterate_batches, start_batch
from tests.runtime.loopback import Loopback, reply

from .conftest import Driver


def names(driver: Driver, url: str, key: str = "k", **options: Any) -> list[str]:
    async def collect_async(client: Any) -> list[str]:
        return [batch.batch_id async for batch in iterate_batches(client, **options)]

    def collect(client: Any) -> list[str]:
        return [batch.batch_id for batch in iterate_batches(client, **options)]

    found: list[str] = driver.run(collect_async if driver.is_async else collect, url, api_key=key)
    return found


def test_all_pages_are_followed(driver: Driver, emulator: Emulator) -> None:
    started = [
        driver.run(
            lambda c: start_batch(c, [("a", {"input": "x"})], endpoint="/v1/responses"),
            emulator.base_url,
            api_key=emulator.api_key,
        ).batch_id
        for _ in range(5)
    ]
    assert names(driver, emulator.base_url, emulator.api_key, page_size=2) == started[::-1]
    assert len([x for x in emulator.requests if x.method == "GET"]) == 3


def node(name: str) -> dict[str, Any]:
    return {"batch_id": name, "status": "completed"}


def relay(name: str, cursor: str, *, more: bool) -> Any:
    page_info = {"endCursor": cursor, "hasNextPage": more}
    return reply({"edges": [{"cursor": cursor, "node": node(name)}], "page_info": page_info})


def test_relay_pages_are_followed_by_cursor(driver: Driver, server: Loopback) -> None:
    server.respond_with(
        relay("a", "YQ==", more=True),
        relay("b", "Yg==", more=False),
    )
    assert names(driver, server.url) == ["a", "b"]
    assert server.requests[1].path == "/v1/batches?after=YQ%3D%3D"


def test_page_without_last_id_continues_after_its_last_batch(driver: Driver, server: Loopback) -> None:
    server.respond_with(
        reply({"data": [node("a"), node("b")], "has_more": True, "last_id": None}),
        reply({"data": [node("c")], "has_more": False}),
    )
    assert names(driver, server.url, status="completed", page_size=2) == ["a", "b", "c"]
    assert server.requests[1].path == "/v1/batches?after=b&limit=2&status=completed"


@pytest.mark.parametrize(
    "page",
    [
        {"data": None},
        {"data": [], "has_more": True},
        {"data": [node("a")], "has_more": True, "last_id": "a"},
        {"edges": [], "page_info": {"hasNextPage": True, "endCursor": "x"}},
        {"edges": [{"node": node("a")}], "page_info": {"hasNextPage": True}},
    ],
)
def test_iteration_ends_at_a_repeated_cursor_or_an_empty_page(
    driver: Driver, server: Loopback, page: dict[str, Any]
) -> None:
    server.respond_with(reply(page))
    assert len(names(driver, server.url)) <= 2
    assert len(server.requests) <= 2


def test_empty_object_contains_no_batches(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}))
    with pytest.raises(DecodingError, match="none of the fields data, edges"):
        names(driver, server.url)


def test_cursor_of_another_type_is_an_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"data": [node("a")], "has_more": True, "last_id": ["a"]}))
    with pytest.raises(DecodingError, match="the type of its cursor is list"):
        names(driver, server.url)


def test_pages_are_requested_only_when_needed(server: Loopback) -> None:
    driver = Driver(None)
    server.respond_with(reply({"data": [node("a")], "has_more": True, "last_id": "a"}))

    def first(client: Any) -> Any:
        batches = iterate_batches(client)
        assert server.requests == []
        return next(batches)

    assert driver.run(first, server.url).batch_id == "a"
    assert len(server.requests) == 1
