"""Requests are parsed as the description specifies: arrays, forms, escapes in paths."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference.emulator import EmulatedRequest, Emulator
from do_inference.emulator._description import Description
from do_inference.emulator._errors import ErrorReply
from do_inference.emulator._request_parsing import _json, _json_as_python

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {"type": "array", "items": {"type": "string"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
FORM = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "count": {"type": "integer", "maximum": 9},
        "share": {"type": "number"},
        "loud": {"type": ["boolean", "null"]},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "options": {"type": "object", "required": ["deep"]},
        "tags": {"oneOf": [{"$ref": "#/components/schemas/Words"}, {"type": "null"}]},
        "title": {"type": "string"},
    },
}


def described(path: str, method: str, *parameters: dict[str, Any], form: bool = False) -> Description:
    """Return a description of one operation."""
    operation: dict[str, Any] = {
        "operationId": "widgets",
        "parameters": list(parameters),
        "responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}},
    }
    if form:
        operation["requestBody"] = {"content": {"multipart/form-data": {"schema": FORM}}}
    return Description(
        {
            "openapi": "3.1.0",
            "info": {"title": "Widgets", "version": "1"},
            "security": [{"model_access_key": []}],
            "paths": {path: {method: operation}},
            "components": {"schemas": {"Words": WORDS}},
        }
    )


def parameter(name: str, place: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


@contextmanager
def serving(description: Description) -> Iterator[tuple[httpx.Client, list[EmulatedRequest]]]:
    """Yield a client of an emulator of the description, and the requests that the emulator accepted."""
    calls: list[EmulatedRequest] = []

    def respond(call: EmulatedRequest) -> Any:
        calls.append(call)
        return {"body": {}}

    with Emulator(description=description, limits="none") as emulator:
        emulator.respond("widgets", function=respond)
        key = {"authorization": f"Bearer {emulator.api_key}"}
        with httpx.Client(base_url=emulator.base_url, headers=key, trust_env=False) as client:
            yield client, calls


@pytest.mark.parametrize(
    "schema", [WORDS, {"$ref": "#/components/schemas/Words"}, {"oneOf": [WORDS, {"type": "string"}]}]
)
def test_query_arrays_repeat_their_name(schema: dict[str, Any]) -> None:
    one = parameter("tags", "query", schema)
    with serving(described("/v1/widgets", "get", one)) as (client, calls):
        assert client.get("/v1/widgets?tags=a&tags=2&tags=b").status_code == 200
        assert client.get("/v1/widgets?tags=a").status_code == 200
    assert calls[0].queries == {"tags": ["a", "2", "b"]}
    assert calls[0].query == {"tags": "b"}


def test_each_item_of_an_array_in_a_query_is_checked() -> None:
    with serving(described("/v1/widgets", "get", parameter("n", "query", NUMBERS))) as (client, _):
        assert client.get("/v1/widgets?n=1&n=2").status_code == 200
        for query in ("n=x&n=2", "n=x"):
            rejected = client.get(f"/v1/widgets?{query}")
            assert rejected.status_code == 400
            assert '"x" is not of type "integer"' in rejected.json()["message"]


def test_the_last_value_of_a_repeated_parameter_counts() -> None:
    one = parameter("n", "query", {"type": "integer"})
    with serving(described("/v1/widgets", "get", one)) as (client, _):
        assert client.get("/v1/widgets?n=x&n=2").status_code == 200
        assert client.get("/v1/widgets?n=1&n=x").status_code == 400


def test_arrays_in_headers_and_paths_are_separated_by_commas() -> None:
    path = parameter("names", "path", {**WORDS, "minItems": 2, "maxItems": 2})
    header = parameter("X-Counts", "header", NUMBERS)
    with serving(described("/v1/widgets/{names}", "get", path, header)) as (client, _):
        assert client.get("/v1/widgets/a%2Cb,c", headers={"x-counts": "1, 2"}).status_code == 200
        assert client.get("/v1/widgets/a%2Cb", headers={"x-counts": "1"}).status_code == 400
        assert client.get("/v1/widgets/a,b", headers={"x-counts": "1,x"}).status_code == 400


@pytest.mark.parametrize(
    ("sent", "value"),
    [("a%2Fb%20c", "a/b c"), ("a%2fb", "a/b"), ("%61%2D%c3%a9", "a-é"), ("a%252Fb", "a%2Fb")],
)
def test_path_values_may_contain_any_character(sent: str, value: str) -> None:
    one = parameter("id", "path", {"type": "string"})
    with serving(described("/v1/widgets/{id}/parts", "put", one)) as (client, calls):
        assert client.put(f"/v1/widgets/{sent}/parts").status_code == 200
        assert client.put(f"/v1/widgets/{sent}/other").status_code == 404
        assert client.get(f"/v1/widgets/{sent}/parts").status_code == 405
    assert calls[0].path == {"id": value}


def test_escaped_paths_are_recognised() -> None:
    with serving(described("/v1/grüne widgets", "get")) as (client, _):
        assert client.get("/v1/%67r%c3%bcne%20widgets").status_code == 200
        assert client.get("/v1%2Fgr%C3%BCne%20widgets").status_code == 404


def test_form_arrays_repeat_their_name() -> None:
    def file(name: str, content: bytes) -> tuple[str, tuple[str, bytes]]:
        return ("files", (name, content))

    with serving(described("/v1/widgets", "post", form=True)) as (client, calls):
        fields = {"tags": ["x", "y"], "title": ["old", "new"]}
        both = client.post("/v1/widgets", data=fields, files=[file("a", b"1"), file("b", b"2")])
        one = client.post("/v1/widgets", data={"tags": "x"}, files=[file("a", b"1")])
        assert (both.status_code, one.status_code) == (200, 200), both.text + one.text
    first, second = (call.fields for call in calls)
    assert [(upload.name, upload.content) for upload in first["files"]] == [("a", b"1"), ("b", b"2")]
    assert (first["tags"], first["title"]) == (["x", "y"], "new")
    assert [upload.name for upload in second["files"]] == ["a"]
    assert second["tags"] == ["x"]


def test_a_form_with_several_files_gets_a_generated_response() -> None:
    description = described("/v1/widgets", "post", form=True)
    with Emulator(description=description, limits="none") as emulator:
        files = [("files", ("a", b"1")), ("files", ("b", b"2"))]
        key = {"authorization": f"Bearer {emulator.api_key}"}
        response = httpx.post(f"{emulator.base_url}/v1/widgets", files=files, headers=key, trust_env=False)
        assert response.status_code == 200, response.text


FILE = {"files": ("a", b"1")}


def test_form_fields_are_parsed_by_their_type() -> None:
    fields = {
        "count": "3",
        "share": "0.5",
        "loud": "true",
        "sizes": ["1", "2"],
        "options": '{"deep": [1]}',
        "title": "12",
        "unknown": "12",
    }
    with serving(described("/v1/widgets", "post", form=True)) as (client, calls):
        response = client.post("/v1/widgets", data=fields, files=FILE)
        assert response.status_code == 200, response.text
    sent = {name: value for name, value in calls[0].fields.items() if name != "files"}
    assert sent == {
        "count": 3,
        "share": 0.5,
        "loud": True,
        "sizes": [1, 2],
        "options": {"deep": [1]},
        "title": "12",
        "unknown": "12",
    }


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("count", "many", '"many" is not of type "integer"'),
        ("count", "10", "10 is greater than the maximum of 9"),
        ("share", "NaN", '"NaN" is not of type "number"'),
        ("loud", "1", "of types"),
        ("sizes", "x", '"x" is not of type "integer"'),
        ("options", "{", '"{" is not of type "object"'),
        ("options", "{}", "/options/deep"),
    ],
)
def test_a_form_field_of_another_type_is_rejected(name: str, text: str, message: str) -> None:
    with serving(described("/v1/widgets", "post", form=True)) as (client, _):
        rejected = client.post("/v1/widgets", data={name: text}, files=FILE)
    assert rejected.status_code == 400
    assert message in rejected.json()["message"], rejected.text
    assert name in rejected.json()["message"]


def test_a_file_sent_as_text_is_rejected() -> None:
    with serving(described("/v1/widgets", "post", form=True)) as (client, _):
        text = {"files": (None, "talk.wav")}
        rejected = client.post("/v1/widgets", files=text)
    assert rejected.status_code == 400
    assert "/files" in rejected.json()["message"]
    assert "must be a file, not text" in rejected.json()["message"]


def test_repeated_header_lines_form_one_list() -> None:
    counts = parameter("X-Counts", "header", {**NUMBERS, "minItems": 3})
    with serving(described("/v1/widgets", "get", counts)) as (client, calls):
        lines = [("x-counts", "1"), ("x-counts", "2,3"), ("cookie", "a=1"), ("cookie", "b=2")]
        assert client.get("/v1/widgets", headers=lines).status_code == 200
        assert client.get("/v1/widgets", headers=lines[1:]).status_code == 400
    assert calls[0].headers["x-counts"] == "1, 2,3"
    assert calls[0].headers["cookie"] == "a=1; b=2"


def test_a_compressed_body_is_rejected_with_415() -> None:
    with serving(described("/v1/widgets", "post", form=True)) as (client, _):
        rejected = client.post("/v1/widgets", content=b"x", headers={"content-encoding": "gzip"})
    assert rejected.status_code == 415
    assert "must not be compressed" in rejected.json()["message"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 4.0, "b": [2.50, -1e2, 1E400, 1.5e-400, -0, -0.0]}',
        b"[123456789012345678901234567890, -18446744073709551617, 4." + b"1" * 400 + b"]",
        b'{"a": 1, "a": {"b": null, "c": [true, false]}}',
        b'["\\ud83d\\ude00", "\\ud83d", "\\u0000", "\\/"]',
        '{"é": "€😀"}'.encode(),
        '\ufeff{"a": "é"}'.encode(),
        '{"a": "é"}'.encode("utf-16"),
        '{"a": "é"}'.encode("utf-32"),
        b'"\xed\xa0\x80"',
        b" [] \r\n\t",
    ],
)
def test_a_body_has_the_value_that_python_reads(body: bytes) -> None:
    assert repr(_json(body)) == repr(_json_as_python(body))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"[NaN]", "NaN is not valid JSON"),
        (b"[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"),
        (b'"a\tb"', "Invalid control character at: line 1 column 3 (char 2)"),
        (b'"\xff"', "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 300 + b"]" * 300, "nested too deeply"),
    ],
)
def test_the_error_for_a_body_that_is_not_json_names_the_place(body: bytes, message: str) -> None:
    with pytest.raises(ErrorReply, match=re.escape(message)):
        _json(body)
