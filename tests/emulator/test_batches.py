"""Batches in the documented and in the live form: upload, run, results."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from do_inference.emulator import VirtualClock

from .api_client import HELLO, APIClient


def line(number: int, **change: Any) -> dict[str, Any]:
    body = {"model": "m", "messages": HELLO}
    return {
        "custom_id": f"r{number}",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": body,
        **change,
    }


def put(url: str, lines: list[Any], **headers: str) -> httpx.Response:
    content = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    return httpx.put(url, content=content, headers=headers, trust_env=False)


def uploaded(api: APIClient, lines: list[Any]) -> str:
    file = api.ok("batches_files_create", {"file_name": "input.jsonl"})
    assert put(file["upload_url"], lines).status_code == 200
    return str(file["file_id"])


def batch(file_id: str, **change: Any) -> dict[str, Any]:
    return {"file_id": file_id, "provider": "openai", "endpoint": "/v1/chat/completions", "completion_window": "24h",
            "request_id": "r-1", **change}  # fmt: skip


def test_a_batch_passes_through_all_states_and_has_results_and_errors(start: Any) -> None:
    api = start()
    file_id = uploaded(api, [line(1), line(2, body={"model": "m"}), line(3)])
    made = api.ok("batches_create", batch(file_id))
    assert made["status"] == "validating"
    early = api.call("batches_results", batch_id=made["batch_id"])
    assert (early.status_code, early.json()["id"]) == (412, "precondition_failed")
    states = [api.ok("batches_retrieve", batch_id=made["batch_id"]) for _ in range(4)]
    assert [state["status"] for state in states] == ["in_progress", "finalizing", "completed", "completed"]
    assert states[-1]["request_counts"] == {"total": 3, "completed": 2, "failed": 1}
    results = api.ok("batches_results", batch_id=made["batch_id"])
    output = httpx.get(results["output_file_url"], trust_env=False).text.splitlines()
    assert [json.loads(one)["custom_id"] for one in output] == ["r1", "r3"]
    assert json.loads(output[0])["response"]["body"]["choices"][0]["message"]["content"]
    errors = [
        json.loads(one) for one in httpx.get(results["error_file_url"], trust_env=False).text.splitlines()
    ]
    assert [(one["custom_id"], one["response"]["status_code"]) for one in errors] == [("r2", 400)]


def test_a_batch_with_only_failed_lines_has_an_error_file(start: Any) -> None:
    api = start()
    lines = [line(number, body={"model": "m"}) for number in (1, 2)]
    name = api.ok("batches_create", batch(uploaded(api, lines)))["batch_id"]
    states = [api.ok("batches_retrieve", batch_id=name) for _ in range(3)]
    assert states[-1]["status"] == "completed"
    assert states[-1]["request_counts"] == {"total": 2, "completed": 0, "failed": 2}
    results = api.ok("batches_results", batch_id=name)
    assert (results["result_available"], results["output_file_url"]) == (True, None)
    errors = httpx.get(results["error_file_url"], trust_env=False).text.splitlines()
    assert [json.loads(one)["custom_id"] for one in errors] == ["r1", "r2"]


def test_an_upload_requires_a_valid_signature_and_no_api_key_before_expiry(start: Any) -> None:
    clock = VirtualClock()
    api = start(clock=clock)
    url = api.ok("batches_files_create", {"file_name": "a.jsonl"})["upload_url"]
    assert put(url.replace("Signature=", "Signature=0"), [line(1)]).status_code == 403
    assert put(url.replace("input.jsonl", "other.jsonl"), [line(1)]).status_code == 403
    assert put(url, [line(1)], **api.headers("")).status_code == 400
    assert put(url, [line(1)], **{"content-type": "text/csv"}).status_code == 403
    assert httpx.get(url, trust_env=False).status_code == 403
    assert put(url, [line(1)]).status_code == 200
    clock.advance(901)
    late = put(url, [line(1)])
    assert late.status_code == 403
    assert "expired" in late.text


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["{"], "invalid_json_line"),
        ([line(1), line(1)], "duplicate_custom_id"),
        ([line(1, url="/v1/responses")], "mismatched_url"),
        ([{"custom_id": "x"}], "missing_required_parameter"),
        ([], "empty_file"),
    ],
)
def test_invalid_lines_fail_the_batch_and_are_listed(start: Any, lines: list[Any], code: str) -> None:
    api = start()
    made = api.ok("batches_create", batch(uploaded(api, lines)))
    failed = api.ok("batches_retrieve", batch_id=made["batch_id"])
    assert failed["status"] == "failed"
    assert failed["errors"][0]["code"] == code


def test_creating_a_batch_checks_the_file_and_is_idempotent_by_request_id(start: Any) -> None:
    api = start()
    assert api.call("batches_create", batch("nothing")).status_code == 404
    announced = api.ok("batches_files_create", {"file_name": "a.jsonl"})["file_id"]
    assert api.call("batches_create", batch(announced)).status_code == 422
    file_id = uploaded(api, [line(1)])
    first = api.call("batches_create", batch(file_id))
    again = api.call("batches_create", batch(file_id))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["batch_id"] == again.json()["batch_id"]
    other = api.call("batches_create", batch(uploaded(api, [line(1)])))
    assert other.status_code == 409
    assert api.call("batches_create", batch(file_id, provider="anthropic", request_id="n")).status_code == 400
    assert api.call("batches_files_create", {"file_name": "a.csv"}).status_code == 400


def test_without_a_request_id_each_call_creates_a_batch(start: Any) -> None:
    api = start()
    body = batch(uploaded(api, [line(1)]))
    del body["request_id"]
    first, second = (api.ok("batches_create", body) for _ in range(2))
    assert first["batch_id"] != second["batch_id"]
    assert first["request_id"] is None


def test_only_a_running_batch_can_be_cancelled(start: Any) -> None:
    api = start()
    name = api.ok("batches_create", batch(uploaded(api, [line(1)])))["batch_id"]
    assert api.call("batches_cancel", batch_id=name).status_code == 409
    api.ok("batches_retrieve", batch_id=name)
    assert api.ok("batches_cancel", batch_id=name)["status"] == "cancelling"
    cancelled = api.ok("batches_retrieve", batch_id=name)
    assert cancelled["status"] == "cancelled"
    assert cancelled["cancelled_at"]
    assert api.call("batches_cancel", batch_id=name).status_code == 409


def test_batches_are_listed_newest_first_in_pages(start: Any) -> None:
    api = start()
    file_id = uploaded(api, [line(1)])
    names = [api.ok("batches_create", batch(file_id, request_id=str(n)))["batch_id"] for n in range(5)]
    page = api.ok("batches_list", params={"limit": 2})
    assert [one["batch_id"] for one in page["data"]] == names[:2:-1]
    assert page["has_more"]
    rest = api.ok("batches_list", params={"after": page["last_id"]})
    assert [one["batch_id"] for one in rest["data"]] == names[2::-1]
    assert api.ok("batches_list", params={"status": "completed"})["data"] == []
    assert api.call("batches_list", params={"limit": 0}).status_code == 400


def test_the_live_form_has_other_fields_edges_and_a_download(start: Any) -> None:
    api = start(live=True, limits="none")
    lines = [{"custom_id": "a", "params": {"model": "c", "max_tokens": 9, "messages": HELLO}}]
    body = batch(uploaded(api, lines), provider="anthropic")
    del body["endpoint"]
    made = api.ok("batches_create", body)
    assert made["status"] == "queued"
    assert made["file_id"]
    assert "input_file_id" not in made
    for _ in range(4):
        last = api.ok("batches_retrieve", batch_id=made["batch_id"])
    assert last["result_available"] is True
    edges = api.ok("batches_list")
    assert edges["edges"][0]["node"]["batch_id"] == made["batch_id"]
    assert edges["page_info"]["hasNextPage"] is False
    results = api.ok("batches_results", batch_id=made["batch_id"])
    output = json.loads(httpx.get(results["download"]["presigned_url"], trust_env=False).text)
    assert output["result"]["type"] == "succeeded"
    assert output["result"]["message"]["stop_reason"] == "max_tokens"


def test_an_unfinished_batch_expires_after_its_completion_window(start: Any) -> None:
    clock = VirtualClock()
    api = start(clock=clock)
    name = api.ok("batches_create", batch(uploaded(api, [line(1)])))["batch_id"]
    clock.advance(86_401)
    assert api.ok("batches_retrieve", batch_id=name)["status"] == "expired"
