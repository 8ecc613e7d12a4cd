"""Error responses: their kinds, and the shapes in which the layers of the services write them.

`E1` to `E7` number the shapes: the documented flat one, nested with `status_code`, nested without it, Messages, the
model server (`E5`, and nested `E5n`), the web framework of agents, and HTML.

Error kinds have the names of `do_inference.ErrorReason`. The id of quota errors, the meaning of their headers and
`retry-after` are documented. The types of capacity and tier errors and "Platform overloaded" were recorded from the
live service. All other texts are the emulator's own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from do_inference.emulator._replies import BytesReply, JSONReply, Reply

if TYPE_CHECKING:
    from do_inference.emulator._limits import Limits

ErrorShape = Literal["E1", "E2", "E3", "E4", "E5", "E5n", "E6", "E7", "text", "empty"]
ERROR_SHAPES: tuple[ErrorShape, ...] = ("E1", "E2", "E3", "E4", "E5", "E5n", "E6", "E7", "text", "empty")

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
    502: "The upstream server returned an invalid response.",
    503: "The service is unavailable for the moment.",
    504: "The upstream server timed out.",
    529: "The model is overloaded.",
}
PAGE = (
    b'<!DOCTYPE html>\n<html lang="en"><head><title>We\'ll be right back</title></head>'
    b"<body><h1>Maintenance</h1><p>This page is not available at the moment.</p></body></html>\n"
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One validation error of a request."""

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
class ErrorReply(Exception):
    """An error response. Any code below the application may raise it; the application selects its shape."""

    status: int
    message: str = ""
    issues: tuple[Issue, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    shape: ErrorShape | None = None
    kind: str = ""
    """The id or type in the body, if it is not the default of the status."""
    code: str | None = None
    """The `code` in the shape of OpenAI (`E5n`)."""

    def __str__(self) -> str:
        return f"{self.status} {self.text}"

    @property
    def text(self) -> str:
        if self.message:
            return self.message
        if self.issues:
            return "; ".join(f'Error at "{issue.path}": {issue.message}' for issue in self.issues[:3])
        return _MESSAGES.get(self.status, "The request could not be processed.")

    def shaped(self, shape: ErrorShape) -> ErrorReply:
        return self if self.shape is not None else replace(self, shape=shape)


def error_response(error: ErrorReply, request_id: str) -> Reply:
    """Return the error as a response in its shape."""
    shape = error.shape or "E1"
    if shape in ("E7", "text", "empty"):
        return _page(error, shape)
    return JSONReply(error_body(error, shape, request_id), error.status, error.headers)


def _page(error: ErrorReply, shape: ErrorShape) -> Reply:
    content, kind = {
        "E7": (PAGE, "text/html; charset=utf-8"),
        "text": (error.text.encode(), "text/plain; charset=utf-8"),
        "empty": (b"", ""),
    }[shape]
    return BytesReply(content, kind, error.status, error.headers)


def error_body(error: ErrorReply, shape: ErrorShape, request_id: str) -> dict[str, Any]:
    """Return the JSON body of an error."""
    text, status = error.text, error.status
    name = error.kind or _IDS.get(status, "error")
    nested = error.kind or _NESTED.get(status, "api_error" if status >= 500 else "invalid_request_error")
    param = error.issues[0].field if error.issues else None
    if shape == "E2":
        return {"error": {"message": text, "type": nested}, "status_code": status}
    if shape == "E3":
        return {"error": {"message": text}}
    if shape == "E4":
        return {"type": "error", "error": {"type": nested, "message": text}, "request_id": request_id}
    if shape == "E5":
        return {"object": "error", "message": text, "type": "BadRequestError", "param": param, "code": status}
    if shape == "E5n":
        return {"error": {"message": text, "type": nested, "param": param, "code": error.code}}
    if shape == "E6":
        return {"detail": [_detail(issue) for issue in error.issues] or text}
    return {"id": name, "message": text, "request_id": request_id}


def _detail(issue: Issue) -> dict[str, Any]:
    return {"loc": list(issue.pointer), "msg": issue.message, "type": issue.kind}


OWN_QUOTA: Final = "too_many_requests"
_SOON: Final = 2
"""Seconds until the reset of a forced quota error: short, so that tests of waiting are fast."""
_AMOUNTS: Final[Mapping[str, int]] = {
    "requests": 120,
    "tokens-per-minute": 1_500_000,
    "tokens-per-day": 45_000_000,
    "hour": 5000,
}
"""The limits that an error reports if the emulator has none of that name."""


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One kind of error."""

    status: int
    message: str
    name: str
    """The id or type in the body."""
    code: str | None = None
    quota: str = ""
    """The exhausted bucket or window."""
    retry_after: str | None = None
    vendors: bool = False
    """Whether the body has the shape of the vendor: Anthropic's for Messages, else OpenAI's."""

    def headers(self, limits: Limits, now: float) -> dict[str, str]:
        """Return the rate-limit headers of the error at Unix time `now`."""
        headers = {} if self.retry_after is None else {"retry-after": self.retry_after}
        if not self.quota:
            return headers
        configured = {rule.name: rule.limit for rule in limits.rules}
        amount, reset = configured.get(self.quota, _AMOUNTS[self.quota]), math.ceil(now) + _SOON
        if self.quota == "hour":
            reported = {"ratelimit-limit": amount, "ratelimit-remaining": 0, "ratelimit-reset": reset}
        else:
            reported = dict(_bucket(self.quota, amount, 0, reset))
            if self.quota != "requests":  # An error for requests has only the headers of requests.
                for name in ("requests", "tokens-per-minute", "tokens-per-day"):
                    most = configured.get(name, _AMOUNTS[name])
                    reported = {**_bucket(name, most, most, 0), **reported}
        return {**headers, **{name: str(value) for name, value in reported.items()}}

    def shape(self, own: ErrorShape | None) -> ErrorShape | None:
        """Return the shape of a vendor's body. `own` is the error shape of the operation, if it has its own."""
        return ("E4" if own == "E4" else "E5n") if self.vendors else None


def _bucket(name: str, limit: int, remaining: int, reset: int) -> dict[str, int]:
    values: Mapping[Literal["limit", "remaining", "reset"], int] = {
        "limit": limit,
        "remaining": remaining,
        "reset": reset,
    }
    return {f"x-ratelimit-{field}-{name}": value for field, value in values.items()}


ERROR_KINDS: Final[Mapping[str, ErrorKind]] = {
    "request-quota": ErrorKind(429, "API rate limit exceeded.", OWN_QUOTA, quota="requests"),
    "token-quota": ErrorKind(429, "Tokens per minute limit reached.", OWN_QUOTA, quota="tokens-per-minute"),
    "daily-cap": ErrorKind(
        429,
        "Daily token limit reached for this model. Try again tomorrow.",
        OWN_QUOTA,
        quota="tokens-per-day",
    ),
    "request-burst": ErrorKind(
        429, "API rate limit exceeded.", OWN_QUOTA, quota="hour", retry_after=str(_SOON)
    ),
    "hourly-quota": ErrorKind(429, "API rate limit exceeded.", OWN_QUOTA, quota="hour"),
    "quota": ErrorKind(429, "API rate limit exceeded.", OWN_QUOTA),
    "model-capacity": ErrorKind(429, "The model has no capacity at the moment.", "rate_limit_exceeded_error"),
    "platform-overload": ErrorKind(429, "Platform overloaded. Please try again later.", "overloaded"),
    "upstream": ErrorKind(
        429,
        "The vendor's rate limit is reached.",
        "rate_limit_error",
        "rate_limit_exceeded",
        retry_after=str(_SOON),
        vendors=True,
    ),
    "insufficient-balance": ErrorKind(
        403, "The account balance is empty. Add funds to go on using inference.", "forbidden_error"
    ),
    "model-not-in-tier": ErrorKind(
        403, "This model is not available for your subscription tier.", "forbidden_error"
    ),
    "model-retired": ErrorKind(404, "This model has been retired.", "not_found_error"),
    "unauthorized": ErrorKind(401, "Unable to authenticate you.", "Unauthorized"),
}
ERROR_KIND_ALIASES: Final[Mapping[str, str]] = {"overload": "platform-overload", "daily": "daily-cap"}
"""Short names of error kinds."""
