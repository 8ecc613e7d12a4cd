"""Batches, from the requests to the results."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from do_inference import AuthenticationError, InternalServerError, models
from do_inference._response.reasons import advice_for
from do_inference.emulator import Emulator
from do_inference.workflows import (
    BatchInputError,
    BatchLineError,
    JobCancelledError,
    JobExpiredError,
    JobFailedError,
    ResultsNotReadyError,
    WaitTimeoutError,
    batch_results,
    download_results,
    read_results,
    run_batch,
    start_batch,
    wait_batch,
)
from tests.runtime.loopback import Loopback, Request, reply

from .conftest import KEY, Driver

CHAT = "/v1/chat/completions"
FILE = {"file_id": "f", "expires_at": "2026-04-21T17:41:57.228188268Z"}


def chat(text: str) -> dict[str, Any]:
    return {"model": "llama3.3-70b-instruct", "messages": [{"role": "user", "content": text}]}


def batch(status: str, **fields: Any) -> Any:
    whole = {"batch_id": "11f13da9-b", "status": status, "provider": "openai", "completion_window": "24h"}
    return reply({**whole, **fields})


def run(driver: Driver, emulator: Emulator, action: Any) -> Any:
    return driver.run(action, emulator.base_url, api_key=emulator.api_key)


@pytest.fixture
def storage() -> Iterator[Loopback]:
    """The server of presigned URLs."""
    storage = Loopback([reply(b"", content_type=None)])
    yield storage
    storage.close()


def announced(storage: Loopback) -> Any:
    return reply({**FILE, "upload_url": f"{storage.url}/in?sig=1"}, 201)


# From beginning to end, against the emulator.


def test_chat_requests_return_chat_completions(driver: Driver, emulator: Emulator) -> None:
    seen: list[str] = []
    requests = [("a", chat("one")), {"custom_id": "b", "body": chat("two")}]
    outcome = run(
        driver,
        emulator,
        lambda c: run_batch(
            c, requests, endpoint=CHAT, on_progress=lambda b: seen.append(b.status), **driver.waiting
        ),
    )
    assert list(outcome) == ["a", "b"]
    assert isinstance(outcome["a"], models.ChatCompletion)
    assert outcome["b"].choices[0].message.content
    assert outcome.results["a"].status_code == 200
    assert (outcome.failed, outcome.missing, outcome.unassigned) == ({}, (), ())
    assert outcome.batch.status == "completed"
    assert seen[-1] == "completed"


def test_responses_requests_return_responses(driver: Driver, emulator: Emulator) -> None:
    requests = [("a", {"model": "openai-gpt-oss-120b", "input": "one"})]
    outcome = run(
        driver, emulator, lambda c: run_batch(c, requests, endpoint="/v1/responses", **driver.waiting)
    )
    assert isinstance(outcome["a"], models.Response)


def test_anthropic_requests_return_messages(driver: Driver, emulator: Emulator) -> None:
    body = {"model": "anthropic-claude-4.5-sonnet", "max_tokens": 9, "messages": chat("one")["messages"]}
    requests = [("a", body), {"custom_id": "b", "params": body}, ("bad", {"model": "x"})]
    outcome = run(driver, emulator, lambda c: run_batch(c, requests, provider="anthropic", **driver.waiting))
    assert isinstance(outcome["a"], models.Message)
    assert isinstance(outcome["b"], models.Message)
    assert list(outcome.failed) == ["bad"]


def test_failed_request_has_its_own_error(driver: Driver, emulator: Emulator) -> None:
    requests = [("good", chat("one")), ("bad", {"model": "llama3.3-70b-instruct"})]
    outcome = run(driver, emulator, lambda c: run_batch(c, requests, endpoint=CHAT, **driver.waiting))
    assert list(outcome.succeeded) == ["good"]
    if outcome.missing:  # The actual format of results has no field for the error file.
        assert outcome.missing == ("bad",)
        with pytest.raises(KeyError):
            outcome["bad"]
        return
    error = outcome.failed["bad"]
    assert error.status_code == 400
    assert error.custom_id == "bad"
    with pytest.raises(BatchLineError):
        outcome["bad"]


def test_file_is_checked_and_sent_unchanged(driver: Driver, emulator: Emulator, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [{"custom_id": n, "method": "POST", "url": CHAT, "body": chat(n)} for n in ("a", "b")]
    path.write_text("\n\n".join(map(json.dumps, lines)))
    outcome = run(driver, emulator, lambda c: run_batch(c, str(path), **driver.waiting))
    assert isinstance(outcome["b"], models.ChatCompletion)


def test_bytes_of_a_file_are_not_changed(
    driver: Driver, server: Loopback, storage: Loopback, tmp_path: Path
) -> None:
    path = tmp_path / "in.jsonl"
    content = b'\xef\xbb\xbf{"custom_id": "a",  "params": {"x": 1}}\r\n\r\n{"custom_id":"b","params":{"x":1}}'
    path.write_bytes(content)
    server.respond_with(announced(storage), batch("validating"))
    driver.run(lambda c: start_batch(c, path), server.url)
    assert storage.requests[0].body == content
    assert path.exists()


def test_batch_can_be_continued_by_its_id(driver: Driver, emulator: Emulator) -> None:
    started = run(driver, emulator, lambda c: start_batch(c, [("a", chat("x"))], endpoint=CHAT))
    with pytest.raises(ResultsNotReadyError, match="not finished"):
        run(driver, emulator, lambda c: batch_results(c, started.batch_id, **driver.waiting))
    done = run(driver, emulator, lambda c: wait_batch(c, started.batch_id, **driver.waiting))
    outcome = run(driver, emulator, lambda c: batch_results(c, done.batch_id, **driver.waiting))
    assert isinstance(outcome["a"], models.ChatCompletion)


def test_results_can_be_downloaded_to_files(driver: Driver, emulator: Emulator, tmp_path: Path) -> None:
    started = run(driver, emulator, lambda c: start_batch(c, [("a", chat("x"))], endpoint=CHAT))
    run(driver, emulator, lambda c: wait_batch(c, started.batch_id, **driver.waiting))
    files = run(driver, emulator, lambda c: download_results(c, started.batch_id, tmp_path))
    assert files.errors is None
    assert files.output == tmp_path / f"{started.batch_id}-output.jsonl"
    (result,) = read_results(files.output, endpoint=CHAT)
    assert result.result().choices[0].message.content


def test_same_request_id_returns_the_same_batch(driver: Driver, emulator: Emulator) -> None:
    def start(client: Any) -> Any:
        return start_batch(client, [("a", chat("x"))], endpoint=CHAT, request_id="mine", metadata={"k": "v"})

    first = run(driver, emulator, start)
    creations = [x.body for x in emulator.requests if x.path == "/v1/batches"]
    assert creations[0]["request_id"] == "mine"
    assert creations[0]["metadata"] == {"k": "v"}
    assert creations[0]["completion_window"] == "24h"
    assert first.request_id == "mine"


def test_expired_batch_raises(driver: Driver, emulator: Emulator) -> None:
    with pytest.raises(JobExpiredError, match="expired") as caught:
        run(
            driver,
            emulator,
            lambda c: run_batch(
                c, [("a", chat("x"))], endpoint=CHAT, metadata={"emulator": "expire"}, **driver.waiting
            ),
        )
    assert caught.value.job.status == "expired"


def test_failed_batch_raises_with_its_reasons(driver: Driver, emulator: Emulator) -> None:
    with pytest.raises(JobFailedError) as caught:
        run(
            driver,
            emulator,
            lambda c: run_batch(
                c, [("a", chat("x"))], endpoint=CHAT, metadata={"emulator": "fail"}, **driver.waiting
            ),
        )
    with pytest.raises(JobFailedError, match="has no results"):
        run(driver, emulator, lambda c: batch_results(c, caught.value.job.batch_id, **driver.waiting))


def test_upload_contains_no_key(driver: Driver, emulator: Emulator) -> None:
    run(driver, emulator, lambda c: start_batch(c, [("a", chat("x"))], endpoint=CHAT))
    (put,) = [x for x in emulator.requests if x.method == "PUT"]
    assert emulator.api_key not in str(dict(put.headers))


# What is checked before anything is sent.


@pytest.mark.parametrize(
    ("requests", "options", "complaint"),
    [
        ([], {"endpoint": CHAT}, "no requests"),
        ([("a", chat("x")), ("a", chat("y"))], {"endpoint": CHAT}, "line 2: custom_id 'a' is already used on line 1"),
        ([("", chat("x"))], {"endpoint": CHAT}, "line 1: custom_id"),
        ([(7, chat("x"))], {"endpoint": CHAT}, "line 1: custom_id"),
        ([("a", {})], {"endpoint": CHAT}, "line 1: body"),
        ([{"custom_id": "a"}], {"endpoint": CHAT}, "line 1: body"),
        ([("a", chat("x"))], {}, "the endpoint of the requests is unknown"),
        ([{"custom_id": "a", "url": "/v1/x", "body": chat("x")}], {"endpoint": CHAT}, "line 1: url is '/v1/x'"),
        ([{"custom_id": "a", "method": "GET", "body": chat("x")}], {"endpoint": CHAT}, "line 1: method"),
        ([("a", chat("x"))], {"endpoint": CHAT, "provider": "anthropic"}, "anthropic is '/v1/messages'"),
        ([("a", {"x": float("nan")})], {"endpoint": CHAT}, "line 1: the request cannot be encoded"),
        ([("a", chat("x")), "b"], {"endpoint": CHAT}, "line 2: expected"),
        ([("a", chat("x"), "c")], {"endpoint": CHAT}, "line 1: expected"),
    ],
)  # fmt: skip
def test_invalid_requests_are_rejected(
    driver: Driver, server: Loopback, requests: Any, options: Any, complaint: str
) -> None:
    with pytest.raises(BatchInputError) as caught:
        driver.run(lambda c: start_batch(c, requests, **options), server.url)
    assert complaint in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "no requests"),
        (b"\n\n", "no requests"),
        (b"{", "line 1: the line is not JSON"),
        (
            b'{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"x":NaN}}',
            "line 1: the line is not JSON",
        ),
        (b'{"custom_id":"a\xff"}', "line 1: the line is not UTF-8"),
        (b"[]", "the endpoint of the requests is unknown"),
        (
            (
                b'{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"x":1}}\n\n'
                b'{"custom_id":"b","method":"POST","url":"/v1/chat/completions","body":{"x":1}}'
            ),
            "line 3: url is '/v1/chat/completions', but the endpoint of the batch is '/v1/responses'",
        ),
        (b'{"custom_id":"a","url":"/v1/responses","body":{"x":1}}', "line 1: method"),
    ],
)
def test_invalid_files_are_rejected(server: Loopback, tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(content)
    with pytest.raises(BatchInputError) as caught:
        Driver(None).run(lambda c: start_batch(c, path), server.url)
    assert complaint in str(caught.value)
    assert server.requests == []


def test_batch_is_limited_to_fifty_thousand_requests(server: Loopback) -> None:
    requests = ((f"r{n}", {"input": "x"}) for n in range(50_001))
    with pytest.raises(BatchInputError, match="line 50001: a batch can have at most 50000"):
        Driver(None).run(lambda c: start_batch(c, requests, endpoint="/v1/responses"), server.url)


def test_input_size_is_limited(server: Loopback, monkeypatch: Any) -> None:
    from do_inference.workflows import _batch_input as batch_input

    monkeypatch.setattr(batch_input, "MAX_BYTES", 200)
    requests = (("a" * n, {"input": "x" * 80}) for n in range(1, 9))
    with pytest.raises(BatchInputError, match="line 2: the input of a batch can have at most 200 bytes"):
        Driver(None).run(lambda c: start_batch(c, requests, endpoint="/v1/responses"), server.url)


def test_requests_are_consumed_one_by_one_and_the_file_is_deleted(
    driver: Driver, server: Loopback, storage: Loopback, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    server.respond_with(announced(storage), batch("validating"))
    driver.run(
        lambda c: start_batch(c, (("r" + n, {"input": n}) for n in "abc"), endpoint="/v1/responses"),
        server.url,
    )
    sent = [json.loads(line) for line in storage.requests[0].body.splitlines()]
    assert [line["custom_id"] for line in sent] == ["ra", "rb", "rc"]
    assert sent[0] == {"custom_id": "ra", "method": "POST", "url": "/v1/responses", "body": {"input": "a"}}
    assert list(tmp_path.iterdir()) == []


def test_bodies_can_be_models(server: Loopback, storage: Loopback) -> None:
    server.respond_with(announced(storage), batch("validating"))
    message = models.ChatCompletionMessage.from_dict({"role": "assistant", "content": "é"})
    body = {"model": "m", "messages": [message]}
    Driver(None).run(lambda c: start_batch(c, [("a", body)], endpoint=CHAT), server.url)
    assert json.loads(storage.requests[0].body)["body"]["messages"][0]["content"] == "é"


@pytest.mark.parametrize(
    ("name", "told"), [("a.jsonl", "a.jsonl"), ("x.txt", "x.txt.jsonl"), (".jsonl", "batch-.jsonl")]
)
def test_upload_has_a_name_that_the_service_accepts(
    server: Loopback, storage: Loopback, tmp_path: Path, name: str, told: str
) -> None:
    server.respond_with(announced(storage), batch("validating", provider="anthropic"))
    (tmp_path / name).write_text('{"custom_id":"a","params":{"model":"m"}}')
    Driver(None).run(lambda c: start_batch(c, tmp_path / name), server.url)
    assert server.requests[0].json["file_name"] in (told, f"batch-{told}")
    assert len(server.requests[0].json["file_name"]) >= 7
    assert server.requests[1].json["provider"] == "anthropic"
    assert "endpoint" not in server.requests[1].json


# What happens in between.


def test_rejected_upload_url_is_replaced_once(driver: Driver, server: Loopback, storage: Loopback) -> None:
    storage.respond_with(reply("<Error/>", 403, content_type="application/xml"), reply(b""))
    server.respond_with(announced(storage), announced(storage), batch("validating"))
    driver.run(lambda c: start_batch(c, [("a", chat("x"))], endpoint=CHAT), server.url)
    assert len(storage.requests) == 2
    assert storage.requests[0].body == storage.requests[1].body != b""
    for request in storage.requests:
        assert "authorization" not in request.headers
        assert request.headers.get("content-type", "application/octet-stream") == "application/octet-stream"


def test_all_attempts_have_one_request_id(driver: Driver, server: Loopback, storage: Loopback) -> None:
    server.respond_with(announced(storage), reply({}, 503), batch("validating"))
    driver.run(lambda c: start_batch(c, [("a", chat("x"))], endpoint=CHAT), server.url, max_retries=1)
    first, second = (request.json["request_id"] for request in server.requests[1:])
    assert first == second
    assert len(first) == 36


def test_error_of_the_creation_names_file_and_request_id(
    driver: Driver, server: Loopback, storage: Loopback
) -> None:
    server.respond_with(announced(storage), reply({}, 500))
    with pytest.raises(InternalServerError) as caught:
        driver.run(lambda c: start_batch(c, [("a", chat("x"))], endpoint=CHAT, request_id="mine"), server.url)
    assert "file f with request_id mine" in caught.value.__notes__[0]


def test_rejected_key_raises_immediately(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({"message": "no"}, 401))
    with pytest.raises(AuthenticationError):
        driver.run(lambda c: run_batch(c, [("a", chat("x"))], endpoint=CHAT), server.url)


@pytest.mark.parametrize(
    ("status", "error"),
    [("failed", JobFailedError), ("expired", JobExpiredError), ("cancelled", JobCancelledError)],
)
def test_every_unsuccessful_stage_has_its_error(
    driver: Driver, server: Loopback, status: str, error: type[Exception]
) -> None:
    problems = [
        {"code": "invalid_json_line", "message": "no JSON", "line": 3},
        {"code": "c", "message": None},
    ]
    server.respond_with(batch("queued"), batch("cancelling"), batch(status, errors=problems))
    with pytest.raises(error, match=r"no JSON \(line 3\); c$"):
        driver.run(lambda c: wait_batch(c, "11f13da9-b", **driver.waiting), server.url)


def test_batch_can_be_continued_after_a_deadline(driver: Driver, server: Loopback, storage: Loopback) -> None:
    server.respond_with(announced(storage), batch("in_progress"))
    with pytest.raises(WaitTimeoutError) as caught:
        driver.run(
            lambda c: run_batch(c, [("a", chat("x"))], endpoint=CHAT, deadline=300, **driver.waiting),
            server.url,
        )
    assert caught.value.job.batch_id == "11f13da9-b"


# The shapes that results come in.

BODY = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": []}
OUTPUT = json.dumps({"custom_id": "a", "response": {"status_code": 200, "request_id": "q", "body": BODY}})
ERRORS = json.dumps(
    {"custom_id": "b", "response": None, "error": {"code": "batch_expired", "message": "late"}}
)


def shapes(url: str) -> dict[str, Any]:
    return {
        "published": {
            "batch_id": "b",
            "result_available": True,
            "output_file_url": url,
            "error_file_url": None,
        },
        "live": {"download": {"presigned_url": url}, "output_file_id": "msgbatch_x"},
        "presigned_url": {"presigned_url": url},
        "download_url": {"download_url": url},
        "output_location": {"output_location": url},
        "download.url": {"download": {"url": url}},
        "download.download_url": {"result_available": True, "download": {"download_url": url}},
    }


@pytest.mark.parametrize("shape", shapes(""))
def test_result_urls_are_found_in_every_known_format(
    driver: Driver, server: Loopback, storage: Loopback, shape: str
) -> None:
    storage.respond_with(reply(OUTPUT + "\n"))
    server.respond_with(batch("completed"), reply(shapes(f"{storage.url}/out?sig=1")[shape]))
    outcome = driver.run(lambda c: batch_results(c, "b", **driver.waiting), server.url)
    assert isinstance(outcome["a"], models.ChatCompletion)
    assert outcome.results["a"].request_id == "q"
    assert "authorization" not in storage.requests[0].headers
    assert KEY not in str(storage.requests[0].headers)


def by_path(answers: dict[str, str]) -> Any:
    def handle(request: Request, sock: Any) -> bool | None:
        return reply(answers[request.path.partition("?")[0]])(request, sock)

    return handle


def test_error_file_is_read(driver: Driver, server: Loopback, storage: Loopback) -> None:
    storage.respond_with(by_path({"/out": OUTPUT, "/err": ERRORS}))
    urls = {"output_file_url": f"{storage.url}/out", "error_file_url": f"{storage.url}/err"}
    server.respond_with(batch("expired"), reply(urls))
    outcome = driver.run(lambda c: batch_results(c, "b", endpoint=CHAT, **driver.waiting), server.url)
    assert list(outcome.succeeded) == ["a"]
    assert str(outcome.failed["b"]) == "late"
    assert outcome.failed["b"].code == "batch_expired"


def test_delayed_results_are_waited_for(driver: Driver, server: Loopback, storage: Loopback) -> None:
    storage.respond_with(reply(OUTPUT))
    server.respond_with(
        batch("completed"),
        reply({"message": "not ready"}, 412),
        reply({"result_available": False, "message": "soon"}),
        reply({}, 502),
        reply({"output_file_url": f"{storage.url}/out"}),
    )
    outcome = driver.run(lambda c: batch_results(c, "b", **driver.waiting), server.url)
    assert len(outcome) == 1
    assert len(driver.clock.slept) == 3


def test_missing_results_raise(driver: Driver, server: Loopback) -> None:
    server.respond_with(batch("completed"), reply({"result_available": False, "message": "not yet"}))
    with pytest.raises(
        ResultsNotReadyError, match="is completed, but its results are not available: not yet"
    ):
        driver.run(lambda c: batch_results(c, "b", **driver.waiting), server.url)


def test_expired_result_url_is_requested_again(driver: Driver, server: Loopback, storage: Loopback) -> None:
    storage.respond_with(reply("<Error/>", 403, content_type="application/xml"), reply(OUTPUT))
    server.respond_with(batch("completed"), reply({"output_file_url": f"{storage.url}/out"}))
    outcome = driver.run(lambda c: batch_results(c, "b", **driver.waiting), server.url)
    assert list(outcome) == ["a"]


def test_result_replaces_an_error_of_the_same_request(
    driver: Driver, server: Loopback, storage: Loopback
) -> None:
    both = ERRORS.replace('"b"', '"a"')
    storage.respond_with(by_path({"/out": OUTPUT, "/err": both}))
    urls = {"output_file_url": f"{storage.url}/out", "error_file_url": f"{storage.url}/err"}
    server.respond_with(batch("completed"), reply(urls))
    outcome = driver.run(lambda c: batch_results(c, "b", **driver.waiting), server.url)
    assert outcome.results["a"].error is None


# The lines of results.


def lines(tmp_path: Path, *texts: str | bytes, endpoint: str | None = None) -> list[Any]:
    path = tmp_path / "out.jsonl"
    path.write_bytes(b"\r\n".join(text.encode() if isinstance(text, str) else text for text in texts))
    return list(read_results(path, endpoint=endpoint))


def test_format_determines_the_type_without_an_endpoint(tmp_path: Path) -> None:
    message = {"id": "m", "type": "message", "role": "assistant", "content": []}
    response = {"id": "r", "object": "response", "output": []}
    a, b, c, d = lines(
        tmp_path,
        OUTPUT,
        json.dumps({"custom_id": "b", "result": {"type": "succeeded", "message": message}}),
        json.dumps({"custom_id": "c", "response": {"body": response}}),
        json.dumps({"custom_id": "d", "response": {"body": {"object": "new"}}}),
    )
    assert [type(x.value) for x in (a, b, c)] == [models.ChatCompletion, models.Message, models.Response]
    assert d.value == {"object": "new"}


def test_every_endpoint_decodes_its_results(tmp_path: Path) -> None:
    body = {"object": "list", "data": [{"index": 0, "embedding": [0.5]}]}
    line = json.dumps({"custom_id": "e", "response": {"status_code": 200, "body": body}})
    (result,) = lines(tmp_path, line, endpoint="/v1/embeddings")
    assert isinstance(result.value, models.EmbeddingResponse)


QUOTA = {"id": "too_many_requests", "message": "Daily token limit"}
CAPACITY = {"error": {"message": "m", "type": "rate_limit_exceeded_error"}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"response": {"status_code": 429, "body": QUOTA}}, "daily_cap"),
        ({"response": {"status_code": 429, "body": CAPACITY}}, "model_capacity"),
        (
            {
                "result": {
                    "type": "errored",
                    "error": {"type": "error", "error": {"type": "rate_limit_error"}},
                }
            },
            "upstream",
        ),
        ({"error": {"code": "Unauthorized", "message": "m"}}, "unauthorized"),
        ({"response": {"status_code": 429, "body": {**QUOTA, "message": "m"}}}, "quota"),
        ({"result": {"type": "expired"}}, "unknown"),
    ],
)
def test_line_errors_have_a_reason(tmp_path: Path, line: dict[str, Any], reason: str) -> None:
    (result,) = lines(tmp_path, json.dumps({"custom_id": "a", **line}), endpoint=CHAT)

    assert result.error.reason == reason
    assert str(result.error).endswith(advice_for(result.error.reason))


@pytest.mark.parametrize(
    ("line", "message", "code"),
    [
        ({"error": {"code": "batch_expired", "message": "late"}}, "late", "batch_expired"),
        (
            {"response": {"status_code": 429, "body": {"error": {"message": "slow", "code": "c"}}}},
            "slow",
            "c",
        ),
        ({"response": {"status_code": 500, "body": {}}}, "the request failed with status 500", None),
        ({"response": {"status_code": 200, "body": {"error": {"message": "hidden"}}}}, "hidden", None),
        (
            {"result": {"type": "errored", "error": {"type": "error", "error": {"message": "bad"}}}},
            "bad",
            None,
        ),
        ({"result": {"type": "expired"}}, "the request expired", "expired"),
        ({"result": {"type": "canceled"}}, "the request was canceled", "canceled"),
        ({"result": {"type": "errored"}}, "the request failed", "errored"),
        ({"error": "just text"}, "just text", None),
        ({}, "the line contains neither a response nor an error", None),
    ],
)
def test_line_errors_have_a_message(
    tmp_path: Path, line: dict[str, Any], message: str, code: str | None
) -> None:
    (result,) = lines(tmp_path, json.dumps({"custom_id": "a", **line}), endpoint=CHAT)
    assert result.value is None
    assert (str(result.error), result.error.code, result.error.custom_id) == (message, code, "a")
    assert result.raw["custom_id"] == "a"
    with pytest.raises(BatchLineError):
        result.result()


def test_failed_response_is_a_value_with_an_error(tmp_path: Path) -> None:
    body = {"id": "r", "object": "response", "status": "failed", "error": {"message": "x"}, "output": []}
    line = json.dumps({"custom_id": "a", "response": {"status_code": 200, "body": body}})
    (result,) = lines(tmp_path, line)
    assert result.result().status == "failed"


def test_malformed_lines_do_not_hide_the_others(driver: Driver, server: Loopback, storage: Loopback) -> None:
    storage.respond_with(reply(f"not json\n[1]\n\n{OUTPUT}\n{json.dumps({'response': {'body': BODY}})}"))
    server.respond_with(batch("completed"), reply({"output_file_url": f"{storage.url}/out"}))
    outcome = driver.run(lambda c: batch_results(c, "b", **driver.waiting), server.url)
    assert list(outcome) == ["a"]
    assert [result.error is None for result in outcome.unassigned] == [False, False, True]


def test_line_errors_can_be_copied_and_pickled(tmp_path: Path) -> None:
    (result,) = lines(tmp_path, ERRORS)
    for twin in (copy.copy(result.error), pickle.loads(pickle.dumps(result.error))):
        assert (str(twin), twin.code, twin.custom_id) == ("late", "batch_expired", "b")
    error = pickle.loads(pickle.dumps(BatchInputError("no", line=3)))
    assert (str(error), error.line) == ("line 3: no", 3)
