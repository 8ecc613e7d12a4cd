"""Successful responses: their results, errors and metadata."""

from __future__ import annotations

import base64
import gzip
import json
import pickle
import re
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import (
    APIStatusError,
    BadRequestError,
    DecodingError,
    InternalServerError,
    PermissionDeniedError,
)
from do_inference._response.metadata import Headers, ResponseMetadata

from .loopback import CHAT, Loopback, cut, events, reply

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Driver

HEADERS = {
    "X-Request-Id": "req-1",
    "x-model-router-selected-route": "cheap",
    "x-ratelimit-limit-requests": "120",
    "x-ratelimit-remaining-requests": "119",
    "x-ratelimit-reset-requests": "1700000000",
}


@pytest.mark.parametrize("status", [200, 201, 202, 203, 226])
def test_all_2xx_statuses_are_successful(driver: Driver, server: Loopback, status: int) -> None:
    server.respond_with(reply(CHAT, status))
    result = driver.chat(server.url)

    assert result.choices[0].message.content == "hello"
    assert result.response.status_code == status


def test_a_result_has_the_metadata_of_its_response(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(CHAT, headers=HEADERS))
    info = driver.chat(server.url).response

    assert info.request_id == "req-1"
    assert info.route == "cheap"
    assert info.rate_limit.requests.remaining == 119
    assert info.headers["X-REQUEST-ID"] == "req-1"
    assert info.attempts == 1


def test_a_stream_has_the_metadata_of_its_response(driver: Driver, server: Loopback) -> None:
    server.respond_with(events("a", headers=b"X-Request-Id: req-2\r\nx-ratelimit-remaining-requests: 7\r\n"))
    arguments: dict[str, Any] = {"model": "m", "messages": [], "stream": True}

    async def info(client: Any) -> Any:
        async with await client.chat.completions.create(**arguments) as stream:
            return stream.response

    def info_sync(client: Any) -> Any:
        with client.chat.completions.create(**arguments) as stream:
            return stream.response

    known = driver.run(info if driver.is_async else info_sync, base_url=server.url)
    assert known.request_id == "req-2"
    assert known.rate_limit.requests.remaining == 7


PAGE = "<!doctype html><html><head><title>Maintenance</title></head><body>" + "<p>x</p>" * 1000


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        ("", None, "empty body"),
        ("", "application/json", "empty body"),
        ("  \n", "application/json", "empty body"),
        ("null", "application/json", "with null, expected"),
        ("[]", "application/json", "JSON array"),
        ('"text"', "application/json", "JSON string"),
        ("3", "application/json", "JSON number"),
        ("true", "application/json", "JSON boolean"),
        ("plain text", "text/plain", "not JSON"),
        ('{"cut": ', "application/json", "not JSON"),
        (PAGE, "text/html", "Maintenance"),
        (PAGE, "application/json", "Maintenance"),
        ('<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', "application/xml", "NoSuchKey"),
        ("[" * 100_000, "application/json", "nested too deeply"),
    ],
)
def test_a_body_that_is_not_a_json_object_is_a_decoding_error(
    driver: Driver, server: Loopback, body: str, content_type: str | None, message: str
) -> None:
    server.respond_with(reply(body, content_type=content_type, headers={"X-Request-Id": "req-3"}))

    with pytest.raises(DecodingError) as caught:
        driver.chat(server.url)

    error = caught.value
    assert message in str(error)
    assert len(str(error)) < 300
    assert "<" not in str(error) + error.content_excerpt
    assert error.request_id == "req-3"
    assert len(server.requests) == 1
    assert pickle.loads(pickle.dumps(error)).content_excerpt == error.content_excerpt


def test_json_is_decoded_with_any_content_type(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(CHAT, content_type="text/plain"))
    assert driver.chat(server.url).id == "c1"
    server.respond_with(reply(CHAT, content_type=None))
    assert driver.chat(server.url).id == "c1"


@pytest.mark.parametrize(
    ("body", "error_class", "status"),
    [
        (
            {"error": {"message": "no", "type": "forbidden_error"}, "status_code": 403},
            PermissionDeniedError,
            403,
        ),
        ({"error": {"message": "no", "type": "invalid_request_error"}}, BadRequestError, 400),
        (
            {"type": "error", "error": {"type": "invalid_request_error", "message": "no"}},
            BadRequestError,
            400,
        ),
        ({"error": "no"}, APIStatusError, 200),
    ],
)
def test_an_error_body_with_status_200_is_raised(
    driver: Driver, server: Loopback, body: dict[str, Any], error_class: type[APIStatusError], status: int
) -> None:
    server.respond_with(reply(body))

    with pytest.raises(error_class) as caught:
        driver.chat(server.url)

    assert caught.value.message == "no"
    assert caught.value.status_code == status
    assert caught.value.body == body


def test_a_temporary_error_with_status_200_is_retried(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"error": {"message": "no"}, "status_code": 503}), reply())

    assert driver.chat(server.url).response.attempts == 2


def test_a_result_with_an_error_field_is_a_result(driver: Driver, server: Loopback) -> None:
    failed = {"id": "v", "object": "video", "status": "failed", "error": {"message": "no"}}
    server.respond_with(reply(failed))
    video = driver.run(lambda client: client.videos.retrieve("v"), base_url=server.url)

    assert video.to_dict() == failed


def test_a_response_that_exceeds_the_size_limit_is_rejected(driver: Driver, server: Loopback) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), 9)
    server.respond_with(reply(bomb, headers={"Content-Encoding": "gzip"}))

    with pytest.raises(DecodingError, match="expand to more than"):
        driver.chat(server.url)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"no capacity", "503: no capacity"),
        (gzip.compress(b'{"error": {"message": "zipped"}}'), "503: zipped"),
        (gzip.compress(b'{"error": {"message": "' + b"zipped" * 100)[:-12], "zippedzipped"),
        (gzip.compress(bytes(64 * 1024 * 1024), 9), "503: "),
    ],
    ids=["not compressed at all", "compressed", "cut short", "a bomb"],
)
def test_an_error_with_an_undecodable_body_is_raised_by_its_status(
    driver: Driver, server: Loopback, body: bytes, message: str
) -> None:
    server.respond_with(reply(body, 503, content_type="text/plain", headers={"Content-Encoding": "gzip"}))

    with pytest.raises(InternalServerError, match=message) as caught:
        driver.chat(server.url, max_retries=0)

    assert len(str(caught.value.body)) <= 1024 * 1024


def test_an_error_with_an_incomplete_body_is_raised_by_its_status(driver: Driver, server: Loopback) -> None:
    head = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\nContent-Type: text/plain\r\n\r\n"
    server.respond_with(cut(head + b"not for your tier"))

    with pytest.raises(PermissionDeniedError, match="403: not for your tier"):
        driver.chat(server.url)

    assert len(server.requests) == 1


# Raw responses


def _raw(driver: Driver, server: Loopback) -> Any:
    return driver.run(
        lambda client: client.chat.completions.with_raw_response.create(model="m", messages=[]),
        base_url=server.url,
    )


def test_a_raw_response_can_be_pickled_and_parsed_later(driver: Driver, server: Loopback) -> None:
    raw = driver.run(lambda client: client.models.with_raw_response.list(), base_url=server.url)

    again = pickle.loads(pickle.dumps(raw))

    assert again.content == raw.content
    assert again.info == raw.info
    assert again.parse() == raw.parse()


def test_a_raw_response_has_status_headers_and_body_and_parses_on_demand(
    driver: Driver, server: Loopback
) -> None:
    server.respond_with(reply(CHAT, 201, headers=HEADERS))
    raw = _raw(driver, server)

    assert raw.status_code == raw.info.status_code == 201
    assert raw.headers["x-request-id"] == "req-1"
    assert b'"hello"' in raw.content
    assert raw.parse().choices[0].message.content == "hello"
    assert raw.parse().response.request_id == "req-1"


def test_a_raw_response_that_is_not_json_fails_only_when_parsed(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(PAGE, content_type="text/html"))
    raw = _raw(driver, server)

    assert raw.content == PAGE.encode()
    with pytest.raises(DecodingError):
        raw.parse()


def test_an_error_response_of_a_raw_call_is_raised(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}, 400))

    with pytest.raises(BadRequestError):
        _raw(driver, server)


# Bytes


def _create_speech(driver: Driver, server: Loopback) -> Any:
    return driver.run(
        lambda client: client.audio.speech.create(model="m", input="hi", voice="v"), base_url=server.url
    )


@pytest.mark.parametrize("content_type", ["audio/mpeg", "application/octet-stream", "video/mp4", None])
def test_a_binary_response_is_returned_with_any_content_type(
    driver: Driver, server: Loopback, tmp_path: Path, content_type: str | None
) -> None:
    sound = bytes(range(256)) * 100
    server.respond_with(reply(sound, content_type=content_type, headers={"X-Request-Id": "req-4"}))
    content = _create_speech(driver, server)

    assert content.content == sound
    assert content.content_type == content_type
    assert content.response.request_id == "req-4"
    assert sound[:20] not in repr(content).encode()
    target = tmp_path / "hello.mp3"
    target.write_bytes(b"old")
    content.write_to_file(str(target))
    assert target.read_bytes() == sound
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_leaves_the_existing_file(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    server.respond_with(reply(b"sound", content_type="audio/mpeg"))
    content = _create_speech(driver, server)
    (tmp_path / "directory").mkdir()

    with pytest.raises(IsADirectoryError):
        content.write_to_file(str(tmp_path / "directory"))
    assert [path.name for path in tmp_path.iterdir()] == ["directory"]


def test_a_web_page_or_error_instead_of_bytes_is_raised(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(PAGE, content_type="text/html; charset=utf-8"))
    with pytest.raises(DecodingError, match="Maintenance"):
        _create_speech(driver, server)

    server.respond_with(reply({"error": {"message": "no"}, "status_code": 500}))
    with pytest.raises(InternalServerError, match="no"):
        _create_speech(driver, server)


SOUND = bytes(range(256)) * 400
ENCODED = base64.b64encode(SOUND).decode()


def _encoded(text: object, **more: object) -> dict[str, object]:
    return {"created": 1, "data": [{"b64_json": text}], **more}


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (_encoded(ENCODED), "application/json", None),
        (_encoded(ENCODED), "audio/mpeg", None),
        (_encoded(ENCODED), None, None),
        (_encoded(f"data:audio/wav;base64,{ENCODED}"), "application/json; charset=utf-8", "audio/wav"),
        (_encoded(base64.urlsafe_b64encode(SOUND).decode().rstrip("=")), "application/json", None),
        (_encoded(base64.encodebytes(SOUND).decode()), "application/json", None),
        (_encoded(ENCODED, error=None, message="done"), "application/json", None),
        ({"data": {"b64_json": ENCODED}}, "application/json", None),
        ({"data": [{"b64_json": None}, {"b64_json": ENCODED}]}, "application/json", None),
    ],
)
def test_bytes_in_base64_within_json_are_decoded(
    driver: Driver,
    server: Loopback,
    tmp_path: Path,
    body: object,
    content_type: str | None,
    expected: str | None,
) -> None:
    server.respond_with(reply(json.dumps(body), content_type=content_type, headers={"X-Request-Id": "req-5"}))
    content = _create_speech(driver, server)

    assert content.content == SOUND
    assert content.content_type == expected
    assert content.response.request_id == "req-5"
    content.write_to_file(tmp_path / "hello.mp3")
    assert (tmp_path / "hello.mp3").read_bytes() == SOUND


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"id": "x"}, "no bytes in data.b64_json, expected audio/"),
        ({"data": []}, "no bytes in data.b64_json"),
        ({"data": [{"b64_json": ""}]}, "no bytes in data.b64_json"),
        ({"data": [{"url": "https://x"}]}, "no bytes in data.b64_json"),
        ({"data": [{"b64_json": ENCODED}] * 2}, "2 files in data.b64_json, expected one file"),
        (_encoded("nö base64"), "a string that is not Base64"),
        (_encoded("QUJD!"), "a string that is not Base64"),
        (_encoded("data:audio/wav,text"), "a string that is not Base64"),
        ([], "no bytes in data.b64_json"),
        ("text", "no bytes in data.b64_json"),
    ],
)
@pytest.mark.parametrize("raw", [False, True])
def test_json_without_the_expected_bytes_is_an_error(
    driver: Driver, server: Loopback, body: object, message: str, raw: bool
) -> None:
    def speak() -> object:
        if not raw:
            return _create_speech(driver, server)
        create = lambda c: c.audio.speech.with_raw_response.create(model="m", input="hi")  # noqa: E731
        return driver.run(create, base_url=server.url).parse()

    server.respond_with(reply(json.dumps(body), content_type="application/json"))
    with pytest.raises(DecodingError, match=re.escape(message)) as caught:
        speak()
    assert len(str(caught.value)) < 300


def test_incomplete_json_is_not_returned_as_audio(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(json.dumps(_encoded(ENCODED))[:-9], content_type="application/json"))
    with pytest.raises(DecodingError, match=r"not JSON.*, expected audio/"):
        _create_speech(driver, server)


def test_bytes_that_start_like_json_are_returned(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(b"{" + SOUND, content_type="audio/pcm"))
    assert _create_speech(driver, server).content == b"{" + SOUND


def test_an_operation_without_a_result_returns_none(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(b"", content_type=None))

    assert (
        driver.run(
            lambda client: client.batches.files.upload(f"{server.url}/x", content=b""), base_url=server.url
        )
        is None
    )


# Metadata


def test_header_lookup_ignores_case_and_joins_repeated_fields() -> None:
    headers = Headers([(b"X-A", b"1"), (b"x-a", b"2"), (b"B", b"\xe9")])

    assert headers["x-A"] == "1, 2"
    assert headers.get("b") == "é"
    assert "X-B" not in headers
    assert dict(headers) == {"x-a": "1, 2", "b": "é"}


def test_metadata_can_be_pickled_and_shows_no_header_values() -> None:
    info = ResponseMetadata(200, [(b"Set-Cookie", b"session=hush"), (b"x-request-id", b"r")], attempts=3)

    assert pickle.loads(pickle.dumps(info)) == info
    assert "hush" not in f"{info!r} {info.headers!r}"
    assert info.rate_limit is None
    assert info.route is None


def test_a_result_can_be_pickled_with_its_metadata(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(CHAT, headers=HEADERS))
    copied = pickle.loads(pickle.dumps(driver.chat(server.url)))

    assert copied.response.request_id == "req-1"
