"""Rules: accepted forms, invalid rules, and exceptions in functions of the user."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from do_inference import Client
from do_inference.emulator import (
    BucketLimit,
    BytesReply,
    Emulator,
    Event,
    Fault,
    JSONReply,
    Limits,
    Options,
    StreamReply,
    WindowLimit,
)
from tests.absent import absent_method

from .api_client import HELLO, APIClient

ROOT = Path(__file__).resolve().parents[2]
CHAT: dict[str, Any] = {"model": "m", "messages": HELLO}
MESSAGES: dict[str, Any] = {"model": "m", "max_tokens": 500, "messages": HELLO}
ARGUMENTS = {"city": "Bonn", "days": 2}
TEXT = json.dumps(ARGUMENTS)
CALLS: list[Any] = [
    ("weather", ARGUMENTS),
    ["weather", ARGUMENTS],
    ("weather", TEXT),
    {"name": "weather", "arguments": ARGUMENTS},
    {"name": "weather", "arguments": TEXT},
    {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": TEXT}},
    {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ARGUMENTS}, "index": 0},
    {"function": {"name": "weather", "arguments": TEXT}},
    {"type": "tool_use", "id": "call_1", "name": "weather", "input": ARGUMENTS},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "weather", "arguments": TEXT,
     "status": "completed"},
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_tool_call_has_the_same_effect_in_every_form_and_api(api: APIClient, start: Any, call: Any) -> None:
    api = start()
    api.emulator.respond(tool_calls=[call])

    (chat,) = api.chat()["choices"][0]["message"]["tool_calls"]
    assert (chat["function"]["name"], json.loads(chat["function"]["arguments"])) == ("weather", ARGUMENTS)
    (block,) = api.ok("messages_create", MESSAGES)["content"]
    assert (block["name"], block["input"]) == ("weather", ARGUMENTS)
    (item,) = api.ok("responses_create", {"model": "m", "input": "x"})["output"]
    assert (item["name"], json.loads(item["arguments"])) == ("weather", ARGUMENTS)
    deltas = [chunk["choices"][0]["delta"] for chunk in api.chunks()]
    fragments = [call["function"] for delta in deltas for call in delta.get("tool_calls", ())]
    assert fragments[0]["name"] == "weather"
    assert json.loads("".join(fragment["arguments"] for fragment in fragments)) == ARGUMENTS
    if isinstance(call, dict) and ("id" in call or "call_id" in call):
        assert chat["id"] == block["id"] == item["call_id"] == "call_1"


def test_the_tool_calls_of_a_response_can_be_prescribed(start: Any) -> None:
    api = start()
    api.emulator.respond(tool_calls=[("f", {"x": 1})], times=1)
    with Client(api_key=api.emulator.api_key, base_url=api.emulator.base_url) as client:
        first = client.chat.completions.create(model="m", messages=[{"role": "user", "content": "x"}])
    calls = first.choices[0].message.tool_calls
    api.emulator.respond(tool_calls=calls)
    (again,) = api.chat()["choices"][0]["message"]["tool_calls"]
    assert again == calls[0].to_dict()  # type: ignore[index]


@pytest.mark.parametrize(
    "calls",
    [
        ("weather", ARGUMENTS),
        {"name": "weather", "arguments": {}},
        "weather",
        5,
        ["weather"],
        [("weather",)],
        [("weather", {}, 1)],
        [("weather", [1])],
        [("weather", "arguments")],
        [("weather", '{"city": "Bo')],
        [("weather", None)],
        [("weather", '{"x": NaN}')],
        [("weather", "[" * 3000)],
        [("weather", {"x": float("nan")})],
        [("weather", {"x": 1j})],
        [("", {})],
        [(5, {})],
        [{}],
        [{"name": "weather", "args": {}}],
        [{"name": "weather", "input": {}}],
        [{"arguments": {}}],
        [{"type": "tool_use", "name": "weather"}],
        [{"type": "tool_use", "name": "weather", "arguments": {}}],
        [{"type": "function", "name": "weather", "arguments": {}}],
        [{"type": "function", "function": "weather"}],
        [{"type": "function", "function": {"name": "weather", "parameters": {}}}],
        [{"type": "mcp_call", "name": "weather", "arguments": {}}],
        [{"id": 5, "name": "weather", "arguments": {}}],
        [None],
    ],
)
def test_an_invalid_tool_call_is_rejected_by_respond(api: APIClient, calls: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="tool_calls") as raised:
        api.emulator.respond("chat_completions_create", tool_calls=calls)
    assert "{'name': ..., 'arguments': {...}}" in str(raised.value)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"text": {"a": 1}}, "text must be text or None"),
    ({"text": b"x"}, "text must be"),
    ({"reasoning": 5}, "reasoning must be"),
    ({"times": 0}, "times must be 1 or more"),
    ({"times": "2"}, "times must be an integer"),
    ({"times": True}, "times must be an integer"),
    ({"status": 99}, "status must be an HTTP status"),
    ({"status": 600}, "status must be an HTTP status"),
    ({"status": "503"}, "status must be an integer"),
    ({"headers": {"retry-after": 2}}, "headers must be a mapping to text"),
    ({"headers": [("a", "b")]}, "headers must be a mapping"),
    ({"headers": {"a b": "c"}}, "not a valid header name"),
    ({"headers": {"x": "a\r\nb: c"}}, "cannot be sent"),
    ({"headers": {"x": "\u20ac"}}, "cannot be sent"),
    ({"match": "model"}, "match must be a function or a mapping"),
    ({"match": 5}, "match must be"),
    ({"function": "f"}, "function must be a function"),
    ({"json": object()}, "json must be JSON values"),
    ({"json": {"a": [float("inf")]}}, "json must be JSON values"),
    ({"events": [{"a": float("nan")}]}, "events must be JSON values"),
    ({"headers": {"Content-Length": "5"}}, "the emulator sets the header"),
    ({"headers": {"content-type": "text/x"}}, "the emulator sets the header"),
    ({"function": lambda: "x"}, "take one argument"),
    ({"match": lambda a, b: True}, "take one argument"),
    ({"events": "abc"}, "events must be a list"),
    ({"events": [object()]}, "events must be JSON values"),
    ({"events": 5}, "events must be a list"),
    ({"content": "text"}, "content must be bytes"),
    ({"content": b"x", "content_type": None}, "content_type must be text"),
    ({"fault": "latnecy=1"}, "'latnecy' is not a known fault"),
    ({"fault": "status=9999"}, "status must be from 200 to 599"),
    ({"fault": "T99"}, "no deviation T99"),
    ({"fault": "newline=x"}, "newline must be one of"),
    ({"fault": "every=0"}, "every must be 1 or more"),
    ({"fault": "latency=nan"}, "latency must be 0 or more"),
    ({"fault": "latency=-1"}, "latency must be 0 or more"),
    ({"fault": "chance=2"}, "chance must be from 0 to 1"),
    ({"fault": 503}, "fault must be a Fault"),
    ({"json": {}, "text": "x"}, "json is the complete response; remove text"),
    ({"json": {}, "content": b""}, "each a complete response"),
    ({"function": str, "events": []}, "each a complete response"),
    ({"status": 500, "reasoning": "x"}, "status 500 has no reasoning"),
    ({"operation": "models_list", "text": "x"}, "responses of models_list have no text"),
    ({"operation": "agent_chat_completions_create", "tool_calls": []}, "have no tool_calls"),
    ({"operation": "embeddings.create", "reasoning": "x"}, "have no reasoning"),
    ({"operation": 5}, "operation must be the name"),
    ({"operation": "chat.completion.create"}, "did you mean chat_completions_create"),
    ({"operation": "/v1/chat/completion"}, "did you mean POST /v1/chat/completions"),
    ({"operation": f"{absent_method('/v1/chat/completions')} /v1/chat/completions"}, "no operation at"),
    ({"operation": "/v1/batches"}, r"batches_create \(POST\)"),
]


@pytest.mark.parametrize(("rule", "expected"), WRONG)
def test_an_invalid_rule_is_rejected_by_respond(api: APIClient, rule: dict[str, Any], expected: str) -> None:
    with pytest.raises((TypeError, ValueError), match=expected):
        api.emulator.respond(**rule)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(r, t) for r, t in WRONG if not {"function", "content", "match"} & r.keys() and r.get("fault") != 503]
    + [
        ({"content": 5}, "content must be text"),
        ({"content_base64": "@"}, "content_base64 cannot be decoded"),
        ({"content": "x", "content_base64": "eA=="}, "each a complete response"),
        ({"content": "x", "json": {}}, "each a complete response"),
        ({"stream": [{"data": 1}], "events": [1]}, "each a complete response"),
        ({"stream": {"data": 1}}, "stream must be a list"),
        ({"stream": [{"data": 1, "event": "a\nb"}]}, "the name of an event must be one line"),
        ({"events": [{"type": "a\rb"}]}, "the name of an event must be one line"),
        ({"function": "f"}, "unknown field"),
        ({"stream": [5]}, "event"),
    ],
)
def test_an_invalid_file_is_rejected_with_the_number_of_the_rule(
    api: APIClient, tmp_path: Path, rule: dict[str, Any], expected: str
) -> None:
    try:
        text = json.dumps([{"operation": "models.list", "json": {}}, {"operation": "*", **rule}])
    except TypeError:
        pytest.skip("not a JSON value")
    (tmp_path / "rules.json").write_text(text)
    with pytest.raises(ValueError, match=r"rule 2 in .*rules\.json is invalid: ") as raised:
        api.emulator.load_fixtures(tmp_path / "rules.json")
    assert re.search(expected, str(raised.value))
    assert not api.emulator.script.unused


def test_async_functions_are_rejected(api: APIClient) -> None:
    async def function(call: object) -> None: ...

    with pytest.raises(TypeError, match="plain functions"):
        api.emulator.respond(function=function)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Fault(status="503"),  # type: ignore[arg-type]
        lambda: Fault(deviations={"T1"}),  # type: ignore[arg-type]
        lambda: Fault(deviations=frozenset({"T99"})),
        lambda: Fault(shape="E9"),  # type: ignore[arg-type]
        lambda: Fault(latency=float("inf")),
        lambda: Options(api_keys="abc"),  # type: ignore[arg-type]
        lambda: Options(seed="1"),  # type: ignore[arg-type]
        lambda: Options(limits="none"),  # type: ignore[arg-type]
        lambda: Options(live=1),  # type: ignore[arg-type]
        lambda: Options(body_limit=0),
        lambda: Options(allow_hosts=("http://a.example",)),
        lambda: Options(upstream="http://"),
        lambda: Options(upstream="http://[::1"),
        lambda: Options(upstream="http://a.example:99999/v1"),
        lambda: Options(upstream="http://a.example/v1?key=x"),
        lambda: Options(upstream="http://a.example/ v1"),
        lambda: Options(upstream="http://a.example", upstream_key="schlüssel"),
        lambda: Options(allow_hosts="a.example"),  # type: ignore[arg-type]
        lambda: Options(errors="real"),  # type: ignore[arg-type]
        lambda: Limits(windows=[WindowLimit("a", 1, 1)]),  # type: ignore[arg-type]
        lambda: Limits(family="new"),  # type: ignore[arg-type]
        lambda: Limits(replicas=0),
        lambda: Limits(jitter=1.5),
        lambda: Limits(buckets=(BucketLimit("hour", 1, 1.0),)),
        lambda: BucketLimit("a", 1, 0.0),
        lambda: BucketLimit("a", 0, 1.0),
        lambda: Limits.published(scale=0),
        lambda: Limits.published().multiplied(float("nan")),
        lambda: WindowLimit("a", 1, 1, unit="words"),  # type: ignore[arg-type]
        lambda: WindowLimit("a", 1.5, 1),  # type: ignore[arg-type]
        lambda: WindowLimit("a", 1, float("nan")),
        lambda: Emulator(faults=503),  # type: ignore[arg-type]
        lambda: Emulator(any_model="yes"),  # type: ignore[arg-type]
    ],
)
def test_invalid_settings_are_rejected_by_their_constructor(make: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        make()


@pytest.mark.parametrize(
    "header", ["every=0", "status=9999", "newline=x", "T99", "chance=nan", "status=\u00b2"]
)
def test_an_invalid_fault_in_a_header_gets_status_400(api: APIClient, header: str) -> None:
    sent = {**api.headers(""), "x-emulator-fault": header.encode("latin-1")}
    assert api.client.get("/v1/models", headers=sent).status_code == 400  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "chat_completions_create",
        "chat.completions.create",
        "chat completions create",
        "/v1/chat/completions",
        "POST /v1/chat/completions",
        "*",
    ],
)
def test_an_operation_has_the_names_of_the_description_the_client_and_the_command_line(
    start: Any, name: str
) -> None:
    api = start()
    api.emulator.respond(name, "Found.")
    assert api.chat()["choices"][0]["message"]["content"] == "Found."
    listed = api.client.get("/_emulator/requests", params={"operation": name})
    assert len(listed.json()["requests"]) == 1


def test_every_operation_is_found_by_the_name_of_its_method(api: APIClient) -> None:
    for name, operation in api.emulator.state.description.operations.items():
        rule = api.emulator.respond(f"{operation.method} {operation.path}", status=404, times=1)
        assert rule.operation == name
    api.emulator.script.clear()


def test_a_status_and_headers_apply_to_every_source_of_the_body(start: Any) -> None:
    api = start()
    api.emulator.respond("chat.completions.create", "Made.", status=203, headers={"x-own": "1"}, times=1)
    made = api.call("chat_completions_create", CHAT)
    assert (made.status_code, made.headers["x-own"]) == (203, "1")
    api.emulator.respond(
        "chat.completions.create", "Slow down.", status=429, headers={"retry-after": "7"}, times=1
    )
    rejected = api.call("chat_completions_create", CHAT)
    assert (rejected.status_code, rejected.headers["retry-after"]) == (429, "7")
    assert rejected.json()["message"] == "Slow down."
    api.emulator.respond("models.list", status=503)
    assert api.call("models_list").status_code == 503


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_that_have_no_body_are_sent_without_one(start: Any, status: int) -> None:
    api = start()
    api.emulator.respond("models.list", json={"a": 1}, status=status, times=1)
    for fault in (None, f"status={status}"):
        response = api.call("models_list", fault=fault)
        assert (response.status_code, response.content) == (status, b"")
        assert "content-length" not in response.headers
    assert api.call("models_list").status_code == 200


def test_text_of_several_lines_is_one_event(start: Any) -> None:
    api = start()
    api.emulator.respond("chat.completions.create", events=["one\ntwo \ud83d"])
    for fault, newline in ((None, "\n"), ("crlf", "\r\n")):
        response = api.call("chat_completions_create", {**CHAT, "stream": True}, fault)
        expected = newline.join(["data: one", "data: two ?", "", "data: [DONE]", "", ""])
        assert response.content.decode() == expected


def failing(call: Any) -> bool:
    raise KeyError("mine")


def endless(call: Any) -> StreamReply:
    def events() -> Any:
        yield Event({"a": 1})
        raise KeyError("mine")

    return StreamReply(events())


@pytest.mark.parametrize(
    "rule",
    [
        {"match": failing},
        {"function": failing},
        {"function": lambda call: 5},
        {"function": lambda call: {"a": {1}, "b": object()}},
    ],
)
def test_an_exception_in_a_rule_is_raised_in_the_test(caplog: pytest.LogCaptureFixture, rule: Any) -> None:
    emulator = Emulator().start()
    emulator.respond("chat.completions.create", **rule)
    with caplog.at_level(logging.ERROR, "do_inference.emulator"):
        response = post(emulator)
    assert response.status_code == 500
    assert f"The rule for chat_completions_create ({__file__}" in response.json()["message"]
    assert "emulator itself" not in response.text
    with pytest.raises((KeyError, TypeError)) as raised:
        emulator.__exit__(None, None, None)
    assert type(raised.value).__name__ in response.json()["message"]
    assert raised.value in emulator.failures
    assert "rule for chat_completions_create" in raised.value.__notes__[0]
    assert any(record.exc_info and record.exc_info[1] is raised.value for record in caplog.records)


@pytest.mark.parametrize(
    "reply",
    [
        5,
        b"x",
        {"a": float("nan")},
        {"a": 1j},
        JSONReply({"a": 1j}),
        JSONReply({"a": float("inf")}),
        JSONReply({}, status=99),
        JSONReply({}, status="200"),  # type: ignore[arg-type]
        JSONReply({}, headers={"a": 5}),  # type: ignore[dict-item]
        JSONReply({}, headers={"a": "b\nc"}),
        JSONReply({}, headers={"Content-Length": "5"}),
        BytesReply("x", "text/plain"),  # type: ignore[arg-type]
        BytesReply(b"x", "text/\nplain"),
        StreamReply(5),  # type: ignore[arg-type]
    ],
)
def test_a_reply_that_cannot_be_sent_is_reported_as_a_failure_of_the_rule(start: Any, reply: Any) -> None:
    api = start()
    api.emulator.respond("models.list", function=lambda call: reply)
    rejected = api.call("models_list")
    assert rejected.status_code == 500
    assert "the rule for models_list" in rejected.json()["message"].lower()
    assert [type(failure) for failure in api.emulator.failures] in ([TypeError], [ValueError])
    api.emulator.script.clear()


@pytest.mark.parametrize(
    "event",
    [
        1j,
        Event({"a": 1j}),
        Event({}, 5),  # type: ignore[arg-type]
        Event({}, "a\nb"),
        float("nan"),
    ],
)
def test_an_event_that_cannot_be_sent_ends_the_stream(start: Any, event: Any) -> None:
    api = start()
    api.emulator.respond(function=lambda call: StreamReply(iter([Event({"a": 1}), event])))
    with pytest.raises(httpx.HTTPError):
        api.call("chat_completions_create", {**CHAT, "stream": True})
    assert [type(failure) for failure in api.emulator.failures] in ([TypeError], [ValueError])
    api.emulator.script.clear()


def post(emulator: Emulator, **more: Any) -> httpx.Response:
    url, key = f"{emulator.base_url}/v1/chat/completions", {"authorization": f"Bearer {emulator.api_key}"}
    return httpx.post(url, json={**CHAT, "model": "glm-5", **more}, headers=key, trust_env=False)


def test_an_exception_in_the_events_of_a_rule_is_raised_in_the_test() -> None:
    emulator = Emulator().start()
    emulator.respond("chat.completions.create", function=endless)
    with pytest.raises(httpx.RemoteProtocolError):
        post(emulator, stream=True)
    with pytest.raises(KeyError):
        emulator.__exit__(None, None, None)


def test_an_exception_of_the_test_takes_precedence_and_mentions_that_of_the_rule() -> None:
    def own() -> None:
        with Emulator() as emulator:
            emulator.respond(function=failing)
            post(emulator)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError) as raised:
        own()
    assert "KeyError: 'mine' was raised in the rule for *" in raised.value.__notes__[0]


def test_unused_rules_are_reported_with_their_source_location(start: Any) -> None:
    api = start()
    api.emulator.respond("models.list", json={"object": "list", "data": []})
    twice = api.emulator.respond("chat.completions.create", "x", times=2)
    never = api.emulator.respond("embeddings.create", status=503)
    api.call("models_list")
    api.chat()
    assert api.emulator.unused_rules == (twice, never)
    with pytest.raises(
        AssertionError, match=r"(?s)2 prescribed.*test_rules\.py:\d+\): used 1 of 2 times.*embeddings"
    ):
        api.emulator.assert_all_used()
    api.chat()
    api.emulator.respond("*", status=200)
    api.call("embeddings_create", {"model": "e", "input": "x"})
    api.call("models_list")
    api.emulator.script.clear()
    api.emulator.assert_all_used()


TESTS = """
import pytest
from do_inference import Client

def test_unused(inference_emulator):
    inference_emulator.respond("models.list", status=503)

def test_used(inference_emulator):
    inference_emulator.respond("models.list", json={"object": "list", "data": []})
    with Client(api_key=inference_emulator.api_key, base_url=inference_emulator.base_url) as client:
        client.models.list()

def test_failing_rule(inference_emulator):
    inference_emulator.respond("models.list", function=lambda call: call.nothing)
    with Client(api_key=inference_emulator.api_key, base_url=inference_emulator.base_url, max_retries=0) as client:
        with pytest.raises(Exception):
            client.models.list()

def test_skipped(inference_emulator):
    inference_emulator.respond("models.list", status=503)
    pytest.skip("no service")

@pytest.mark.xfail
def test_expected_to_fail(inference_emulator):
    inference_emulator.respond("models.list", status=503)
    raise RuntimeError

@pytest.mark.inference_emulator(any_model="yes")
def test_wrong_setting(inference_emulator): ...
"""


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("warn", "3 passed, 1 skipped, 1 xfailed, 1 warning, 2 errors"),
        ("error", "3 passed, 1 skipped, 1 xfailed, 3 errors"),
        ("ignore", "3 passed, 1 skipped, 1 xfailed, 2 errors"),
    ],
)
def test_the_pytest_plugin_reports_unused_rules_and_failures(
    tmp_path: Path, option: str, expected: str
) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\ninference_emulator_unused = {option}\n")
    environment = {
        **os.environ,
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": f"{ROOT / 'overlays'}{os.pathsep}{ROOT / 'generated_client'}",
    }
    line = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "do_inference.emulator.pytest_plugin",
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        [*line, "."], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert expected in done.stdout, done.stdout
    assert "has no attribute 'nothing'" in done.stdout
    assert "any_model must be True or False" in done.stdout
    if option != "ignore":
        assert "the rule for models_list" in done.stdout


def test_bodies_have_one_name_in_the_journal_and_in_a_call(start: Any) -> None:
    api = start()
    seen: list[Any] = []
    api.emulator.respond(function=lambda call: seen.append(call.body))
    api.chat(seed=5)
    files = {"file": ("a.wav", b"RIFF")}
    headers = api.headers("")
    api.client.post("/v1/audio/transcriptions", data={"model": "w"}, files=files, headers=headers)
    api.call("models_list")
    assert [exchange.body for exchange in api.emulator.requests] == seen
    assert seen[0]["seed"] == 5
    assert seen[1]["file"].content == b"RIFF"
    assert seen[2] is None
    shown = api.client.get("/_emulator/requests").json()["requests"]
    assert [entry["body"] for entry in shown[:2]] == [seen[0], {"model": "w", "file": "a.wav"}]


def test_the_journal_redacts_keys_everywhere(start: Any) -> None:
    api = start()
    key = api.emulator.api_key
    body = {**CHAT, "user": f"key {key}", "tools": [{"type": "mcp", "authorization": key}]}
    headers = {**api.headers(""), "api-key": key, "x-custom": f"Bearer {key}"}
    api.client.post("/v1/chat/completions", params={"api_key": key}, json=body, headers=headers)
    listed = api.client.get("/_emulator/requests").text
    assert key not in listed
    assert "[redacted]" in listed
