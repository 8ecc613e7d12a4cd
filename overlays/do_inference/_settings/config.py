"""The settings of a client, and the validation of its arguments.

Arguments are validated when a client is created, rather than at the first call or the first error.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias, TypeVar

from do_inference_generated._interface import NOT_GIVEN, NotGiven

from ..errors import ConfigurationError
from ..retry import AsyncRetryHook, RetryPolicy
from .credentials import Credentials, Key, find_credentials
from .endpoint import Endpoint, parse_endpoint
from .header_fields import encode_fields
from .timeouts import DEFAULT_EVENT_TIMEOUT, Phases, phases, seconds, seconds_or_environment, wait_bound

if TYPE_CHECKING:
    from ssl import SSLContext

    from .._call_event import AsyncCallHook
    from .certificates import Verify
    from .header_fields import FieldList

TransportName: TypeAlias = Literal["native", "httpx"]
"""The built-in transports: our own, and that of httpx."""
TRANSPORT_NAMES: Final[tuple[TransportName, ...]] = ("native", "httpx")
TRANSPORT_VARIABLE: Final = "DO_INFERENCE_TRANSPORT"

TransportT = TypeVar("TransportT")


class Api(NamedTuple):
    """One of the two APIs, with the sources of its key and endpoint."""

    name: Literal["serverless", "agent"]
    key: str
    """The name of the type of key, for error messages."""
    key_origin: str
    """Where users create such keys, for error messages."""
    key_variables: tuple[str, ...]
    """The environment variables that may contain the key, in order of preference."""
    endpoint_argument: str
    """The name of the client's argument for the endpoint."""
    endpoint_variables: tuple[str, ...]
    """The environment variables that may contain the endpoint, in order of preference."""
    default_endpoint: str | None


SERVERLESS: Final = Api(
    name="serverless",
    key="model access key",
    key_origin=(
        "Create a model access key in DigitalOcean's control panel, under serverless inference, or use a personal "
        "access token with full access"
    ),
    key_variables=("MODEL_ACCESS_KEY", "GRADIENT_MODEL_ACCESS_KEY", "DIGITALOCEAN_TOKEN"),
    endpoint_argument="base_url",
    endpoint_variables=("GRADIENT_INFERENCE_ENDPOINT",),
    default_endpoint="https://inference.do-ai.run",
)

AGENT: Final = Api(
    name="agent",
    key="agent access key",
    key_origin=(
        "Each agent has its own endpoint access keys: create one on the agent's page in DigitalOcean's control panel. "
        "Model access keys and personal access tokens do not work"
    ),
    key_variables=("AGENT_ACCESS_KEY", "GRADIENT_AGENT_ACCESS_KEY"),
    endpoint_argument="endpoint",
    endpoint_variables=("AGENT_ENDPOINT", "GRADIENT_AGENT_ENDPOINT"),
    default_endpoint=None,
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that all requests of one client share. Times are in seconds; None means no limit."""

    api: Api
    endpoint: Endpoint
    allow_http: bool
    credentials: Credentials
    timeout: Phases
    deadline: float | None
    event_timeout: float | None
    max_wait: float | NotGiven | None
    retry: RetryPolicy
    default_headers: FieldList = field(repr=False)
    on_retry: AsyncRetryHook | None
    on_call: AsyncCallHook | None

    def changed(self, changes: Mapping[str, Any]) -> Settings:
        """Return a copy with some fields replaced."""
        return replace(self, **changes)


_DEFAULT_RETRY: Final = RetryPolicy()


def find_endpoint(api: Api, given: str | None, *, allow_http: bool) -> Endpoint:
    """Return the endpoint from the argument, else from the environment, else the default of the API."""
    if given is not None:
        if not isinstance(given, str):
            raise ConfigurationError(f"{api.endpoint_argument} must be a string, not {type(given).__name__}")
        return parse_endpoint(given, api=api.name, allow_http=allow_http, what=api.endpoint_argument)
    for name in api.endpoint_variables:
        value = os.environ.get(name, "").strip()
        if value:
            return parse_endpoint(value, api=api.name, allow_http=allow_http, what=f"the endpoint in {name}")
    if api.default_endpoint is None:
        raise ConfigurationError(
            f"no endpoint: pass {api.endpoint_argument}=... with the URL of the agent, such as "
            f"https://<agent>.agents.do-ai.run, or set {' or '.join(api.endpoint_variables)}"
        )
    return parse_endpoint(api.default_endpoint, api=api.name, allow_http=False, what=api.endpoint_argument)


def resolve(
    api: Api,
    *,
    api_key: Key,
    endpoint: str | None,
    allow_http: bool,
    timeout: Any,
    deadline: float | None,
    event_timeout: float | NotGiven | None,
    max_wait: float | NotGiven | None,
    max_retries: int | None,
    retry: RetryPolicy | None,
    default_headers: FieldList,
    on_retry: AsyncRetryHook | None,
    on_call: AsyncCallHook | None,
) -> Settings:
    """Return the settings for the arguments of a client. Raises `ConfigurationError`, `TypeError` or `ValueError`."""
    policy = _DEFAULT_RETRY if retry is None else check_retry(retry)
    return Settings(
        api=api,
        endpoint=find_endpoint(api, endpoint, allow_http=allow_http),
        allow_http=allow_http,
        credentials=find_credentials(api_key, api.key_variables, api.key, api.key_origin),
        timeout=phases(timeout),
        deadline=seconds(deadline, "deadline"),
        event_timeout=seconds_or_environment(event_timeout, "event_timeout", DEFAULT_EVENT_TIMEOUT),
        max_wait=seconds_or_environment(max_wait, "max_wait", NOT_GIVEN, wait_bound),
        retry=policy if max_retries is None else with_retries(policy, max_retries),
        default_headers=default_headers,
        on_retry=on_retry,
        on_call=on_call,
    )


def with_retries(policy: RetryPolicy, max_retries: int) -> RetryPolicy:
    """Return the policy with another maximum number of retries."""
    return replace(policy, max_retries=max_retries)


def check_sender(http_client: object, transport: object, verify: object, *, asynchronous: bool) -> None:
    """Raise `TypeError` for a wrong type, and `ConfigurationError` for arguments that exclude each other."""
    if isinstance(transport, str):  # `split_transport` checks it.
        transport = None
    if verify is not None and verify is not True and not (http_client is transport is None):
        given = "transport" if http_client is None else "http_client"
        raise ConfigurationError(
            f"verify has no effect together with {given}: create the {given} with verify=... instead"
        )
    if http_client is not None and transport is not None:
        raise ConfigurationError("pass either http_client or transport, not both")
    if http_client is not None:
        import httpx

        kind = httpx.AsyncClient if asynchronous else httpx.Client
        if not isinstance(http_client, kind):
            raise TypeError(f"http_client must be an httpx.{kind.__name__}, not {_type_name(http_client)}")
    method = "handle_async_request" if asynchronous else "handle_request"
    if transport is not None and (isinstance(transport, type) or not hasattr(transport, method)):
        raise TypeError(f"transport must be an httpx transport with {method}, not {_type_name(transport)}")


def context_of(verify: Verify) -> SSLContext | None:
    """Return the TLS context for `verify`; None for the default context, which all clients of the process share."""
    if verify is None or verify is True:
        return None
    from .certificates import given_context  # Imported here for start-up time: few clients need it.

    return given_context(verify)


def split_transport(
    transport: TransportT | TransportName | None,
) -> tuple[TransportName | None, TransportT | None]:
    """Return the name of the built-in transport in the argument, else in the environment, and the user's transport."""
    if isinstance(transport, str):
        return _requested(transport, "transport"), None
    name = os.environ.get(TRANSPORT_VARIABLE, "").strip()
    if transport is None and name:
        return _requested(name, TRANSPORT_VARIABLE), None
    return None, transport


def _requested(name: object, source: str) -> TransportName:
    """Return the name of a built-in transport. `source` is the argument or the variable that contains it."""
    for known in TRANSPORT_NAMES:
        if name == known:
            return known
    raise ConfigurationError(f"{source} must be {' or '.join(map(repr, TRANSPORT_NAMES))}, not {name!r}")


def check_retry(policy: object) -> RetryPolicy:
    """Return the retry policy. Raises `TypeError` for a wrong type."""
    if not isinstance(policy, RetryPolicy):
        raise TypeError(f"retry must be a RetryPolicy, not {_type_name(policy)}")
    return policy


def check_hook(hook: object, name: str, *, asynchronous: bool) -> None:
    """Raise `TypeError` if a hook is not callable, or is a coroutine function passed to a synchronous client."""
    if hook is None:
        return
    if not callable(hook):
        raise TypeError(f"{name} must be a function, not {_type_name(hook)}")
    from inspect import iscoroutinefunction

    if iscoroutinefunction(hook) and not asynchronous:
        raise TypeError(f"{name} is asynchronous: pass a plain function, or use an async client")


def check_limiter(limiter: object) -> None:
    """Raise `TypeError` unless the argument is a `RateLimiter`, None or omitted."""
    if limiter is None or isinstance(limiter, NotGiven):
        return
    from ..rate_limit import RateLimiter

    if not isinstance(limiter, RateLimiter):
        raise TypeError(f"rate_limiter must be a RateLimiter or None, not {_type_name(limiter)}")


def default_header_fields(fields: object) -> FieldList:
    """Return the encoded default headers. Raises `TypeError` or `ValueError` for invalid ones."""
    if not isinstance(fields, Mapping):
        raise TypeError(f"default_headers must be a mapping of names to values, not {_type_name(fields)}")
    return encode_fields(fields)


def _type_name(value: object) -> str:
    return f"the class {value.__name__} itself" if isinstance(value, type) else type(value).__name__
