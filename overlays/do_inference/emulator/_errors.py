"""Refusals, in every shape that the services' layers write them.

`E1` to `E7` number the shapes: published flat, nested with `status_code`, bare nested, Messages API, model server,
web framework of agents, and what is no JSON at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from do_inference.emulator._replies import BytesReply, JSONReply, Reply

Shape = Literal["E1", "E2", "E3", "E4", "E5", "E5n", "E6", "E7", "text", "empty"]
SHAPES: tuple[Shape, ...] = ("E1", "E2", "E3", "E4", "E5", "E5n", "E6", "E7", "text", "empty")

_IDS = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    412: "precondition_failed",
    413: "request_too_large",
    415: "unsupported_media_type",
    422: "unprocessable_entity",
    424: "failed_dependency",
    429: "too_many_requests",
    500: "server_error",
    502: "bad_gateway",
    503: "service_unavailable",
    504: "gateway_timeout",
    529: "overloaded",
}
_NESTED = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "forbidden_error",
    404: "not_found_error",
    413: "request_too_large",
    422: "invalid_request_error",
    429: "too_many_requests",
    503: "service_unavailable_error",
    529: "overloaded_error",
}
_MESSAGES = {
    401: "Unable to authenticate you.",
    403: "You are not authorized to perform this operation.",
    404: "The resource you requested could not be found.",
    405: "The method is not allowed for this resource.",
    429: "API rate limit exceeded.",
    500: "Server was unable to give you a response.",
    502: "The upstream server gave no valid answer.",
    503: "The service is unavailable for the moment.",
    504: "The upstream server took too long to answer.",
    529: "The model is overloaded.",
}
PAGE = (
    b'<!DOCTYPE html>\n<html lang="en"><head><title>We\'ll be right back</title></head>'
    b"<body><h1>Maintenance</h1><p>This page is not available at the moment.</p></body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with a request."""

    pointer: tuple[str | int, ...]
    message: str
    kind: str = "value_error"

    @property
    def path(self) -> str:
        return "/" + "/".join(str(step) for step in self.pointer[1:])

    @property
    def field(self) -> str:
        return ".".join(str(step) for step in self.pointer[1:]) or str(self.pointer[0])


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """A request that is refused. Raised anywhere below the application, which gives it its shape."""

    status: int
    message: str = ""
    issues: tuple[Issue, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    shape: Shape | None = None
    kind: str = ""
    """The machine-readable kind, where it is not the status's usual one."""
    code: str | None = None
    """The `code` in the shape of OpenAI."""

    def __str__(self) -> str:
        return f"{self.status} {self.text}"

    @property
    def text(self) -> str:
        if self.message:
            return self.message
        if self.issues:
            return "; ".join(f'Error at "{issue.path}": {issue.message}' for issue in self.issues[:3])
        return _MESSAGES.get(self.status, "The request could not be processed.")

    def shaped(self, shape: Shape) -> Refusal:
        return self if self.shape is not None else replace(self, shape=shape)


def reply(refusal: Refusal, request_id: str) -> Reply:
    """The refusal as a body of its shape."""
    shape = refusal.shape or "E1"
    if shape in ("E7", "text", "empty"):
        return _page(refusal, shape)
    return JSONReply(body(refusal, shape, request_id), refusal.status, refusal.headers)


def _page(refusal: Refusal, shape: Shape) -> Reply:
    content, kind = {
        "E7": (PAGE, "text/html; charset=utf-8"),
        "text": (refusal.text.encode(), "text/plain; charset=utf-8"),
        "empty": (b"", ""),
    }[shape]
    return BytesReply(content, kind, refusal.status, refusal.headers)


def body(refusal: Refusal, shape: Shape, request_id: str) -> dict[str, Any]:
    """The JSON body of a refusal."""
    text, status = refusal.text, refusal.status
    name = refusal.kind or _IDS.get(status, "error")
    nested = refusal.kind or _NESTED.get(status, "api_error" if status >= 500 else "invalid_request_error")
    param = refusal.issues[0].field if refusal.issues else None
    if shape == "E2":
        return {"error": {"message": text, "type": nested}, "status_code": status}
    if shape == "E3":
        return {"error": {"message": text}}
    if shape == "E4":
        return {"type": "error", "error": {"type": nested, "message": text}, "request_id": request_id}
    if shape == "E5":
        return {"object": "error", "message": text, "type": "BadRequestError", "param": param, "code": status}
    if shape == "E5n":
        return {"error": {"message": text, "type": nested, "param": param, "code": refusal.code}}
    if shape == "E6":
        return {"detail": [_detail(issue) for issue in refusal.issues] or text}
    return {"id": name, "message": text, "request_id": request_id}


def _detail(issue: Issue) -> dict[str, Any]:
    return {"loc": list(issue.pointer), "msg": issue.message, "type": issue.kind}
