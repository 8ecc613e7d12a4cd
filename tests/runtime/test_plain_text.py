"""Responses in plain text, as requested by a field of the request."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any, assert_type

import pytest

from do_inference import Client, DecodingError, RateLimitError
from do_inference.models import Transcription

from .loopback import Loopback, reply

if TYPE_CHECKING:
    from do_inference_generated._interface import NotGiven

    from .conftest import Driver

FILE = ("talk.wav", b"RIFF")
SUBTITLES = "WEBVTT\n\n00:00.000 --> 00:01.000\nGrüße, 世界 🎉\n"


def _transcribe(driver: Driver, server: Loopback, **more: Any) -> Any:
    arguments = {"file": FILE, "model": "m", "max_retries": 0, **more}
    return driver.run(lambda c: c.audio.transcriptions.create(**arguments), base_url=server.url)


@pytest.mark.parametrize("form", ["text", "srt", "vtt"])
@pytest.mark.parametrize("content_type", ["text/plain; charset=utf-8", "text/vtt", None])
def test_a_requested_text_is_returned_unchanged(
    driver: Driver, server: Loopback, form: str, content_type: str | None
) -> None:
    server.respond_with(reply(SUBTITLES, content_type=content_type))

    assert _transcribe(driver, server, response_format=form) == SUBTITLES
    assert server.requests[0].headers["accept"].startswith("text/plain")


def test_a_text_requested_in_extra_body_is_returned(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply("hello", content_type="text/plain"))

    assert _transcribe(driver, server, extra_body={"response_format": "text"}) == "hello"


def test_an_empty_body_is_an_empty_text(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply("", content_type="text/plain"))

    assert _transcribe(driver, server, response_format="text") == ""


def test_a_raw_response_parses_to_the_text_and_can_be_pickled(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply("hello", content_type="text/plain"))
    raw = driver.run(
        lambda c: c.audio.transcriptions.with_raw_response.create(
            file=FILE, model="m", response_format="text"
        ),
        base_url=server.url,
    )

    assert (raw.content, raw.parse()) == (b"hello", "hello")
    assert pickle.loads(pickle.dumps(raw)).parse() == "hello"


@pytest.mark.parametrize("form", [None, "json", "verbose_json"])
def test_json_is_decoded_with_any_content_type(driver: Driver, server: Loopback, form: str | None) -> None:
    server.respond_with(reply({"text": "hello"}, content_type="text/plain"))

    result = _transcribe(driver, server, **({} if form is None else {"response_format": form}))

    assert isinstance(result, Transcription)
    assert result.text == "hello"


def test_a_text_instead_of_json_is_a_decoding_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply("hello", content_type="text/plain"))

    with pytest.raises(DecodingError) as caught:
        _transcribe(driver, server, response_format="json")
    assert caught.value.content_excerpt == "hello"


def test_json_instead_of_a_text_is_a_decoding_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"text": "hello"}))

    with pytest.raises(DecodingError, match="application/json, expected plain text") as caught:
        _transcribe(driver, server, response_format="text")
    assert caught.value.content_excerpt == '{"text": "hello"}'


def test_a_json_string_instead_of_a_text_is_the_text(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(json.dumps("hello")))

    assert _transcribe(driver, server, response_format="text") == "hello"


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", None])
def test_an_error_instead_of_a_text_is_raised(
    driver: Driver, server: Loopback, content_type: str | None
) -> None:
    server.respond_with(reply({"error": "slow down", "status": "429"}, content_type=content_type))

    with pytest.raises(RateLimitError, match="slow down"):
        _transcribe(driver, server, response_format="srt")


def test_a_web_page_instead_of_a_text_is_a_decoding_error(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply("<html><title>Maintenance</title></html>", content_type="text/html"))

    with pytest.raises(DecodingError, match="Maintenance"):
        _transcribe(driver, server, response_format="text")


def test_the_emulator_returns_each_format() -> None:
    pytest.importorskip("starlette", reason="the emulator needs the extra do-inference[emulator]")
    from do_inference.emulator import Emulator

    with Emulator() as emulator, Client(base_url=emulator.base_url, api_key=emulator.api_key) as client:
        create = client.audio.transcriptions.create
        model = "whisper-large-v3"
        text = create(file=FILE, model=model, response_format="text")
        assert create(file=FILE, model=model, response_format="srt").startswith("1\n00:00:00,000 --> ")
        assert create(file=FILE, model=model, response_format="vtt").startswith("WEBVTT\n\n")
        for form in ("json", "verbose_json"):
            assert create(file=FILE, model=model, response_format=form).text == text.strip()


if TYPE_CHECKING:

    def narrowing(client: Client, form: str, nothing: NotGiven) -> None:
        create = client.audio.transcriptions.create
        assert_type(create(file=FILE, model="m"), Transcription)
        assert_type(create(file=FILE, model="m", response_format=nothing), Transcription)
        assert_type(create(file=FILE, model="m", response_format="json"), Transcription)
        assert_type(create(file=FILE, model="m", response_format="srt"), str)
        assert_type(create(file=FILE, model="m", response_format=form), Transcription | str)
        raw = client.audio.transcriptions.with_raw_response.create
        assert_type(raw(file=FILE, model="m", response_format="vtt").parse(), str)
