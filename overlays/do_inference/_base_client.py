"""The base of the clients: checks settings, makes copies with other settings, and reports the rate limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from do_inference_generated._interface import NOT_GIVEN, NotGiven

from ._no_copy import HoldsConnections
from ._settings import config
from ._settings.config import check_hook, check_limiter, check_retry, check_sender, default_header_fields
from ._settings.credentials import find_credentials
from ._settings.header_fields import override
from ._settings.timeouts import DEFAULT_TIMEOUT, phases, seconds, wait_bound
from .errors import InferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from do_inference_generated._interface import Operation

    from ._call_event import AsyncCallHook
    from ._http.pacing import Pacing
    from ._settings.certificates import Verify
    from ._settings.credentials import Key
    from ._settings.header_fields import FieldList
    from .rate_limit import LimiterState
    from .retry import AsyncRetryHook, RetryPolicy


class BaseClient(HoldsConnections):
    """Settings, copies and properties that all four clients share. Does no I/O."""

    _api: config.Api
    _asynchronous: ClassVar[bool] = False
    _executor: Any
    _owns_pool: bool

    @property
    def base_url(self) -> str:
        """The address of the API, without a trailing slash."""
        return str(self._executor.settings.endpoint.url)

    @property
    def rate_limit(self) -> LimiterState | None:
        """The rate limit of this client's key: limits, remaining requests, the next free moment, the last headers.

        None if requests are not paced. Sends no request; `refresh_rate_limit` does.
        """
        state: LimiterState | None = self._executor.pacing.state
        return state

    @property
    def closed(self) -> bool:
        """Whether the client is closed."""
        return bool(self._executor.pool.closed)

    def __repr__(self) -> str:
        if not hasattr(self, "_executor"):  # A debugger shows it during construction.
            return f"<{type(self).__name__}>"
        return f"<{type(self).__name__} of {self.base_url}{', closed' if self.closed else ''}>"

    def __copy__(self) -> Self:
        """Return a client that shares settings and connections. Closing it does not close the connections."""
        clone = object.__new__(type(self))
        clone.__dict__.update(self.__dict__)
        clone._owns_pool = False
        return clone

    def _settings(
        self,
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
        default_headers: Mapping[str, str] | None,
        on_retry: AsyncRetryHook | None,
        on_call: AsyncCallHook | None,
        http_client: httpx.Client | httpx.AsyncClient | None,
        transport: object,
        verify: Verify,
    ) -> config.Settings:
        check_sender(http_client, transport, verify, asynchronous=self._asynchronous)
        check_hook(on_retry, "on_retry", asynchronous=self._asynchronous)
        check_hook(on_call, "on_call", asynchronous=self._asynchronous)
        headers = default_header_fields(default_headers or {})
        if http_client is not None:
            timeout = _timeout_of(http_client) if timeout is NOT_GIVEN else timeout
            headers = override(_headers_of(http_client), headers)
        return config.resolve(
            self._api,
            api_key=api_key,
            endpoint=endpoint,
            allow_http=allow_http,
            timeout=DEFAULT_TIMEOUT if timeout is NOT_GIVEN else timeout,
            deadline=deadline,
            event_timeout=event_timeout,
            max_wait=max_wait,
            max_retries=max_retries,
            retry=retry,
            default_headers=headers,
            on_retry=on_retry,
            on_call=on_call,
        )

    def _pacing(self, changed: Mapping[str, Any], settings: config.Settings) -> Pacing:
        """Return the pacing for a copy: the same, unless the key, the host or the limiter changes."""
        from ._http.pacing import Pacing

        if changed["rate_limiter"] is not NOT_GIVEN:
            check_limiter(changed["rate_limiter"])
            return Pacing(changed["rate_limiter"], settings)
        pacing: Pacing = self._executor.pacing
        return pacing.for_settings(settings)

    def _copy(self, changed: Mapping[str, Any]) -> Self:
        """Return a client with some settings changed, over the same connections."""
        own = self._executor
        clone = object.__new__(type(self))
        settings = self._changed(changed)
        clone._executor = type(own)(settings, own.pool, self._pacing(changed, settings))
        clone._executor.clock = own.clock
        clone._owns_pool = False
        return clone

    def _probe(self) -> Operation[Any, Any]:
        """Return the operation that reports the rate limit at the lowest cost."""
        from do_inference_generated.operations import OPERATIONS

        probes = [o for o in OPERATIONS.values() if o.probe and o.api == self._api.name]
        if not probes:
            raise InferenceError("no operation of this API is described as a probe of the rate limit")
        return probes[0]

    def _changed(self, options: Mapping[str, Any]) -> config.Settings:
        """Return the settings of this client with some of them changed."""
        changes: dict[str, Any] = {}
        settings: config.Settings = self._executor.settings
        for name, value in options.items():
            if value is NOT_GIVEN or name == "rate_limiter":
                continue
            if name == "api_key":
                changes["credentials"] = find_credentials(
                    value, self._api.key_variables, self._api.key, self._api.key_origin
                )
            elif name == "base_url":
                changes["endpoint"] = config.find_endpoint(self._api, value, allow_http=settings.allow_http)
            elif name == "retry":
                changes["retry"] = check_retry(value)
            elif name == "timeout":
                changes["timeout"] = phases(value)
            elif name in ("deadline", "event_timeout"):
                changes[name] = seconds(value, name)
            elif name == "max_wait":
                changes[name] = wait_bound(value, name)
            elif name == "max_retries":
                changes["retry"] = config.with_retries(changes.get("retry", settings.retry), value)
            elif name == "default_headers":
                changes["default_headers"] = override(settings.default_headers, default_header_fields(value))
            else:
                check_hook(value, name, asynchronous=self._asynchronous)
                changes[name] = value
        return settings.changed(changes)


def _timeout_of(client: httpx.Client | httpx.AsyncClient) -> object:
    """Return the timeout of the user's httpx client, or ours if it has httpx's default of five seconds."""
    import httpx

    return DEFAULT_TIMEOUT if client.timeout == httpx.Timeout(5.0) else client.timeout


def _headers_of(client: httpx.Client | httpx.AsyncClient) -> FieldList:
    """Return the header fields of the user's httpx client, without those that httpx adds to every client."""
    usual = (b"accept", b"accept-encoding", b"connection", b"authorization")
    return [
        (name, value)
        for name, value in client.headers.raw
        if name.lower() not in usual and not value.startswith(b"python-httpx/")
    ]
