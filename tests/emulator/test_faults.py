"""Faults: error responses, broken connections, delays and deviations."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from do_inference.emulator import Fault
from do_inference.emulator._deviation_numbers import DEVIATIONS
from do_inference.emulator._faults import parse_fault
from tests.absent import absent_path

from .api_client import HELLO, APIClient, parse

CHAT = {"model": "m", "messages": HELLO}
STREAM = {**CHAT, "stream": True}


def streamed(api: APIClient, fault: str, body: Any = None) -> bytes:
    """Return the bytes of a stream."""
    received = b""
    headers = api.headers("", fault)
    with api.client.stream("POST", "/v1/chat/completions", json=body or STREAM, headers=headers) as response:
        for chunk in response.iter_raw():
            received += chunk
    return received


@pytest.mark.parametrize(
    ("shape", "keys"),
    [("E1", {"id", "message", "request_id"}), ("E2", {"error", "status_code"}), ("E3", {"error"}),
     ("E4", {"type", "error", "request_id"}), ("E5", {"object", "message", "type", "param", "code"}),
     ("E5n", {"error"}), ("E6", {"detail"})],
)  # fmt: skip
def test_error_responses_have_the_requested_shape(api: APIClient, shape: str, keys: set[str]) -> None:
    response = api.call("chat_completions_create", CHAT, f"status=503, shape={shape}, message=no luck")
    assert response.status_code == 503
    assert set(response.json()) == keys
    assert "no luck" in response.text


def test_error_responses_can_be_html_or_empty(api: APIClient) -> None:
    page = api.call("chat_completions_create", CHAT, "html=200")
    assert page.status_code == 200
    assert page.text.startswith("<!DOCTYPE html>")
    empty = api.call("chat_completions_create", CHAT, "500, shape=empty")
    assert (empty.status_code, empty.content) == (500, b"")
    assert "content-type" not in empty.headers


def test_overload_and_daily_429_are_returned_without_limits(api: APIClient) -> None:
    overload = api.call("chat_completions_create", CHAT, "overload")
    assert (overload.status_code, overload.json()["message"]) == (
        429,
        "Platform overloaded. Please try again later.",
    )
    daily = api.call("chat_completions_create", CHAT, "daily, retry-after=7")
    assert "Daily" in daily.json()["message"]
    assert daily.headers["retry-after"] == "7"


def test_faults_can_apply_to_some_requests_only(api: APIClient) -> None:
    statuses = [api.call("models_list", fault="status=503, times=2").status_code for _ in range(4)]
    assert statuses == [503, 503, 200, 200]
    statuses = [api.call("models_list", fault="status=500, every=2").status_code for _ in range(4)]
    assert statuses == [200, 500, 200, 500]
    shares = [api.call("models_list", fault="status=502, chance=0.5").status_code for _ in range(40)]
    assert 8 < shares.count(502) < 32


def test_streams_are_cut_reset_or_ended_at_an_event(api: APIClient) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        streamed(api, "cut-event=3")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        streamed(api, "reset-event=3")
    assert len(parse(streamed(api, "end-event=3").decode())) == 3
    outcomes = [exchange.outcome for exchange in api.emulator.requests][-3:]
    assert outcomes == ["cut", "reset", "done"]


def test_a_cut_at_a_byte_sends_all_earlier_bytes(api: APIClient) -> None:
    headers = api.headers("", "cut-byte=100")
    received = b""
    with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012
        with api.client.stream("POST", "/v1/chat/completions", json=STREAM, headers=headers) as response:
            for chunk in response.iter_raw():
                received += chunk
    assert len(received) == 100
    with pytest.raises(httpx.RemoteProtocolError):
        api.call("chat_completions_create", CHAT, "cut-byte=10")
    with pytest.raises(httpx.ReadError):
        api.call("chat_completions_create", CHAT, "refuse")


def test_stalls_last_until_the_client_times_out(api: APIClient) -> None:
    headers = api.headers("", "stall-event=2")
    with pytest.raises(httpx.ReadTimeout):
        with api.client.stream(
            "POST", "/v1/chat/completions", json=STREAM, headers=headers, timeout=0.2
        ) as response:
            response.read()
    with pytest.raises(httpx.ReadTimeout):
        api.client.get("/v1/models", headers=api.headers("", "hang"), timeout=0.2)
    deadline = time.monotonic() + 60
    while api.emulator.requests.in_flight and time.monotonic() < deadline:
        time.sleep(0.01)
    assert api.emulator.requests[-1].outcome == "gone"


def test_delays_use_real_time(api: APIClient) -> None:
    def duration(fault: str) -> float:
        started_at = time.perf_counter()
        assert api.call("models_list", fault=fault).status_code == 200
        return time.perf_counter() - started_at

    assert duration("latency=0.1") >= 0.1
    assert duration("first-byte=0.1") >= 0.1
    started_at = time.perf_counter()
    events = len(parse(streamed(api, "delay=0.005, jitter=0.005").decode()))
    assert time.perf_counter() - started_at >= 0.005 * events


def test_error_events_have_the_format_of_each_stream(api: APIClient) -> None:
    events = events_of(api, "chat_completions_create", CHAT, "error-event=2")
    assert events[2][1] == {
        "error": {
            "code": "upstream_unavailable",
            "message": "The upstream model is unavailable.",
            "param": None,
            "type": "service_unavailable_error",
        },
        "status_code": 503,
    }
    assert [data for _, data in events[3:]] == ["[DONE]"]
    assert (
        events_of(api, "chat_completions_create", CHAT, "error-event=2, error-last")[-1][1]["status_code"]
        == 503
    )
    body = {"model": "c", "max_tokens": 99, "messages": HELLO}
    assert events_of(api, "messages_create", body, "error-event=3, error-last")[-1][0] == "error"
    typed = events_of(api, "responses_create", {"model": "m", "input": "x"}, "error-event=3, error-last")[-1]
    assert (typed[0], typed[1]["type"]) == ("error", "error")


def events_of(api: APIClient, operation: str, body: Any, fault: str) -> list[tuple[str | None, Any]]:
    return parse(api.call(operation, {**body, "stream": True}, fault).text)


def test_every_variant_of_event_stream_framing_is_sent(api: APIClient) -> None:
    assert b"\r\n\r\n" in streamed(api, "crlf")
    assert b"\r\r" in streamed(api, "cr")
    assert streamed(api, "no-space").startswith(b"data:{")
    assert streamed(api, "bom").startswith(b"\xef\xbb\xbfdata")
    assert b"event: ping\n" in streamed(api, "pings")
    assert b": keep-alive\n\n" in streamed(api, "comments")
    assert b"id: 0\nretry: 1000\n" in streamed(api, "ids")
    assert b"event: message\n" in streamed(api, "event-names")
    assert not streamed(api, "last-open").endswith(b"\n")
    assert b"[DONE]" not in streamed(api, "no-terminator")
    several = streamed(api, "multiline")
    assert several.count(b"data: ") > 2 * several.count(b"\n\n") - 3
    assert b"\xff" in streamed(api, "invalid-utf8")


def test_bodies_sent_byte_by_byte_are_complete(api: APIClient) -> None:
    assert streamed(api, "dribble=1", {**STREAM, "seed": 4}).endswith(b"data: [DONE]\n\n")


def test_content_types_can_change_and_json_can_replace_a_stream(api: APIClient) -> None:
    plain = api.call("chat_completions_create", STREAM, "content-type=text/plain")
    assert plain.headers["content-type"] == "text/plain"
    assert "content-type" not in api.call("chat_completions_create", STREAM, "content-type=none").headers
    instead = api.call("chat_completions_create", STREAM, "json-instead")
    assert instead.headers["content-type"] == "application/json"
    api.fits("chat_completions_create", instead.json())
    rejected = api.call("chat_completions_create", STREAM, "stream-status=502")
    assert rejected.status_code == 502
    assert rejected.headers["content-type"] == "text/event-stream"
    assert parse(rejected.text)[0][1]["status_code"] == 502
    half = api.call("chat_completions_create", CHAT, "not-json")
    assert half.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        half.json()


def test_headers_can_be_sent_twice_or_omitted(start: Any) -> None:
    api = start()
    twice = api.call("models_list", fault="duplicate-headers")
    assert len(twice.headers.get_list("ratelimit-limit")) == 2
    none = api.call("models_list", fault="no-request-id, no-limit-headers")
    assert "x-request-id" not in none.headers
    assert "ratelimit-limit" not in none.headers


def test_a_misspelt_fault_header_is_reported(api: APIClient) -> None:
    rejected = api.call("models_list", fault="latencyy=3")
    assert rejected.status_code == 400
    assert "latencyy" in rejected.text
    assert api.call("models_list", fault="T999").status_code == 400


def test_faults_round_trip_as_text() -> None:
    text = "latency=0.5, cut-event=3, pings, T1"
    assert parse_fault(text) == Fault(latency=0.5, cut_event=3, pings=True, deviations=frozenset({"T1"}))
    assert parse_fault(str(parse_fault(text))) == parse_fault(text)


def test_options_set_faults_for_all_requests_and_rules_for_some(start: Any) -> None:
    api = start(faults="shape=E2")
    assert "status_code" in api.client.get("/v1/models").json()
    api.emulator.respond("models_list", fault="status=503", times=1)
    assert [api.call("models_list").status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize("number", sorted(DEVIATIONS, key=lambda n: (n[0], int(n[1:]))))
def test_every_deviation_returns_a_response(api: APIClient, number: str) -> None:
    requests = [
        ("chat_completions_create", CHAT),
        ("chat_completions_create", STREAM),
        ("responses_create", {"model": "m", "input": "x"}),
        ("messages_create", {"model": "m", "max_tokens": 5, "messages": HELLO}),
        ("agent_chat_completions_create", {"messages": HELLO}),
    ]
    for operation, body in requests:
        response = api.call(operation, body, number)
        assert response.status_code == (429 if number == "S15" else 200), response.text


def test_deviations_remove_and_change_their_fields(api: APIClient) -> None:
    def chat(number: str, **body: Any) -> Any:
        return api.call("chat_completions_create", {**CHAT, **body}, number).json()

    assert not [key for key in chat("T1")["usage"] if key.startswith("cache")]
    assert "logprobs" not in chat("T2")["choices"][0]
    assert "refusal" not in chat("T4")["choices"][0]["message"]
    assert chat("T31")["id"] == ""
    assert chat("T49")["choices"][0]["message"]["content"][0]["type"] == "text"
    assert chat("T54")["model"] != "m"
    assert chat("T1, T2, T31")["id"] == ""
    assert api.call("async_invoke_create", {"model_id": "m", "input": {}}, "T52").status_code == 200
    with_usage = {**CHAT, "stream_options": {"include_usage": True}}
    assert (
        events_of(api, "chat_completions_create", with_usage, "S2")[-2][1]["choices"][0]["finish_reason"]
        == "stop"
    )
    assert events_of(api, "chat_completions_create", CHAT, "S1")[-2][1]["choices"] == []
    assert len(events_of(api, "chat_completions_create", CHAT, "S5")) < len(
        events_of(api, "chat_completions_create", CHAT, "S7")
    )
    assert streamed(api, "S17").startswith(b"{")
    assert json.loads(streamed(api, "S16"))["object"] == "chat.completion"


def test_live_mode_omits_the_ids_of_chats_only(start: Any) -> None:
    api = start(live=True, limits="none")
    assert {chunk["id"] for _, chunk in events_of(api, "chat_completions_create", CHAT, "S7")[:-1]} == {""}
    video = api.call("videos_create", {"model": "m", "prompt": "A hill."}).json()
    found = api.call("videos_retrieve", video_id=video["id"])
    assert (found.status_code, found.json()["id"]) == (200, video["id"])
    assert api.call("responses_create", {"model": "m", "input": "x"}).json()["id"]
    assert api.call("messages_create", {"model": "m", "max_tokens": 5, "messages": HELLO}).json()["id"]


def test_live_mode_has_the_ids_headers_and_errors_of_the_service(start: Any) -> None:
    api = start(live=True)
    response = api.call("chat_completions_create", CHAT)
    assert response.json()["id"] == ""
    assert response.headers["x-ratelimit-limit-requests"] == "120"
    rejected = api.client.get("/v1/models")
    assert rejected.json() == {
        "error": {"message": "Unable to authenticate you.", "type": "authentication_error"},
        "status_code": 401,
    }
    lost = api.client.get(absent_path())
    assert lost.status_code == 404
    assert lost.text.startswith("<!DOCTYPE html>")


def test_a_fault_closes_the_connection_of_a_request_with_forwarding_headers(start: Any) -> None:
    api = start(limits="none")
    headers = api.headers("chat_completions_create", "cut-event=2", x_forwarded_for="192.0.2.1")

    with pytest.raises(httpx.RemoteProtocolError):
        api.client.post(
            "/v1/chat/completions", json={"model": "m", "messages": HELLO, "stream": True}, headers=headers
        )

    assert api.emulator.requests[-1].outcome == "cut"
