"""Calls raise only errors of this package, for any response and any argument."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import APIError, APIStatusError, ConfigurationError
from do_inference._transport.native.connection import READ_BYTES

from . import fuzz_http, fuzz_loops, fuzz_responses
from .loopback import Loopback, reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Driver


def test_mutated_responses_and_arguments_raise_only_package_errors() -> None:
    assert fuzz_responses.fuzz(float("inf"), seed=1, at_most=400) == 400


def test_tool_loops_and_workflows_raise_only_package_errors_for_mutated_responses() -> None:
    assert fuzz_loops.fuzz(float("inf"), seed=1, at_most=200) == 200


def test_the_native_parser_differs_from_h11_only_for_listed_reasons() -> None:
    reasons = fuzz_http.fuzz(3000, seed=1)

    assert reasons["Duplicate Content-Length"]
    assert reasons.keys() <= fuzz_http.STRICTER.keys()


@pytest.mark.parametrize(("reason", "response"), fuzz_http.STRICTER.items(), ids=fuzz_http.STRICTER)
def test_only_the_native_parser_rejects_the_example_of_each_reason(reason: str, response: bytes) -> None:
    pieces = [response[at : at + READ_BYTES] for at in range(0, len(response), READ_BYTES)]

    assert fuzz_http.compare([fuzz_http.Exchange("GET", pieces)]) == [reason]


def test_the_fuzzer_reports_an_unlisted_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(fuzz_http.STRICTER, "Duplicate Content-Length")

    with pytest.raises(AssertionError, match="the reason is not in STRICTER") as caught:
        fuzz_http.fuzz(3000, seed=1)
    assert "execution of seed " in caught.value.__notes__[0]


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('{"error":', "}")])
def test_bodies_nested_to_the_recursion_limit_are_package_errors(
    driver: Driver, server: Loopback, status: int, opening: str, closing: str
) -> None:
    depths = range(850, 1000, 7)
    server.respond_with(*[reply(f"{opening * depth}1{closing * depth}", status) for depth in depths])

    async def ask(client: Any) -> list[APIError]:
        errors = []
        for _ in depths:
            with pytest.raises(APIError) as caught:
                await client.models.list(max_retries=0)
            errors.append(caught.value)
        return errors

    def ask_sync(client: Any) -> list[APIError]:
        errors = []
        for _ in depths:
            with pytest.raises(APIError) as caught:
                client.models.list(max_retries=0)
            errors.append(caught.value)
        return errors

    for error in driver.run(ask if driver.is_async else ask_sync, base_url=server.url):
        assert len(str(error)) < 1000
        repr(error)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


HALF = "\ud83d"
CALLS: dict[str, Callable[[Any], Any]] = {
    "path": lambda client: client.batches.retrieve(HALF),
    "query": lambda client: client.batches.list(after=HALF),
    "extra_query": lambda client: client.models.list(extra_query={"a": ["x", HALF]}),
    "name in extra_query": lambda client: client.models.list(extra_query={HALF: "x"}),
    "field of a form": lambda client: client.audio.transcriptions.create(file=b"x", model=HALF),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_lone_surrogate_in_a_url_or_header_is_a_configuration_error(
    driver: Driver, server: Loopback, call: Callable[[Any], Any]
) -> None:
    with pytest.raises(ConfigurationError, match="has a lone surrogate at position 0"):
        driver.run(call, base_url=server.url)
    assert server.requests == []


@pytest.mark.parametrize("options", [{"api_key": f"sk-{HALF}"}, {"base_url": f"https://{HALF}.example"}])
def test_a_lone_surrogate_in_a_setting_is_a_configuration_error(
    driver: Driver, options: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        driver.run(lambda client: client.models.list(), **options)


def test_a_lone_surrogate_in_json_is_sent_as_an_escape(driver: Driver, server: Loopback) -> None:
    driver.chat(server.url, call={"model": HALF})

    assert server.requests[0].json["model"] == HALF
    assert json.dumps(HALF).encode() in server.requests[0].body


def test_a_circular_list_is_rejected(driver: Driver, server: Loopback) -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(ValueError, match="nested too deeply, or contains itself"):
        driver.run(lambda client: client.models.list(extra_query={"a": endless}), base_url=server.url)


def test_a_deeply_nested_error_without_a_message_shows_an_excerpt(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply("[" * 980 + "]" * 980, 400))

    with pytest.raises(APIStatusError, match=r"400: .*\[\[\[\["):
        driver.run(lambda client: client.models.list(), base_url=server.url)


def test_an_error_with_deeply_nested_values_can_be_pickled() -> None:
    deep: Any = 1
    for _ in range(3000):
        deep = [deep]
    error = APIError("m")
    error.__dict__.update(conversation=[{"content": deep}], usage=None)

    again = pickle.loads(pickle.dumps(error))

    assert str(again) == "m"
    assert again.usage is None
    assert isinstance(again.conversation[0]["content"][0][0][0], list)
