"""Lists in pages: iteration, the requests of following pages, and lists that cannot be continued."""

from __future__ import annotations

import asyncio
import copy
import pickle
from typing import Any

import pytest

from do_inference import Client, DecodingError, NotFoundError, models
from do_inference._pagination import PageRequest
from do_inference_generated._interface import Arguments, Operation, PageFormat, Pagination

from .conftest import KEY, Driver
from .loopback import Loopback, reply


def node(name: str) -> dict[str, Any]:
    return {"batch_id": name, "status": "completed"}


def plain(*names: str, more: bool | None = True, **fields: Any) -> Any:
    last = {"last_id": names[-1]} if names else {}
    return reply({"data": [node(name) for name in names], "has_more": more, **last, **fields})


def relay(*names: str, cursor: str | None, more: bool) -> Any:
    edges = [{"cursor": f"at {name}", "node": node(name)} for name in names]
    return reply({"edges": edges, "page_info": {"endCursor": cursor, "hasNextPage": more}})


def items(driver: Driver, url: str, **arguments: Any) -> list[str]:
    """Return the ids of all batches."""

    async def collect_async(client: Any) -> list[str]:
        return [batch.batch_id async for batch in client.batches.list(**arguments)]

    def collect(client: Any) -> list[str]:
        return [batch.batch_id for batch in client.batches.list(**arguments)]

    found: list[str] = driver.run(collect_async if driver.is_async else collect, base_url=url, max_retries=0)
    return found


def pages(driver: Driver, url: str, **arguments: Any) -> list[Any]:
    """Return all pages."""

    async def collect_async(client: Any) -> list[Any]:
        return [page async for page in (await client.batches.list(**arguments)).iter_pages()]

    def collect(client: Any) -> list[Any]:
        return list(client.batches.list(**arguments).iter_pages())

    found: list[Any] = driver.run(collect_async if driver.is_async else collect, base_url=url)
    return found


def paths(server: Loopback) -> list[str]:
    return [request.path for request in server.requests]


def test_iteration_follows_the_id_of_the_last_item(driver: Driver, server: Loopback) -> None:
    server.respond_with(plain("a", "b"), plain("c", more=False))

    assert items(driver, server.url) == ["a", "b", "c"]
    assert paths(server) == ["/v1/batches", "/v1/batches?after=b"]


def test_iteration_follows_the_cursor_of_the_page(driver: Driver, server: Loopback) -> None:
    server.respond_with(relay("a", cursor="YQ==", more=True), relay("b", cursor="Yg==", more=False))

    assert items(driver, server.url) == ["a", "b"]
    assert paths(server)[1] == "/v1/batches?after=YQ%3D%3D"


def test_a_page_without_its_own_cursor_continues_after_its_last_item(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(
        relay("a", cursor=None, more=True),
        plain("b", "c", last_id=None),
        plain("d", more=False),
    )

    assert items(driver, server.url) == ["a", "b", "c", "d"]
    assert paths(server)[1:] == ["/v1/batches?after=at%20a", "/v1/batches?after=c"]


def test_arguments_and_options_apply_to_each_page(driver: Driver, server: Loopback) -> None:
    server.respond_with(plain("a"), plain("b"), plain("c", more=False))
    options = {"extra_headers": {"X-Team": "maps"}, "extra_query": {"region": "x", "after": "0"}}

    assert items(driver, server.url, status="completed", limit=1, **options) == ["a", "b", "c"]
    assert paths(server) == [
        f"/v1/batches?after={after}&limit=1&status=completed&region=x" for after in ("0", "a", "b")
    ]
    assert [request.headers["x-team"] for request in server.requests] == ["maps"] * 3


def test_the_first_page_is_the_model_of_the_response(driver: Driver, server: Loopback) -> None:
    body = {"data": [node("a")], "has_more": True, "last_id": "a", "new": 1}
    server.respond_with(reply(body, headers={"X-Request-Id": "r1"}))

    page = driver.run(lambda client: client.batches.list(), base_url=server.url)

    assert isinstance(page, models.BatchList)
    assert (page.to_dict(), page.has_more, page.new) == (body, True, 1)
    assert page.response.request_id == "r1"
    assert [batch.batch_id for batch in page.get_items()] == ["a"]
    assert page.has_next_page()
    assert len(server.requests) == 1


def test_pages_are_reachable_with_their_own_metadata(driver: Driver, server: Loopback) -> None:
    handlers = [
        reply({"data": [node(n)], "has_more": n != "b", "last_id": n}, headers={"X-Request-Id": n})
        for n in "ab"
    ]
    server.respond_with(*handlers)

    found = pages(driver, server.url)

    assert [page.response.request_id for page in found] == ["a", "b"]
    assert [page.has_next_page() for page in found] == [True, False]


def test_a_raw_response_is_parsed_to_a_page(driver: Driver, server: Loopback) -> None:
    server.respond_with(plain("a"), plain("b", more=False))

    async def collect_async(client: Any) -> list[str]:
        raw = await client.batches.with_raw_response.list()
        return [batch.batch_id async for batch in raw.parse()]

    def collect(client: Any) -> list[str]:
        raw = client.batches.with_raw_response.list()
        assert raw.status_code == 200
        assert raw.content.startswith(b"{")
        return [batch.batch_id for batch in raw.parse()]

    found = driver.run(collect_async if driver.is_async else collect, base_url=server.url)
    assert found == ["a", "b"]


def test_an_empty_page_that_says_there_are_more_is_continued(driver: Driver, server: Loopback) -> None:
    server.respond_with(relay(cursor="x", more=True), relay("a", cursor="y", more=False))

    assert items(driver, server.url) == ["a"]


@pytest.mark.parametrize(
    "body",
    [
        {"data": None},
        {"data": [], "has_more": False},
        {"data": [node("a")], "has_more": False, "last_id": "a"},
        {"data": [], "last_id": "a"},
        {"edges": [], "page_info": None},
        {"edges": [{"node": node("a")}], "page_info": {"hasNextPage": False, "endCursor": "x"}},
        {"data": [5, None, "x"], "has_more": False},
    ],
)
def test_the_last_page_ends_the_list(driver: Driver, server: Loopback, body: dict[str, Any]) -> None:
    server.respond_with(reply(body))

    assert len(items(driver, server.url)) <= 1
    assert len(server.requests) == 1


def test_a_page_that_does_not_say_whether_there_are_more_is_continued(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(plain("a", more=None), plain(more=None))

    assert items(driver, server.url) == ["a"]
    assert paths(server) == ["/v1/batches", "/v1/batches?after=a"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"data": [], "has_more": True}, "`has_more` is true, but `last_id` is missing"),
        (
            {"edges": [{"node": node("a")}], "page_info": {"hasNextPage": True, "endCursor": ""}},
            "`page_info.hasNextPage` is true, but `page_info.endCursor` is missing",
        ),
        (
            {"data": [node("a")], "has_more": True, "last_id": ["a"]},
            "the type of its cursor `last_id` is list, not str",
        ),
        ({"data": [node("a")], "has_more": True, "last_id": True}, "`last_id` is bool"),
        (
            {"data": [node("a")], "has_more": "true", "last_id": "a"},
            "`has_more` is of type str, not a boolean",
        ),
    ],
)
def test_a_page_that_does_not_say_how_to_continue_is_an_error(
    driver: Driver, server: Loopback, body: dict[str, Any], problem: str
) -> None:
    server.respond_with(reply(body, headers={"X-Request-Id": "r7"}))

    with pytest.raises(DecodingError) as caught:
        items(driver, server.url)

    assert problem in str(caught.value)
    assert str(caught.value).startswith("the list cannot be continued after page 1 of batches.list(): ")
    assert "(request id r7)" in str(caught.value)
    assert caught.value.response is not None
    assert len(server.requests) == 1


def test_a_repeated_cursor_is_an_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(plain("a"), plain("b"), plain("a"))

    with pytest.raises(
        DecodingError, match=r"page 3 .* its cursor `last_id` is 'a', which was used for page 2"
    ):
        items(driver, server.url)
    assert len(server.requests) == 3


def test_a_page_that_returns_the_cursor_of_the_caller_is_an_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(plain("a"))

    with pytest.raises(DecodingError, match="is 'a', which was used for page 1"):
        items(driver, server.url, after="a")


def test_an_object_that_is_not_a_page_is_an_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}))

    with pytest.raises(DecodingError, match="none of the fields data, edges"):
        items(driver, server.url)


def test_a_failed_request_of_a_later_page_can_be_repeated(server: Loopback) -> None:
    server.respond_with(plain("a"), reply({"message": "gone"}, 404), plain("b", more=False))
    with Client(api_key=KEY, base_url=server.url, max_retries=0, rate_limiter=None) as client:
        page = client.batches.list()
        with pytest.raises(NotFoundError):
            page.get_next_page()
        following = page.get_next_page()

        assert [batch.batch_id for batch in following.get_items()] == ["b"]
        with pytest.raises(RuntimeError, match="this is the last page; call has_next_page"):
            following.get_next_page()


def test_pages_are_requested_only_when_needed(server: Loopback) -> None:
    server.respond_with(plain("a"), plain("b"))
    with Client(api_key=KEY, base_url=server.url, rate_limiter=None) as client:
        batches = iter(client.batches.list())
        assert next(batches).batch_id == "a"
        assert len(server.requests) == 1
        assert next(batches).batch_id == "b"
        assert len(server.requests) == 2


@pytest.mark.parametrize("names", ["", "a"])
def test_a_page_converts_to_a_dict_of_its_fields(server: Loopback, names: str) -> None:
    server.respond_with(plain(*names, more=False))
    with Client(api_key=KEY, base_url=server.url, rate_limiter=None) as client:
        page: Any = client.batches.list()

        assert dict(page) == vars(page) == page.to_dict()
        assert page.to_dict()["data"] == [node(name) for name in names]


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, copy.copy, lambda page: pickle.loads(pickle.dumps(page))]
)
def test_a_copy_of_a_page_has_its_items_but_no_next_page(server: Loopback, duplicate: Any) -> None:
    server.respond_with(plain("a"))
    with Client(api_key=KEY, base_url=server.url, rate_limiter=None) as client:
        page = client.batches.list()
        copied = duplicate(page)

        assert copied == page
        assert copied.response.status_code == 200
        assert copied.get_items() == page.get_items()
        with pytest.raises(RuntimeError, match="this BatchListPage was not received by a client"):
            list(copied)


def test_an_asynchronous_list_is_a_coroutine(server: Loopback) -> None:
    from do_inference import AsyncClient

    server.respond_with(plain("a", more=False))

    async def run() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url, rate_limiter=None) as client:
            task = asyncio.create_task(client.batches.list())
            assert [batch.batch_id for batch in (await task).get_items()] == ["a"]
            ended = client.batches.list()
            ended.close()
            with pytest.raises(RuntimeError, match="cannot reuse"):
                await ended
            cancelled = client.batches.list()
            cancelled.send(None)
            with pytest.raises(asyncio.CancelledError):
                cancelled.throw(asyncio.CancelledError())

    asyncio.run(run())


# Lists whose pages have no cursors, or only one


def numbered(by: Any, *, more: tuple[str, ...] = (), start: int = 0) -> Operation[Any, Any]:
    cursor = ("next",) if by == "cursor" else ()
    pagination = Pagination(by, "where", (PageFormat(("things",), cursor, more),), start)
    return Operation("things_list", "things", "list", "serverless", "GET", "/things", pagination=pagination)


def following(request: PageRequest, *things: int, **fields: Any) -> PageRequest | None:
    return request.following({"things": [{"id": thing} for thing in things], **fields}, None)


def test_numbered_pages_end_at_an_empty_page() -> None:
    first = PageRequest.first(numbered("page", start=1), Arguments(query={"size": 2}), {})

    second = following(first, 1, 2)
    assert second is not None
    assert second.arguments.query == {"size": 2, "where": 2}
    assert following(second) is None


def test_offsets_count_the_items_of_each_page() -> None:
    first = PageRequest.first(numbered("offset"), Arguments(query={"where": "10"}), {})

    second = following(first, 1, 2, 3)
    assert second is not None
    assert second.arguments.query == {"where": 13}
    third = following(second, 4)
    assert third is not None
    assert third.arguments.query == {"where": 14}


def test_numbered_pages_end_if_a_field_says_so() -> None:
    first = PageRequest.first(numbered("page", more=("more",)), Arguments(), {})

    assert following(first, 1, more=False) is None
    second = following(first, more=True)
    assert second is not None
    assert second.arguments.query == {"where": 1}


@pytest.mark.parametrize("selected", ["last", "", [1, 2]])
def test_a_list_does_not_continue_after_a_page_that_no_number_selects(selected: Any) -> None:
    first = PageRequest.first(numbered("page"), Arguments(), {"extra_query": {"where": selected}})

    with pytest.raises(DecodingError, match=r"after page 1 of things.list.* as `where`, not a number"):
        following(first, 1)


@pytest.mark.parametrize("by", ["page", "offset"])
def test_a_server_that_ignores_the_number_of_the_page_is_an_error(by: str) -> None:
    second = following(PageRequest.first(numbered(by), Arguments(), {}), 1)

    assert second is not None
    with pytest.raises(
        DecodingError, match=r"after page 2 of things.list.*does not continue the page before"
    ):
        following(second, 1)


def test_an_empty_page_does_not_advance_an_offset() -> None:
    first = PageRequest.first(numbered("offset", more=("more",)), Arguments(), {})

    with pytest.raises(DecodingError, match="does not continue"):
        following(first, more=True)


@pytest.mark.parametrize("end", [{}, {"next": None}, {"next": ""}])
def test_a_page_without_a_cursor_is_the_last_one(end: dict[str, Any]) -> None:
    first = PageRequest.first(numbered("cursor"), Arguments(), {})

    second = following(first, next=5)
    assert second is not None
    assert second.arguments.query == {"where": 5}
    assert following(second, 1, **end) is None


def test_a_deeply_nested_page_is_compared_without_recursion() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    first = PageRequest.first(numbered("page"), Arguments(), {})
    second = first.following({"things": [{}], "deep": deep}, None)

    assert second is not None
    with pytest.raises(DecodingError, match="does not continue"):
        second.following({"things": [{}], "deep": deep}, None)
