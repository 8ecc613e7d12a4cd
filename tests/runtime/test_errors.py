"""Errors: formats of error bodies, classes, and copying."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import do_inference
from do_inference import errors
from do_inference._response.error_bodies import describe, error_from_response
from do_inference._response.metadata import ResponseMetadata

from .loopback import Loopback, reply

FORMATS: list[tuple[int, bytes, str, str | None, str | None]] = [
    (401, b'{"id":"unauthorized","message":"no","request_id":"r"}', "no", "unauthorized", None),
    (
        403,
        b'{"error":{"message":"no","type":"forbidden_error"},"status_code":403}',
        "no",
        None,
        "forbidden_error",
    ),
    (500, b'{"error":{"message":"no"}}', "no", None, None),
    (
        400,
        b'{"type":"error","error":{"type":"invalid_request_error","message":"no"}}',
        "no",
        None,
        "invalid_request_error",
    ),
    (
        400,
        b'{"object":"error","message":"no","type":"BadRequestError","param":null,"code":400}',
        "no",
        "400",
        "BadRequestError",
    ),
    (400, b'{"error":{"message":"no","type":"t","param":"p","code":"context"}}', "no", "context", "t"),
    (422, b'{"detail":"no"}', "no", None, None),
    (
        422,
        b'{"detail":[{"loc":["body","messages"],"msg":"field required","type":"missing"}]}',
        "body.messages: field required",
        None,
        None,
    ),
    (500, b'{"error":"no","code":"kb"}', "no", "kb", None),
    (500, b"no", "no", None, None),
]


@pytest.mark.parametrize(("status", "body", "message", "code", "error_type"), FORMATS)
def test_all_known_error_formats_are_parsed(
    status: int, body: bytes, message: str, code: str | None, error_type: str | None
) -> None:
    error = error_from_response(status, {"x-request-id": "from-header"}, body)

    assert (error.message, error.code, error.type) == (message, code, error_type)
    assert error.status_code == status
    assert error.request_id == ("r" if b"request_id" in body else "from-header")
    assert message in str(error)
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        (400, errors.BadRequestError),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDeniedError),
        (404, errors.NotFoundError),
        (405, errors.MethodNotAllowedError),
        (408, errors.RequestTimeoutError),
        (409, errors.ConflictError),
        (412, errors.PreconditionFailedError),
        (413, errors.RequestTooLargeError),
        (422, errors.UnprocessableEntityError),
        (429, errors.RateLimitError),
        (500, errors.InternalServerError),
        (502, errors.InternalServerError),
        (599, errors.InternalServerError),
        (418, errors.APIStatusError),
    ],
)
def test_each_status_has_its_class(status: int, error_class: type[Exception]) -> None:
    error = error_from_response(status, {}, b"{}")

    assert type(error) is error_class
    assert isinstance(error, errors.InferenceError)


PAGE = b"<!DOCTYPE html><html><head><title>Down for Maintenance</title></head><body>" + b"<p>x</p>" * 5000


def test_the_message_for_a_web_page_is_its_title() -> None:
    error = error_from_response(502, {"content-type": "text/html"}, PAGE)

    assert "Down for Maintenance" in error.message
    assert "<" not in str(error)
    assert len(str(error)) < 200
    assert isinstance(error.body, str)


def test_the_message_for_xml_of_storage_contains_its_code() -> None:
    body = b'<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code></Error>'

    assert "SignatureDoesNotMatch" in error_from_response(403, {}, body).message


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 418, 429, 500])
@pytest.mark.parametrize("body", [b"", b"  \r\n", b"null", b"[]", b"{}", b"\xff\xfe", b'{"error":null}'])
def test_an_uninformative_body_still_has_a_message(status: int, body: bytes) -> None:
    error = error_from_response(status, {}, body)

    assert error.message
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"errors": ["bad thing", {"loc": ["body"], "msg": "worse"}]}', "400: bad thing; body: worse"),
        (b'{"msg": "bad thing"}', "400: bad thing"),
        (b'{"title": "Bad thing", "status": 400}', "400: Bad thing"),
        (b'{"what": {"is": "this"}}', 'has no error message: {"what": {"is": "this"}})'),
        (b'{"what": "' + b"x" * 1000 + b'"}', "…)"),
    ],
)
def test_an_unknown_format_is_parsed_as_far_as_possible(body: bytes, message: str) -> None:
    error = error_from_response(400, {}, body)

    assert str(error).endswith(message)
    assert len(str(error)) < 300


def test_a_long_message_is_shortened_and_complete_in_the_body() -> None:
    text = "line\n" * 10_000
    error = error_from_response(400, {}, b'{"message": "' + text.replace("\n", "\\n").encode() + b'"}')

    assert len(error.message) <= 500
    assert "\n" not in error.message
    assert error.body == {"message": text}


def test_a_message_contains_the_first_details_only() -> None:
    details = b",".join(b'{"loc":["body",%d],"msg":"bad"}' % number for number in range(50))
    message = error_from_response(422, {}, b'{"detail":[' + details + b"]}").message

    assert message == "body.0: bad; body.1: bad; body.2: bad (and 47 more)"


def test_a_parsed_body_has_all_five_fields() -> None:
    body = {"error": {"message": "m", "type": "t", "code": "c", "param": "p"}, "request_id": "r"}

    assert tuple(describe(body)) == ("m", "c", "t", "p", "r")


def _samples() -> list[errors.InferenceError]:
    info = ResponseMetadata(429, [(b"x-request-id", b"r"), (b"retry-after", b"3")], attempts=2)
    status = error_from_response(429, info.headers, b'{"error":{"message":"m","code":"c"}}', info)
    status.add_note("a note")
    return [
        status,
        errors.ConfigurationError("m"),
        errors.APIError("m", response=info),
        errors.APIConnectionError("m", response=info, partial={"a": 1}, usage={"b": 2}),
        errors.APITimeoutError("m", phase="connect"),
        errors.DeadlineError("m"),
        errors.DecodingError("m", content_excerpt="x", response=info),
        errors.StreamError("m", status_code=503, code="c", partial=[1], usage={}, response=info),
        errors.StreamTruncated("m", partial="p", usage={"x": 1}),
        errors.StreamInterrupted("m", partial="p"),
    ]


@pytest.mark.parametrize("error", _samples(), ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))],
    ids=["copy", "deep", "pickle"],
)
def test_errors_can_be_copied_and_pickled(error: errors.InferenceError, duplicate: Any) -> None:
    copied = duplicate(error)

    assert type(copied) is type(error)
    assert str(copied) == str(error)
    assert vars(copied) == vars(error)
    assert copied.message == error.message


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_errors_with_deeply_nested_bodies_can_be_copied_and_pickled(duplicate: Any) -> None:
    error = error_from_response(400, {}, b'{"message": "m", "detail": ' + b"[" * 900 + b"]" * 900 + b"}")

    copied = duplicate(error)

    assert isinstance(copied, errors.BadRequestError)
    assert copied.message == "m"
    assert list(copied.body) == ["message", "detail"]
    depth, inner = 0, copied.body["detail"]
    while inner:
        depth, inner = depth + 1, inner[0]
    assert depth == 899


def test_all_errors_can_be_imported_from_the_package() -> None:
    tree = [
        error_class
        for error_class in vars(errors).values()
        if isinstance(error_class, type) and issubclass(error_class, errors.InferenceError)
    ]

    assert len(tree) > 20
    for error_class in tree:
        assert getattr(do_inference, error_class.__name__) is error_class


def test_an_error_has_the_metadata_of_its_response(driver: Any, server: Loopback) -> None:
    headers = {"X-Request-Id": "req-7", "X-RateLimit-Remaining-Requests": "12"}
    server.respond_with(reply({"error": {"message": "no"}, "status_code": 403}, 403, headers=headers))

    with pytest.raises(errors.PermissionDeniedError) as caught:
        driver.chat(server.url)

    error = caught.value
    assert error.request_id == "req-7"
    assert error.body == {"error": {"message": "no"}, "status_code": 403}
    assert error.response is not None
    assert error.response.status_code == 403
    assert error.response.headers["x-REQUEST-id"] == "req-7"
    assert error.response.rate_limit is not None
    assert error.response.rate_limit.requests is not None
    assert error.response.rate_limit.requests.remaining == 12


@pytest.mark.parametrize("content_type", ["text/event-stream; charset=utf-8", "text/html", "text/plain", ""])
@pytest.mark.parametrize(
    "body",
    [
        b'event: error\ndata: {"error": {"message": "boom", "type": "overloaded"}}\n\n',
        b': ping\n\ndata: {"choices": []}\n\ndata: {"error": {"message": "boom", "type": "overloaded"}}\n\n',
        b'data:{"error": {"message": "boom", "type": "overloaded"}}',
    ],
)
def test_an_error_in_an_event_stream_is_parsed_with_any_content_type(content_type: str, body: bytes) -> None:
    error = error_from_response(503, {"content-type": content_type}, body)

    assert (error.message, error.type) == ("boom", "overloaded")
