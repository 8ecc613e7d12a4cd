"""Batches: uploaded files of requests, the states of a batch and its results, in the documented and the live form."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import chat, messages, responses
from do_inference.emulator._behaviours.routers import candidates
from do_inference.emulator._clock import timestamp
from do_inference.emulator._errors import ErrorReply, Issue, error_body
from do_inference.emulator._jobs import BackgroundTask, EmulatedJob, find_job, poll_job, start_job
from do_inference.emulator._replies import JSONReply, Reply, dumps
from do_inference.emulator._request import EmulatedRequest
from do_inference.emulator._stores import (
    DOWNLOAD_SECONDS,
    UPLOAD_SECONDS,
    get_object,
    presigned_url,
    put_object,
)

if TYPE_CHECKING:
    from do_inference.emulator._request import EmulatedRequest

MAX_LINES = 50_000
_MAX_PROBLEMS = 20
_MESSAGES = "/v1/messages"
_CREATE: Mapping[str, Callable[[EmulatedRequest], Reply]] = {
    "/v1/chat/completions": chat.create,
    "/v1/responses": responses.create,
    _MESSAGES: messages.create,
}
"""The behaviour by the endpoint of a batch. Batches of Anthropic have none in the request, and contain messages."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result files of a batch, and the numbers of completed and failed lines."""

    output: bytes
    errors: bytes
    completed: int
    failed: int


def validate(content: bytes, provider: str, endpoint: str | None) -> list[dict[str, Any]]:
    """Return the problems that make a batch fail: lines that are not requests of its provider and endpoint."""
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    if not lines:
        return [_problem("empty_file", "The file has no lines.", None)]
    if len(lines) > MAX_LINES:
        return [
            _problem("too_many_lines", f"The file has {len(lines)} lines; {MAX_LINES} are allowed.", None)
        ]
    problems: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, line in lines:
        code, message = _line_problem(line, provider, endpoint, seen)
        if code:
            problems.append(_problem(code, message, number))
        if len(problems) >= _MAX_PROBLEMS:
            break
    return problems


def _line_problem(line: bytes, provider: str, endpoint: str | None, seen: set[str]) -> tuple[str, str]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return "invalid_json_line", "This line is not parseable as valid JSON."
    name = value.get("custom_id") if isinstance(value, dict) else None
    if not isinstance(name, str) or not name:
        return "missing_required_parameter", "Missing required parameter: 'custom_id'."
    if name in seen:
        return "duplicate_custom_id", f"The custom_id {name!r} was used on an earlier line."
    seen.add(name)
    if provider == "openai":
        if value.get("method") != "POST" or not isinstance(value.get("body"), dict):
            return "missing_required_parameter", "A line needs 'method' POST, 'url' and 'body'."
        if value.get("url") != endpoint:
            return "mismatched_url", f"The url {value.get('url')!r} is not the batch's endpoint {endpoint!r}."
    elif not isinstance(value.get("params", value.get("body")), dict):
        return "missing_required_parameter", "Missing required parameter: 'params'."
    return "", ""


def _problem(code: str, message: str, line: int | None) -> dict[str, Any]:
    return {"code": code, "message": message, "line": line}


def run(call: EmulatedRequest, content: bytes, provider: str, endpoint: str | None) -> Outcome:
    """Return the results of all lines. Error responses go to the error file for OpenAI, to the output for Anthropic."""
    output: list[bytes] = []
    failures: list[bytes] = []
    for number, line in enumerate(filter(bytes.strip, content.splitlines())):
        value = json.loads(line)
        body = value.get("body", value.get("params", {}))
        status, answer = _respond(call, number, endpoint or _MESSAGES, body)
        entry = (
            _anthropic(value, status, answer)
            if provider == "anthropic"
            else _openai(call, number, value, status, answer)
        )
        (output if status < 400 or provider == "anthropic" else failures).append(dumps(entry))
    failed = sum(1 for entry in output if b'"type":"errored"' in entry[:200]) + len(failures)
    total = len(output) + len(failures)
    return Outcome(_joined(output), _joined(failures), total - failed, failed)


def _joined(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _respond(call: EmulatedRequest, number: int, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    operation = next(
        (op for op in call.description.operations.values() if op.path == path and op.method == "POST"), None
    )
    if operation is None or path not in _CREATE:
        return 404, {"error": {"message": f"There is no operation at {path}.", "type": "not_found_error"}}
    one = replace(call, operation=operation, request_id=f"{call.request_id}-{number}", path={}, queries={},
                  body={k: v for k, v in body.items() if k != "stream"}, script=None)  # fmt: skip
    try:
        issues = call.state.validators.issues(next(iter(operation.bodies.values())), one.body)
        if issues:
            raise ErrorReply(400, issues=tuple(issues))
        reply = _CREATE[path](next(iter(candidates(one)), one))
    except ErrorReply as error:
        return error.status, error_body(error, "E4" if path == _MESSAGES else "E5n", one.request_id)
    return (reply.status, reply.body) if isinstance(reply, JSONReply) else (500, None)


def _openai(
    call: EmulatedRequest, number: int, line: dict[str, Any], status: int, answer: Any
) -> dict[str, Any]:
    name = f"batch_req_{call.request_id.replace('-', '')[:16]}{number}"
    response = {"status_code": status, "request_id": f"{call.request_id}-{number}", "body": answer}
    return {"id": name, "custom_id": line["custom_id"], "response": response, "error": None}


def _anthropic(line: dict[str, Any], status: int, answer: Any) -> dict[str, Any]:
    result = (
        {"type": "succeeded", "message": answer} if status < 400 else {"type": "errored", "error": answer}
    )
    return {"result": result, "custom_id": line["custom_id"]}


STATES = ("validating", "in_progress", "finalizing", "completed")
_WINDOW = 86_400.0
"""Seconds after which a batch expires: the only documented completion window, `24h`."""
_POLL_SECONDS = 0.1
"""How long a poll waits for the results of the lines. A batch that takes longer stays in progress for that poll."""
_STORE = "batches"


def create_file(call: EmulatedRequest) -> Reply:
    """Respond to `batches_files_create`."""
    file_id = call.state.stores.new_id("file")
    url, until = presigned_url(call.state, "PUT", f"{file_id}/input.jsonl", UPLOAD_SECONDS)
    call.state.stores["files"].put(file_id, call.key)
    return JSONReply(
        {"file_id": file_id, "upload_url": url, "expires_at": timestamp(until)}, call.operation.status
    )


def create(call: EmulatedRequest) -> Reply:
    """Respond to `batches_create`. The same `request_id` returns the same batch."""
    body = call.fields
    known = call.state.stores["batch requests"]
    name = f"{call.key}\0{body['request_id']}" if body.get("request_id") else None
    before = known.get(name) if name is not None else None
    if before is not None:
        job = call.state.stores[_STORE].get(before)
        if job is not None and any(
            job.request.get(k) != body.get(k) for k in ("file_id", "provider", "endpoint")
        ):
            raise ErrorReply(409, "request_id was used for another batch.")
        if job is not None:
            return JSONReply(_batch_body(call, job), 200)
    if call.state.stores["files"].get(body["file_id"]) != call.key:
        raise ErrorReply(404, f"File {body['file_id']} not found.")
    lines = get_object(call.state, f"{body['file_id']}/input.jsonl")
    if lines is None:
        raise ErrorReply(
            422,
            f"File {body['file_id']} was not uploaded yet.",
            (_issue("file_id", "the file is not there"),),
        )
    first = ("queued",) if call.state.options.live_batches else ()
    states = (*first, *_states(call, lines))
    job = start_job(call, _STORE, call.state.stores.new_id("batch"), states)
    job.size = sum(1 for line in lines.splitlines() if line.strip())
    if "failed" not in states:
        provider, endpoint = str(body["provider"]), body.get("endpoint")
        job.result = BackgroundTask(lambda: run(call, lines, provider, endpoint))
    if name is not None:
        known.put(name, job.id)
    return JSONReply(_batch_body(call, job), call.operation.status)


def _issue(field: str, message: str) -> Issue:
    return Issue(("body", field), message)


def _states(call: EmulatedRequest, lines: bytes) -> tuple[str, ...]:
    """Return the states of a batch. Invalid lines make it fail; `emulator` in its metadata makes it fail or expire."""
    requested = (call.fields.get("metadata") or {}).get("emulator")
    if requested == "expire":
        return ("validating", "in_progress", "expired")
    problems = validate(lines, call.fields["provider"], call.fields.get("endpoint"))
    return ("validating", "failed") if problems or requested == "fail" else STATES


def list_batches(call: EmulatedRequest) -> Reply:
    """Respond to `batches_list`, newest first."""
    mine = [job for job in call.state.stores[_STORE].values() if job.key == call.key][::-1]
    wanted = call.query.get("status")
    chosen = [job for job in mine if wanted in (None, job.state)]
    after, live = call.query.get("after"), call.state.options.live_batches
    if after:
        name = _parse_cursor(after) if live else after
        places = [index for index, job in enumerate(chosen) if job.id == name]
        if not places:
            raise ErrorReply(400, issues=(Issue(("query", "after"), "no such batch"),))
        chosen = chosen[places[0] + 1 :]
    most = int(call.query.get("limit") or 20)
    page, more = chosen[:most], len(chosen) > most
    shown = [_batch_body(call, job) for job in page]
    if live:
        return JSONReply(_connection(shown, more))
    first, last = (shown[0]["batch_id"], shown[-1]["batch_id"]) if shown else (None, None)
    return JSONReply({"object": "list", "data": shown, "first_id": first, "last_id": last, "has_more": more})


def _connection(shown: list[dict[str, Any]], more: bool) -> dict[str, Any]:
    edges = [{"cursor": _cursor(batch["batch_id"]), "node": _without_file(batch)} for batch in shown]
    return {
        "edges": edges,
        "page_info": {"endCursor": edges[-1]["cursor"] if edges else None, "hasNextPage": more},
    }


def _without_file(batch: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in batch.items() if key != "file_id"}


def _cursor(name: str) -> str:
    return base64.b64encode(f"batch:{name}".encode()).decode()


def _parse_cursor(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, validate=True).decode().removeprefix("batch:")
    except ValueError:
        return cursor


def retrieve(call: EmulatedRequest) -> Reply:
    """Respond to `batches_retrieve`."""
    job = _found(call)
    if job.state == "in_progress" and not job.result.wait(_POLL_SECONDS):
        return JSONReply(_batch_body(call, job))
    return JSONReply(_batch_body(call, poll_job(call, job)))


def results(call: EmulatedRequest) -> Reply:
    """Respond to `batches_results` with presigned URLs, or with status 412 before the batch has results.

    The path may contain the id of the output file, as pydo sends it. A batch with nothing but errors has results,
    except in the live form, which has no field for them.
    """
    job = _found(call, call.state.stores["outputs"].get(call.path["batch_id"]))
    outcome = _outcome(job) if job.state in ("completed", "expired", "cancelled") else None
    live = call.state.options.live_batches
    if outcome is None or not (outcome.output or (outcome.errors and not live)):
        raise ErrorReply(412, f"Batch {job.id} has no results: it is {job.state}.")
    files = {"output.jsonl": outcome.output, "errors.jsonl": outcome.errors}
    urls: dict[str, str | None] = {}
    until = call.now
    for name, content in files.items():
        put_object(call.state, f"{job.id}/{name}", content)
        url, until = presigned_url(call.state, "GET", f"{job.id}/{name}", DOWNLOAD_SECONDS)
        urls[name] = url if content else None
    if live:
        download = {"presigned_url": urls["output.jsonl"], "expires_at": timestamp(until)}
        return JSONReply({"download": download, "output_file_id": f"msgbatch_{job.id.replace('-', '')[:24]}"})
    return JSONReply({
        "batch_id": job.id, "result_available": True, "output_file_url": urls["output.jsonl"],
        "error_file_url": urls["errors.jsonl"], "expires_at": timestamp(until),
    })  # fmt: skip


def cancel(call: EmulatedRequest) -> Reply:
    """Respond to `batches_cancel`. Only a batch in progress can be cancelled; others get status 409."""
    job = _found(call)
    if job.is_final or job.state in ("queued", "validating", "cancelling"):
        raise ErrorReply(409, f"Batch {job.id} cannot be cancelled: it is {job.state}.")
    states = ("cancelled",) if call.state.options.live_batches else ("cancelling", "cancelled")
    job.states = (*job.states[: job.position + 1], *states)
    job.position += 1
    job.created = call.now - job.position * call.state.options.job_seconds
    job.entered[job.state] = job.entered["cancel requested"] = call.now
    return JSONReply(_batch_body(call, job))


def _found(call: EmulatedRequest, name: str | None = None) -> EmulatedJob:
    name = name or call.path["batch_id"]
    job = find_job(call, _STORE, name)
    if job is None:
        raise ErrorReply(404, f"Batch {name} not found.")
    if call.now > job.created + _WINDOW and not job.is_final:
        job.states = (*job.states[: job.position + 1], "expired")
        job.position += 1
        job.entered["expired"] = job.created + _WINDOW
    return job


def _outcome(job: EmulatedJob) -> Outcome:
    """Wait for the results of all lines."""
    outcome: Outcome = job.result.result()
    return outcome


def _counts(job: EmulatedJob) -> dict[str, int]:
    if job.state in ("finalizing", "completed"):
        outcome = _outcome(job)
        return {"total": job.size, "completed": outcome.completed, "failed": outcome.failed}
    return {"total": job.size, "completed": job.size // 2 if job.state == "in_progress" else 0, "failed": 0}


def _batch_body(call: EmulatedRequest, job: EmulatedJob) -> dict[str, Any]:
    def at(state: str) -> str | None:
        return None if job.entered.get(state) is None else timestamp(job.entered[state])

    request = job.request
    shown: dict[str, Any] = {
        "batch_id": job.id,
        "status": job.state,
        "provider": request["provider"],
        "completion_window": request["completion_window"],
        "request_id": request.get("request_id"),
        "request_counts": _counts(job),
        "created_at": timestamp(job.created),
    }
    if call.state.options.live_batches:
        done = job.state == "completed"
        latest = max(value for value in job.entered.values())
        more = {"file_id": request["file_id"], "result_available": done, "cancel_requested_at": at("cancel requested"),
                "updated_at": timestamp(latest), "expires_at": None}  # fmt: skip
        return {**shown, **more}
    done = job.state == "completed"
    outcome = _outcome(job) if done else None
    failed = job.state == "failed"
    return {
        **shown,
        "endpoint": request.get("endpoint"),
        "input_file_id": request["file_id"],
        "output_file_id": _file_id(call, job, "output") if outcome and outcome.output else None,
        "error_file_id": _file_id(call, job, "errors") if outcome and outcome.errors else None,
        "errors": _problems(call, job) if failed else None,
        "metadata": request.get("metadata"),
        "in_progress_at": at("in_progress"),
        "finalizing_at": at("finalizing"),
        "completed_at": at("completed"),
        "cancelled_at": at("cancelled"),
        "failed_at": at("failed"),
        "expires_at": timestamp(job.created + _WINDOW),
    }


def _file_id(call: EmulatedRequest, job: EmulatedJob, which: str) -> str:
    digits = f"{filler_text.seeded(job.id, which).getrandbits(96):024x}"
    name = f"{job.id[:8]}-{digits[:4]}-11f1-{digits[4:8]}-{digits[8:20]}"
    call.state.stores["outputs"].put(name, job.id)
    return name


def _problems(call: EmulatedRequest, job: EmulatedJob) -> list[dict[str, Any]]:
    lines = get_object(call.state, f"{job.request['file_id']}/input.jsonl") or b""
    found = validate(lines, str(job.request["provider"]), job.request.get("endpoint"))
    return found or [{"code": "failed", "message": "The provider refused the batch.", "line": None}]
