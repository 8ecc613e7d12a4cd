"""The requests that calls send."""

from __future__ import annotations

import io
import re
from collections import deque
from datetime import UTC, date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import NOT_GIVEN, Client
from do_inference_generated._interface import Arguments, Operation
from do_inference_generated.models import ChatCompletion

from .conftest import KEY, Driver
from .loopback import Loopback, reply

if TYPE_CHECKING:
    from pathlib import Path


def test_a_call_sends_its_method_path_key_and_body(driver: Driver, server: Loopback) -> None:
    driver.chat(server.url, call={"temperature": 0.5})
    request = server.requests[0]

    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.json == {"model": "m", "messages": [{"role": "user", "content": "hi"}], "temperature": 0.5}
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert request.headers["user-agent"].startswith("do-inference/")


@pytest.mark.parametrize("role", ["system", "developer", "user", "tool"])
def test_a_single_content_part_is_sent_unchanged(driver: Driver, server: Loopback, role: str) -> None:
    part = {"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral", "ttl": "1h"}}
    messages = [{"role": role, "content": part}]
    driver.chat(server.url, call={"messages": messages})
    assert server.requests[0].json["messages"] == messages


def test_the_path_prefix_of_the_endpoint_is_preserved(driver: Driver, server: Loopback) -> None:
    driver.chat(f"{server.url}/gateway/v1")

    assert server.requests[0].path == "/gateway/v1/chat/completions"


def test_omitted_arguments_are_not_sent_and_none_is_sent_as_null(driver: Driver, server: Loopback) -> None:
    driver.chat(server.url, call={"temperature": NOT_GIVEN, "top_p": None})

    assert "temperature" not in server.requests[0].json
    assert server.requests[0].json["top_p"] is None


def test_none_is_omitted_if_the_field_is_not_nullable(driver: Driver, server: Loopback) -> None:
    driver.chat(server.url, call={"tools": None, "user": None, "model_affinity": None, "top_p": None})

    assert server.requests[0].json.keys() == {"model", "messages", "top_p"}
    assert "x-model-affinity" not in server.requests[0].headers


NOTHING: dict[str, Any] = dict.fromkeys(
    (
        "extra_headers",
        "extra_query",
        "extra_body",
        "max_retries",
        "max_event_size",
        "max_body_size",
        "priority",
    )
)


def test_an_option_of_none_counts_as_omitted(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}, 503), reply({}, 503), reply())
    driver.chat(server.url, call=NOTHING)

    assert len(server.requests) == 3
    assert server.requests[0].path == "/v1/chat/completions"
    assert server.requests[0].json.keys() == {"model", "messages"}


def test_a_stream_call_requests_a_stream(driver: Driver, server: Loopback) -> None:
    from .loopback import events

    server.respond_with(events("a"))
    driver.read_stream(server.url)

    assert server.requests[0].json["stream"] is True
    assert "text/event-stream" in server.requests[0].headers["accept"]


def test_extra_fields_headers_and_query_are_added_and_override_defaults(
    driver: Driver, server: Loopback
) -> None:
    driver.chat(
        server.url,
        default_headers={"X-Team": "a", "X-Keep": "kept"},
        call={
            "extra_body": {"min_p": 0.1, "model": "other"},
            "extra_headers": {"x-team": "b", "User-Agent": "mine"},
            "extra_query": {
                "agent": True,
                "tag": ["a b", "c&d"],
                "at": datetime(2026, 1, 2, tzinfo=UTC),
                "no": None,
            },
        },
    )
    request = server.requests[0]

    assert request.json["min_p"] == 0.1
    assert request.json["model"] == "other"
    assert request.headers["x-team"] == "b"
    assert request.headers["x-keep"] == "kept"
    assert request.headers["user-agent"] == "mine"
    assert request.path.endswith("?agent=true&tag=a%20b&tag=c%26d&at=2026-01-02T00%3A00%3A00%2B00%3A00")


def test_an_authorization_header_of_the_call_replaces_the_key(driver: Driver, server: Loopback) -> None:
    driver.chat(server.url, call={"extra_headers": {"authorization": "Bearer other"}})

    assert server.requests[0].headers["authorization"] == "Bearer other"


def test_an_authorization_header_of_the_client_replaces_the_key(driver: Driver, server: Loopback) -> None:
    driver.chat(server.url, default_headers={"Authorization": "Bearer other"})

    assert server.requests[0].headers["authorization"] == "Bearer other"
    assert server.requests[0].fields("authorization") == 1


@pytest.mark.parametrize("name", ["extra_body", "extra_query", "extra_headers"])
def test_the_error_for_extras_that_are_not_a_mapping_names_them(
    driver: Driver, server: Loopback, name: str
) -> None:
    with pytest.raises(TypeError, match=f"{name} must be a mapping of names to values, not list"):
        driver.chat(server.url, call={name: [("a", "b")]})


def test_headers_derived_from_the_body_are_rejected(driver: Driver, server: Loopback) -> None:
    with pytest.raises(ValueError, match="content-length is derived from the body; omit it"):
        driver.chat(server.url, call={"extra_headers": {"content-length": "3"}})


def test_an_invalid_priority_is_rejected(driver: Driver, server: Loopback) -> None:
    with pytest.raises(ValueError, match="priority must be one of interactive, bulk, not 'urgent'"):
        driver.chat(server.url, call={"priority": "urgent"})


def test_a_body_with_only_extra_fields_is_json(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"batch_id": "b"}))
    driver.run(lambda client: client.batches.cancel("b", extra_body={"why": 1}), base_url=server.url)

    assert server.requests[0].json == {"why": 1}
    assert server.requests[0].headers["content-type"] == "application/json"


def test_extra_query_parameters_are_rejected_for_a_signed_url(driver: Driver, server: Loopback) -> None:
    with pytest.raises(TypeError, match="extra_query cannot be added to upload_url"):
        _upload(driver, server, b"x", extra_query={"a": 1})


def test_a_raw_call_rejects_streams_with_advice(driver: Driver, server: Loopback) -> None:
    def ask(client: Any) -> Any:
        return client.chat.completions.with_raw_response.create(model="m", messages=[], stream=True)

    with pytest.raises(TypeError, match=r"with_raw_response has no streams; .* `\.response`"):
        driver.run(ask, base_url=server.url)


class Colour(Enum):
    RED = "red"


def test_path_query_and_header_values_are_encoded_alike(server: Loopback) -> None:
    day = date(2026, 1, 2)
    operation: Operation[None, Any] = Operation("x", "x", "x", "serverless", "GET", "/x/{a}/{b}/{c}")
    arguments = Arguments(
        path={"a": [Colour.RED, "b/c"], "b": True, "c": day},
        query={"enum": Colour.RED, "many": (n for n in (1, None, 2)), "none": None, "day": [day]},
        headers={"x-many": [1, 2], "x-flag": False, "x-day": day, "x-none": None, "x-left-out": NOT_GIVEN},
    )
    with Client(api_key="k", base_url=server.url) as client:
        client._executor.request(operation, arguments, {})
        with pytest.raises(TypeError, match=r"bad must be a text, a number, .* not dict"):
            client._executor.request(operation, arguments, {"extra_query": {"bad": {"a": 1}}})
    request = server.requests[0]

    assert request.path == "/x/red,b%2Fc/true/2026-01-02?enum=red&many=1&many=2&day=2026-01-02"
    assert (request.headers["x-many"], request.headers["x-flag"], request.headers["x-day"]) == (
        "1,2",
        "false",
        "2026-01-02",
    )
    assert "x-none" not in request.headers
    assert "x-left-out" not in request.headers


def test_path_parameters_are_percent_encoded(driver: Driver, server: Loopback) -> None:
    driver.run(lambda client: client.videos.retrieve("../a/b?c#d é"), base_url=server.url)

    assert server.requests[0].path == "/v1/videos/..%2Fa%2Fb%3Fc%23d%20%C3%A9"


@pytest.mark.parametrize("value", ["", " ", ".", "..", None])
def test_a_path_parameter_that_changes_the_path_is_rejected(
    driver: Driver, server: Loopback, value: Any
) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        driver.run(lambda client: client.videos.retrieve(value), base_url=server.url)
    assert server.requests == []


def test_the_error_for_an_unknown_argument_suggests_a_name(driver: Driver, server: Loopback) -> None:
    with pytest.raises(
        TypeError, match=r"create\(\) got an unexpected keyword argument 'temprature'; did you mean"
    ):
        driver.chat(server.url, call={"temprature": 1})
    with pytest.raises(TypeError, match="did you mean 'max_retries'"):
        driver.chat(server.url, call={"max_retrys": 1})
    with pytest.raises(TypeError, match="extra_body"):
        driver.chat(server.url, call={"zzz": 1})
    assert server.requests == []


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_operation_without_a_body_sends_no_body(server: Loopback, method: str) -> None:
    operation: Operation[None, Any] = Operation("x", "x", "x", "serverless", method, "/x")
    with Client(api_key="k", base_url=server.url) as client:
        client._executor.request(operation, Arguments(), {})

    assert server.requests[0].body == b""
    assert server.requests[0].headers.get("content-length") == ("0" if method == "POST" else None)
    assert "content-type" not in server.requests[0].headers


# Files


class Forward(io.RawIOBase):
    """A file that cannot seek and has no length."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._content.readinto(buffer)

    def seekable(self) -> bool:
        return False


def _upload(driver: Driver, server: Loopback, content: Any, **options: Any) -> None:
    url = f"{server.url}/bucket/file.jsonl?X-Amz-Signature=a%2Fb&x=1"
    driver.run(
        lambda client: client.batches.files.upload(url, content=content, **options),
        base_url="https://inference.do-ai.run",
        default_headers={"X-Secret": "s"},
    )


def _contents(tmp_path: Path, content: bytes) -> list[Any]:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(content)
    offset = io.BytesIO(b"skipped" + content)
    offset.seek(7)
    return [
        content,
        bytearray(content),
        memoryview(content),
        path,
        io.BytesIO(content),
        offset,
        Forward(content),
    ]


@pytest.mark.parametrize("which", range(7))
def test_a_presigned_upload_sends_the_file_without_credentials(
    driver: Driver, server: Loopback, tmp_path: Path, which: int
) -> None:
    content = b'{"a":1}\n' * 100_000
    server.respond_with(reply(b"", content_type=None))
    _upload(driver, server, _contents(tmp_path, content)[which])
    request = server.requests[0]

    assert (request.method, request.path) == ("PUT", "/bucket/file.jsonl?X-Amz-Signature=a%2Fb&x=1")
    assert request.body == content
    assert request.headers["content-length"] == str(len(content))
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    # The signature does not cover a content type, and the storage service rejects an unexpected one.
    assert not {"authorization", "x-secret", "content-type", "transfer-encoding"} & request.headers.keys()


def test_a_presigned_upload_sends_the_content_type_of_the_call(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply(b"", content_type=None))
    _upload(driver, server, b"x", extra_headers={"Content-Type": "application/x-ndjson"})
    _upload(driver, server, ("lines.jsonl", b"y", "application/jsonl"))

    assert [r.headers["content-type"] for r in server.requests] == [
        "application/x-ndjson",
        "application/jsonl",
    ]
    assert [r.body for r in server.requests] == [b"x", b"y"]


@pytest.mark.parametrize("which", range(6))
def test_a_failed_upload_is_retried_from_the_start(
    driver: Driver, server: Loopback, tmp_path: Path, which: int
) -> None:
    content = b"0123456789" * 1000
    server.respond_with(reply("", 503), reply("", 503), reply(b"", content_type=None))
    _upload(driver, server, _contents(tmp_path, content)[which])

    assert [request.body for request in server.requests] == [content] * 3


@pytest.mark.parametrize(
    "url", ["ftp://host/x", "/relative", "http://example.com/x", "https://", "not a url"]
)
def test_an_invalid_upload_url_is_rejected(driver: Driver, url: str) -> None:
    with pytest.raises(ValueError, match=r"URL|http"):
        driver.run(lambda client: client.batches.files.upload(url, content=b"x"))


def test_a_file_in_text_mode_is_rejected(driver: Driver, server: Loopback) -> None:
    with pytest.raises(TypeError, match="binary mode"):
        _upload(driver, server, io.StringIO("x"))


def test_an_asynchronous_file_is_rejected(driver: Driver, server: Loopback) -> None:
    class Asynchronous:
        async def read(self, size: int = -1) -> bytes:
            return b""

    with pytest.raises(TypeError, match="ordinary"):
        _upload(driver, server, Asynchronous())


NO_FILES = [
    None,
    "talk.wav",
    5,
    ("talk.wav",),
    ("talk.wav", b"x", "a", "b"),
    ("talk.wav", None),
    [b"x", "y"],
    io.BytesIO,
]


@pytest.mark.parametrize("given", NO_FILES, ids=repr)
def test_an_invalid_file_is_rejected_before_the_request(driver: Driver, server: Loopback, given: Any) -> None:
    with pytest.raises(TypeError, match=r"file"):
        _transcribe(driver, server, given)
    with pytest.raises(TypeError, match=r"file"):
        _upload(driver, server, given)
    assert server.requests == []


def test_a_string_is_not_used_as_the_path_of_a_file(driver: Driver, server: Loopback) -> None:
    with pytest.raises(TypeError, match=r"file: .* not str; for the file of that name pass pathlib.Path"):
        _transcribe(driver, server, "talk.wav")


def test_an_unreadable_file_is_not_a_connection_error(
    driver: Driver, server: Loopback, tmp_path: Path
) -> None:
    for path, kind in ((tmp_path, IsADirectoryError), (tmp_path / "missing", FileNotFoundError)):
        with pytest.raises(kind):
            _transcribe(driver, server, path)
        with pytest.raises(kind):
            _upload(driver, server, path)
    assert server.requests == []


def test_a_content_type_with_a_line_break_is_rejected(driver: Driver, server: Loopback) -> None:
    for send in (_transcribe, _upload):
        with pytest.raises(ValueError, match="content type"):
            send(driver, server, ("a.wav", b"x", "audio/wav\r\nX-Evil: 1"))


def _parts(request: Any) -> dict[str, tuple[str, bytes]]:
    boundary = re.search("boundary=(.*)", request.headers["content-type"])
    assert boundary is not None
    parts = {}
    for raw in request.body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = raw.strip(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        assert name is not None
        parts[name[1].decode()] = (head.decode(), content)
    return parts


def _transcribe(
    driver: Driver, server: Loopback, file: Any, **arguments: Any
) -> dict[str, tuple[str, bytes]]:
    server.respond_with(reply({"text": "hi"}))
    driver.run(
        lambda client: client.audio.transcriptions.create(file=file, model="whisper", **arguments),
        base_url=server.url,
    )
    return _parts(server.requests[-1])


@pytest.mark.parametrize("kind", ["bytes", "path", "file", "tuple", "typed tuple", "file in a tuple"])
def test_a_form_sends_files_and_fields(driver: Driver, server: Loopback, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "speech.wav"
    path.write_bytes(b"RIFF")
    with path.open("rb") as opened:
        file: Any = {
            "bytes": b"RIFF",
            "path": path,
            "file": opened,
            "tuple": ("speech.wav", b"RIFF"),
            "typed tuple": ("speech.wav", b"RIFF", "audio/x-special"),
            "file in a tuple": ("speech.wav", opened),
        }[kind]
        parts = _transcribe(driver, server, file, extra_body={"timestamps": True, "options": {"a": 1}})

    assert parts["file"][1] == b"RIFF"
    assert ("speech.wav" in parts["file"][0]) == (kind != "bytes")
    assert ("audio/x-special" in parts["file"][0]) == (kind == "typed tuple")
    assert parts["model"][1] == b"whisper"
    assert parts["timestamps"][1] == b"true"
    assert parts["options"][1] == b'{"a":1}'
    assert "language" not in parts
    assert "filename" not in parts["model"][0]
    assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"


def test_a_form_sends_several_files_and_all_values_with_a_text_form(server: Loopback) -> None:
    operation: Operation[None, Any] = Operation("x", "x", "x", "serverless", "POST", "/x", body="multipart")
    body = {
        "files": (("one.txt", b"1"), ("two.txt", b"2", "text/plain")),
        "many": deque(["a", "b"]),
        "model": ChatCompletion.from_dict({"id": "c"}),
        "day": date(2026, 1, 2),
        "colour": Colour.RED,
    }
    with Client(api_key="k", base_url=server.url) as client:
        client._executor.request(operation, Arguments(body=body), {})
    sent = server.requests[0].body

    assert sent.count(b'name="files"') == 2
    assert sent.count(b'name="many"') == 2
    parts = _parts(server.requests[0])
    assert "two.txt" in parts["files"][0]
    assert [parts[name][1] for name in ("model", "day", "colour")] == [b'{"id":"c"}', b"2026-01-02", b"red"]


def test_a_retried_form_is_sent_completely(driver: Driver, server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "speech.wav"
    path.write_bytes(b"RIFF" * 50_000)
    server.respond_with(reply("", 503), reply({"text": "hi"}))
    driver.run(
        lambda client: client.audio.transcriptions.create(file=path, model="whisper"), base_url=server.url
    )

    first, second = server.requests
    assert first.body == second.body
    assert len(first.body) > 200_000
