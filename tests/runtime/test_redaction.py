"""Secrets that a server repeats are removed from the headers and bodies of errors and results, in all encodings."""

from __future__ import annotations

import json
import pickle
from base64 import b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from do_inference import APIError, APIStatusError
from do_inference._settings.redaction import Secrets, forms_of

from .conftest import KEY
from .loopback import CHAT, STREAM_HEAD, Loopback, chunk, cut, reply

if TYPE_CHECKING:
    from .conftest import Driver

OWN = "own-secret-of-the-caller"
HEADERS = {"X-Echo": f"Bearer {KEY}", "X-Again": f"{OWN};{b64encode(KEY.encode()).decode()}"}
CALL = {"extra_headers": {"X-Api-Key": OWN}}


def _assert_clean(value: Any) -> None:
    shown = pickle.dumps(value)
    for secret in (KEY, OWN, b64encode(KEY.encode()).decode().rstrip("=")[:-1]):
        assert secret.encode() not in shown
        assert secret not in repr(value)


def test_headers_of_results_and_raw_responses_contain_no_secret(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(CHAT, headers=HEADERS))

    result = driver.chat(server.url, call=CALL)
    raw = driver.run(
        lambda client: client.models.with_raw_response.list(extra_headers={"X-Api-Key": OWN}),
        base_url=server.url,
    )

    for headers in (result.response.headers, raw.headers):
        assert headers["x-echo"] == "Bearer [key]"
        assert OWN not in headers["x-again"]
    _assert_clean(result.response)
    _assert_clean(raw.info)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_headers_and_bodies_of_errors_contain_no_secret(
    driver: Driver, server: Loopback, status: int
) -> None:
    body = {"error": {"message": f"{KEY} and {OWN} are wrong", "code": 401, "param": KEY}}
    server.respond_with(reply(body, status, headers={**HEADERS, "X-Request-Id": KEY}))

    with pytest.raises(APIStatusError) as caught:
        driver.chat(server.url, call={**CALL, "max_retries": 0})

    assert caught.value.message == "[key] and [key] are wrong"
    _assert_clean(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"error": {"message": KEY, "code": 401}}).encode(),
        b"{not JSON " + KEY.encode(),
        b"event: error\ndata: " + KEY.encode(),
    ],
)
def test_errors_of_streams_contain_no_secret(driver: Driver, server: Loopback, data: bytes) -> None:
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in HEADERS.items())
    start = data if data.startswith(b"event") else b"data: " + data
    server.respond_with(cut(STREAM_HEAD + head + b"\r\n" + chunk(start + b"\n\n") + b"0\r\n\r\n"))

    with pytest.raises(APIError) as caught:
        driver.read_stream(server.url, call={**CALL, "max_retries": 0})

    _assert_clean(caught.value)


def test_errors_do_not_contain_the_signature_of_an_upload_url(driver: Driver, server: Loopback) -> None:
    signature = "abcdef0123456789/abcdef"
    server.respond_with(
        reply(f"<Error><Url>{signature}</Url></Error>", 403, headers={"X-Url": quote(signature, safe="")})
    )

    with pytest.raises(APIStatusError) as caught:
        driver.run(
            lambda client: client.batches.files.upload(
                f"{server.url}/x?X-Amz-Signature={quote(signature, safe='')}", content=b"x"
            ),
            base_url=server.url,
        )

    assert signature not in str(caught.value.body)
    assert b"abcdef0123456789" not in pickle.dumps(caught.value)


def test_all_encodings_of_a_secret_are_removed_and_short_texts_are_not() -> None:
    secret = 'pass"wörd with/odd characters'
    secrets = Secrets(forms_of(secret))

    for form in (
        secret,
        quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        b64encode(secret.encode()).decode(),
    ):
        assert b"[key]" in secrets.clean(form.encode())
    assert forms_of("short") == ()
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(secrets)


FRAMING = [
    *("Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade"),
    *("Expect", "Proxy-Authorization", "Proxy-Connection", "HTTP2-Settings", ":authority"),
]
NOT_TO_SET = r"omit it|instead|is not a valid header name"


@pytest.mark.parametrize("name", FRAMING)
@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_headers_that_frame_the_message_are_rejected(
    driver: Driver, server: Loopback, name: str, case: Any
) -> None:
    with pytest.raises(ValueError, match=NOT_TO_SET):
        driver.chat(server.url, call={"extra_headers": {case(name): "x"}})
    with pytest.raises(ValueError, match=NOT_TO_SET):
        driver.chat(server.url, default_headers={case(name): "x"})
    assert server.requests == []
