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

from .talk import HELLO, Talk, parse

CHAT = {"model": "m", "messages": HELLO}
STREAM = {**CHAT, "stream": True}


def streamed(talk: Talk, fault: str, body: Any = None) -> bytes:
    """Return the bytes of a stream."""
    received = b""
    headers = talk.headers("", fault)
    with talk.client.stream("POST", "/v1/chat/completions", json=body or STREAM, headers=headers) as response:
        for chunk in response.iter_raw():
            received += chunk
    return received


@pytest.mark.parametrize(
    ("shape", "keys"),
    [("E1", {"id", "message", "request_id"}), ("E2", {"error", "status_code"}), ("E3", {"error"}),
     ("E4", {"type", "error", "request_id"}), ("E5", {"object", "message", "type", "param", "code"}),
     ("E5n", {"error"}), ("E6", {"detail"})],
)  # fmt: skip
def test_error_responses_have_the_requested_shape(talk: Talk, shape: str, keys: set[str]) -> None:
    response = talk.call("chat_completions_create", CHAT, f"status=503, shape={shape}, message=no luck")
    assert response.status_code == 503
    assert set(response.json()) == keys
    assert "no luck" in response.text


def test_error_responses_can_be_html_or_empty(talk: Talk) -> None:
    page = talk.call("chat_completions_create", CHAT, "html=200")
    assert page.status_code == 200
    assert page.text.startswith("<!DOCTYPE html>")
    empty = talk.call("chat_completions_create", CHAT, "500, shape=empty")
    assert (empty.status_code, empty.content) == (500, b"")
    assert "content-type" not in empty.headers


def test_overload_and_daily_429_are_returned_without_limits(talk: Talk) -> None:
    overload = talk.call("chat_completions_create", CHAT, "overload")
    assert (overload.status_code, overload.json()["message"]) == (
        429,
        "Platform overloaded. Please try again later.",
    )
    daily = talk.call("chat_completions_create", CHAT, "daily, retry-after=7")
    assert "Daily" in daily.json()["message"]
    assert daily.headers["retry-after"] == "7"


def test_faults_can_apply_to_some_requests_only(talk: Talk) -> None:
    statuses = [talk.call("models_list", fault="status=503, times=2").status_code for _ in range(4)]
    assert statuses == [503, 503, 200, 200]
    statuses = [talk.call("models_list", fault="status=500, every=2").status_code for _ in range(4)]
    assert statuses == [200, 500, 200, 500]
    shares = [talk.call("models_list", fault="status=502, chance=0.5").status_code for _ in range(40)]
    assert 8 < shares.count(502) < 32


def test_streams_are_cut_reset_or_ended_at_an_event(talk: Talk) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        streamed(talk, "cut-event=3")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        streamed(talk, "reset-event=3")
    assert len(parse(streamed(talk, "end-event=3").decode())) == 3
    outcomes = [exchange.outcome for exchange in talk.emulator.requests][-3:]
    assert outcomes == ["cut", "reset", "done"]


def test_a_cut_at_a_byte_sends_all_earlier_bytes(talk: Talk) -> None:
    headers = talk.headers("", "cut-byte=100")
    received = b""
    with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012
        with talk.client.stream("POST", "/v1/chat/completions", json=STREAM, headers=headers) as response:
            for chunk in response.iter_raw():
                received += chunk
    assert len(received) == 100
    with pytest.raises(httpx.RemoteProtocolError):
        talk.call("chat_completions_create", CHAT, "cut-byte=10")
    with pytest.raises(httpx.ReadError):
        talk.call("chat_completions_create", CHAT, "refuse")


def test_stalls_last_until_the_client_times_out(talk: Talk) -> None:
    headers = talk.headers("", "stall-event=2")
    with pytest.raises(httpx.ReadTimeout):
        with talk.client.stream(
            "POST", "/v1/chat/completions", json=STREAM, headers=headers, timeout=0.2
        ) as response:
            response.read()
    with pytest.raises(httpx.ReadTimeout):
        talk.client.get("/v1/models", headers=talk.headers("", "hang"), timeout=0.2)
    deadline = time.monotonic() + 60
    while talk.emulator.requests.in_flight and time.monotonic() < deadline:
        time.sleep(0.01)
    assert talk.emulator.requests[-1].outcome == "gone"


def test_delays_use_real_time(talk: Talk) -> None:
    def duration(fault: str) -> float:
        started_at = time.perf_counter()
        assert talk.call("models_list", fault=fault).status_code == 200
        return time.perf_counter() - started_at

    assert duration("latency=0.1") >= 0.1
    assert duration("first-byte=0.1") >= 0.1
    started_at = time.perf_counter()
    events = len(parse(streamed(talk, "delay=0.005, jitter=0.005").decode()))
    assert time.perf_counter() - started_at >= 0.005 * events


def test_error_events_have_the_format_of_each_stream(talk: Talk) -> None:
    events = events_of(talk, "chat_completions_create", CHAT, "error-event=2")
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
        events_of(talk, "chat_completions_create", CHAT, "error-event=2, error-last")[-1][1]["status_code"]
        == 503
    )
    body = {"model": "c", "max_tokens": 99, "messages": HELLO}
    assert events_of(talk, "messages_create", body, "error-event=3, error-last")[-1][0] == "error"
    typed = events_of(talk, "responses_create", {"model": "m", "input": "x"}, "error-event=3, error-last")[-1]
    assert (typed[0], typed[1]["type"]) == ("error", "error")


def events_of(talk: Talk, operation: str, body: Any, fault: str) -> list[tuple[str | None, Any]]:
    return parse(talk.call(operation, {**body, "stream": True}, fault).text)


def test_every_variant_of_event_stream_framing_is_sent(talk: Talk) -> None:
    assert b"\r\n\r\n" in streamed(talk, "crlf")
    assert b"\r\r" in streamed(talk, "cr")
    assert streamed(talk, "no-space").startswith(b"data:{")
    assert streamed(talk, "bom").startswith(b"\xef\xbb\xbfdata")
    assert b"event: ping\n" in streamed(talk, "pings")
    assert b": keep-alive\n\n" in streamed(talk, "comments")
    assert b"id: 0\nretry: 1000\n" in streamed(talk, "ids")
    assert b"event: message\n" in streamed(talk, "event-names")
    assert not streamed(talk, "last-open").endswith(b"\n")
    assert b"[DONE]" not in streamed(talk, "no-terminator")
    several = streamed(talk, "multiline")
    assert several.count(b"data: ") > 2 * several.count(b"\n\n") - 3
    assert b"\xff" in streamed(talk, "invalid-utf8")


def test_bodies_sent_byte_by_byte_are_complete(talk: Talk) -> None:
    assert streamed(talk, "dribble=1", {**STREAM, "seed": 4}).endswith(b"data: [DONE]\n\n")


def test_content_types_can_change_and_json_can_replace_a_stream(talk: Talk) -> None:
    plain = talk.call("chat_completions_create", STREAM, "content-type=text/plain")
    assert plain.headers["content-type"] == "text/plain"
    assert "content-type" not in talk.call("chat_completions_create", STREAM, "content-type=none").headers
    instead = talk.call("chat_completions_create", STREAM, "json-instead")
    assert instead.headers["content-type"] == "application/json"
    talk.fits("chat_completions_create", instead.json())
    rejected = talk.call("chat_completions_create", STREAM, "stream-status=502")
    assert rejected.status_code == 502
    assert rejected.headers["content-type"] == "text/event-stream"
    assert parse(rejected.text)[0][1]["status_code"] == 502
    half = talk.call("chat_completions_create", CHAT, "not-json")
    assert half.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        half.json()


def test_headers_can_be_sent_twice_or_omitted(start: Any) -> None:
    talk = start()
    twice = talk.call("models_list", fault="duplicate-headers")
    assert len(twice.headers.get_list("ratelimit-limit")) == 2
    none = talk.call("models_list", fault="no-request-id, no-limit-headers")
    assert "x-request-id" not in none.headers
    assert "ratelimit-limit" not in none.headers


def test_a_misspelt_fault_header_is_reported(talk: Talk) -> None:
    rejected = talk.call("models_list", fault="latencyy=3")
    assert rejected.status_code == 400
    assert "latencyy" in rejected.text
    assert talk.call("models_list", fault="T999").status_code == 400


def test_faults_round_trip_as_text() -> None:
    text = "latency=0.5, cut-event=3, pings, T1"
    assert parse_fault(text) == Fault(latency=0.5, cut_event=3, pings=True, deviations=frozenset({"T1"}))
    assert parse_fault(str(parse_fault(text))) == parse_fault(text)


def test_options_set_faults_for_all_requests_and_rules_for_some(start: Any) -> None:
    talk = start(faults="shape=E2")
    assert "status_code" in talk.client.get("/v1/models").json()
    talk.emulator.respond("models_list", fault="status=503", times=1)
    assert [talk.call("models_list").status_code for _ in range(2)] == [503, 200]


@pytest.mark.parametrize("number", sorted(DEVIATIONS, key=lambda n: (n[0], int(n[1:]))))
def test_every_deviation_returns_a_response(talk: Talk, number: str) -> None:
    requests = [
        ("chat_completions_create", CHAT),
        ("chat_completions_create", STREAM),
        ("responses_create", {"model": "m", "input": "x"}),
        ("messages_create", {"model": "m", "max_tokens": 5, "messages": HELLO}),
        ("agent_chat_completions_create", {"messages": HELLO}),
    ]
    for operation, body in requests:
        response = talk.call(operation, body, number)
        assert response.status_code == (429 if number == "S15" else 200), response.text


def test_deviations_remove_and_change_their_fields(talk: Talk) -> None:
    def chat(number: str, **body: Any) -> Any:
        return talk.call("chat_completions_create", {**CHAT, **body}, number).json()

    assert not [key for key in chat("T1")["usage"] if key.startswith("cache")]
    assert "logprobs" not in chat("T2")["choices"][0]
    assert "refusal" not in chat("T4")["choices"][0]["message"]
    assert chat("T31")["id"] == ""
    assert chat("T49")["choices"][0]["message"]["content"][0]["type"] == "text"
    assert chat("T54")["model"] != "m"
    assert chat("T1, T2, T31")["id"] == ""
    assert talk.call("async_invoke_create", {"model_id": "m", "input": {}}, "T52").status_code == 200
    with_usage = {**CHAT, "stream_options": {"include_usage": True}}
    assert (
        events_of(talk, "chat_completions_create", with_usage, "S2")[-2][1]["choices"][0]["finish_reason"]
        == "stop"
    )
    assert events_of(talk, "chat_completions_create", CHAT, "S1")[-2][1]["choices"] == []
    assert len(events_of(talk, "chat_completions_create", CHAT, "S5")) < len(
        events_of(talk, "chat_completions_create", CHAT, "S7")
    )
    assert streamed(talk, "S17").startswith(b"{")
    assert json.loads(streamed(talk, "S16"))["object"] == "chat.completion"


def test_live_mode_omits_the_ids_of_chats_only(start: Any) -> None:
    talk = start(live=True, limits="none")
    assert {chunk["id"] for _, chunk in events_of(talk, "chat_completions_create", CHAT, "S7")[:-1]} == {""}
    video = talk.call("videos_create", {"model": "m", "prompt": "A hill."}).json()
    found = talk.call("videos_retrieve", video_id=video["id"])
    assert (found.status_code, found.json()["id"]) == (200, video["id"])
    assert talk.call("responses_create", {"model": "m", "input": "x"}).json()["id"]
    assert talk.call("messages_create", {"model": "m", "max_tokens": 5, "messages": HELLO}).json()["id"]


def test_live_mode_has_the_ids_headers_and_errors_of_the_service(start: Any) -> None:
    talk = start(live=True)
    response = talk.call("chat_completions_create", CHAT)
    assert response.json()["id"] == ""
    assert response.headers["x-ratelimit-limit-requests"] == "120"
    rejected = talk.client.get("/v1/models")
    assert rejected.json() == {
        "error": {"message": "Unable to authenticate you.", "type": "authentication_error"},
        "status_code": 401,
    }
    lost = talk.client.get("/v1/nowhere")
    assert lost.status_code == 404
    assert lost.text.startswith("<!DOCTYPE html>")
