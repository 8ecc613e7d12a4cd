"""The lines of a batch: are they well formed, and what is answered to each."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _errors as errors
from do_inference.emulator._errors import Refusal
from do_inference.emulator._replies import JSONReply
from do_inference.emulator._wire import dumps

if TYPE_CHECKING:
    from do_inference.emulator._call import Call

MOST_LINES = 50_000
_MOST_PROBLEMS = 20
_MESSAGES = "/v1/messages"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The files that a batch leaves, and how many lines went where."""

    output: bytes
    errors: bytes
    completed: int
    failed: int


def validate(content: bytes, provider: str, endpoint: str | None) -> list[dict[str, Any]]:
    """What is wrong with a file as a whole: lines that are no requests of this kind of batch."""
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    if not lines:
        return [_problem("empty_file", "The file has no lines.", None)]
    if len(lines) > MOST_LINES:
        return [
            _problem("too_many_lines", f"The file has {len(lines)} lines; {MOST_LINES} are allowed.", None)
        ]
    problems: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, line in lines:
        code, message = _wrong(line, provider, endpoint, seen)
        if code:
            problems.append(_problem(code, message, number))
        if len(problems) >= _MOST_PROBLEMS:
            break
    return problems


def _wrong(line: bytes, provider: str, endpoint: str | None, seen: set[str]) -> tuple[str, str]:
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


def run(call: Call, content: bytes, provider: str, endpoint: str | None) -> Outcome:
    """Answer every line as its own operation would. Refused ones go to the file of errors."""
    output: list[bytes] = []
    failures: list[bytes] = []
    for number, line in enumerate(filter(bytes.strip, content.splitlines())):
        value = json.loads(line)
        body = value.get("body", value.get("params", {}))
        status, answer = _answered(call, number, endpoint or _MESSAGES, body)
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


def _answered(call: Call, number: int, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    from do_inference.emulator._behaviours import BEHAVIOURS
    from do_inference.emulator._behaviours.routers import candidates

    operation = next(
        (op for op in call.description.operations.values() if op.path == path and op.method == "POST"), None
    )
    if operation is None or operation.id not in BEHAVIOURS:
        return 404, {"error": {"message": f"There is nothing at {path}.", "type": "not_found_error"}}
    one = replace(call, operation=operation, request_id=f"{call.request_id}-{number}", path={}, queries={},
                  body={k: v for k, v in body.items() if k != "stream"}, script=None)  # fmt: skip
    try:
        issues = call.world.validators.issues(next(iter(operation.bodies.values())), one.body)
        if issues:
            raise Refusal(400, issues=tuple(issues))
        reply = BEHAVIOURS[operation.id](next(iter(candidates(one)), one))
    except Refusal as refusal:
        return refusal.status, errors.body(refusal, "E4" if path == _MESSAGES else "E5n", one.request_id)
    return (reply.status, reply.body) if isinstance(reply, JSONReply) else (500, None)


def _openai(call: Call, number: int, line: dict[str, Any], status: int, answer: Any) -> dict[str, Any]:
    name = f"batch_req_{call.request_id.replace('-', '')[:16]}{number}"
    response = {"status_code": status, "request_id": f"{call.request_id}-{number}", "body": answer}
    return {"id": name, "custom_id": line["custom_id"], "response": response, "error": None}


def _anthropic(line: dict[str, Any], status: int, answer: Any) -> dict[str, Any]:
    result = (
        {"type": "succeeded", "message": answer} if status < 400 else {"type": "errored", "error": answer}
    )
    return {"result": result, "custom_id": line["custom_id"]}
