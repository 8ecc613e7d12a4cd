"""Client library for DigitalOcean's inference APIs: serverless inference and agents.

`Client` and `AsyncClient` access serverless inference, `AgentClient` and `AsyncAgentClient` access one agent. The types
of request fields are in `do_inference.params`, the types of results in `do_inference.models`, and the exceptions in
`do_inference.errors`. All exceptions can also be imported from here.

Example:
    from do_inference import Client

    with Client() as client:  # reads the key from MODEL_ACCESS_KEY
        completion = client.chat.completions.create(
            model="llama3.3-70b-instruct", messages=[{"role": "user", "content": "Hello"}]
        )
        print(completion.choices[0].message.content)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ._version import __version__

if TYPE_CHECKING:
    from do_inference_generated._interface import NOT_GIVEN as NOT_GIVEN
    from do_inference_generated._interface import BinaryContent as BinaryContent
    from do_inference_generated._interface import NotGiven as NotGiven
    from do_inference_generated._interface import RateLimitState as RateLimitState
    from do_inference_generated._interface import RateLimitWindow as RateLimitWindow
    from do_inference_generated._interface import RawResponse as RawResponse
    from do_inference_generated._interface import RequestOptions as RequestOptions
    from do_inference_generated._interface import ResponseInfo as ResponseInfo
    from do_inference_generated._interface import Timeout as Timeout
    from do_inference_generated._model import Model as Model
    from do_inference_generated._pagination import AsyncPage as AsyncPage
    from do_inference_generated._pagination import AsyncPager as AsyncPager
    from do_inference_generated._pagination import Page as Page
    from do_inference_generated._stream import AsyncStream as AsyncStream
    from do_inference_generated._stream import Stream as Stream

    from . import errors as errors
    from . import models as models
    from . import params as params
    from . import rate_limit as rate_limit
    from . import sse as sse
    from . import streams as streams
    from . import structured as structured
    from . import tools as tools
    from . import transports as transports
    from . import workflows as workflows
    from ._call_event import CallEvent as CallEvent
    from .async_client import AsyncAgentClient as AsyncAgentClient
    from .async_client import AsyncClient as AsyncClient
    from .client import AgentClient as AgentClient
    from .client import Client as Client
    from .errors import APIConnectionError as APIConnectionError
    from .errors import APIError as APIError
    from .errors import APIStatusError as APIStatusError
    from .errors import APITimeoutError as APITimeoutError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import BadRequestError as BadRequestError
    from .errors import ClientClosedError as ClientClosedError
    from .errors import ConfigurationError as ConfigurationError
    from .errors import ConflictError as ConflictError
    from .errors import DeadlineError as DeadlineError
    from .errors import DecodingError as DecodingError
    from .errors import ErrorReason as ErrorReason
    from .errors import FileChangedError as FileChangedError
    from .errors import InferenceError as InferenceError
    from .errors import InternalServerError as InternalServerError
    from .errors import MethodNotAllowedError as MethodNotAllowedError
    from .errors import NotFoundError as NotFoundError
    from .errors import PermissionDeniedError as PermissionDeniedError
    from .errors import PreconditionFailedError as PreconditionFailedError
    from .errors import RateLimitError as RateLimitError
    from .errors import RequestTimeoutError as RequestTimeoutError
    from .errors import RequestTooLargeError as RequestTooLargeError
    from .errors import StreamError as StreamError
    from .errors import StreamInterrupted as StreamInterrupted
    from .errors import StreamTruncated as StreamTruncated
    from .errors import UnprocessableEntityError as UnprocessableEntityError
    from .errors import UploadError as UploadError
    from .rate_limit import Limit as Limit
    from .rate_limit import LimiterState as LimiterState
    from .rate_limit import RateLimitDeadlineError as RateLimitDeadlineError
    from .rate_limit import RateLimiter as RateLimiter
    from .rate_limit import RateLimitTransport as RateLimitTransport
    from .retry import RetryEvent as RetryEvent
    from .retry import RetryPolicy as RetryPolicy
    from .streams import StreamClosedError as StreamClosedError

_ERRORS: Final = (
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AuthenticationError",
    "BadRequestError",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DeadlineError",
    "DecodingError",
    "ErrorReason",
    "FileChangedError",
    "InferenceError",
    "InternalServerError",
    "MethodNotAllowedError",
    "NotFoundError",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "RateLimitError",
    "RequestTimeoutError",
    "RequestTooLargeError",
    "StreamError",
    "StreamInterrupted",
    "StreamTruncated",
    "UnprocessableEntityError",
    "UploadError",
)
_INTERFACE: Final = (
    "NOT_GIVEN",
    "BinaryContent",
    "NotGiven",
    "RateLimitState",
    "RateLimitWindow",
    "RawResponse",
    "RequestOptions",
    "ResponseInfo",
    "Timeout",
)

# Names are imported on first access, which keeps the start-up time low.
_HOMES: Final = {
    **dict.fromkeys(_ERRORS, "do_inference.errors"),
    **dict.fromkeys(_INTERFACE, "do_inference_generated._interface"),
    **dict.fromkeys(("AgentClient", "Client"), "do_inference.client"),
    **dict.fromkeys(("AsyncAgentClient", "AsyncClient"), "do_inference.async_client"),
    **dict.fromkeys(
        ("Limit", "LimiterState", "RateLimitDeadlineError", "RateLimitTransport", "RateLimiter"),
        "do_inference.rate_limit",
    ),
    **dict.fromkeys(("RetryEvent", "RetryPolicy"), "do_inference.retry"),
    **dict.fromkeys(("AsyncPage", "AsyncPager", "Page"), "do_inference_generated._pagination"),
    **dict.fromkeys(("AsyncStream", "Stream"), "do_inference_generated._stream"),
    "CallEvent": "do_inference._call_event",
    "Model": "do_inference_generated._model",
    "StreamClosedError": "do_inference.streams",
}
_MODULES: Final = frozenset(
    {
        "errors",
        "models",
        "params",
        "rate_limit",
        "sse",
        "streams",
        "structured",
        "tools",
        "transports",
        "workflows",
    }
)

__all__ = [
    "NOT_GIVEN",
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AgentClient",
    "AsyncAgentClient",
    "AsyncClient",
    "AsyncPage",
    "AsyncPager",
    "AsyncStream",
    "AuthenticationError",
    "BadRequestError",
    "BinaryContent",
    "CallEvent",
    "Client",
    "ClientClosedError",
    "ConfigurationError",
    "ConflictError",
    "DeadlineError",
    "DecodingError",
    "ErrorReason",
    "FileChangedError",
    "InferenceError",
    "InternalServerError",
    "Limit",
    "LimiterState",
    "MethodNotAllowedError",
    "Model",
    "NotFoundError",
    "NotGiven",
    "Page",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "RateLimitDeadlineError",
    "RateLimitError",
    "RateLimitState",
    "RateLimitTransport",
    "RateLimitWindow",
    "RateLimiter",
    "RawResponse",
    "RequestOptions",
    "RequestTimeoutError",
    "RequestTooLargeError",
    "ResponseInfo",
    "RetryEvent",
    "RetryPolicy",
    "Stream",
    "StreamClosedError",
    "StreamError",
    "StreamInterrupted",
    "StreamTruncated",
    "Timeout",
    "UnprocessableEntityError",
    "UploadError",
    "__version__",
    "errors",
    "models",
    "params",
    "rate_limit",
    "sse",
    "streams",
    "structured",
    "tools",
    "transports",
    "workflows",
]


if not TYPE_CHECKING:  # Hidden from type checkers, so that they report names that do not exist.

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name in _MODULES:
            return import_module(f"{__name__}.{name}")
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
