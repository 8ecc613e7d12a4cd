"""What clients have in common beside their methods: settings, copies with other options, and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, Unpack

from do_inference_generated._interface import NOT_GIVEN, Arguments, NotGiven, Timeout

from ._no_copy import HoldsConnections
from ._settings import config
from ._settings.arguments import check_hook, check_limiter, check_retry, check_sender, header_fields
from ._settings.credentials import conceal, find_credentials
from ._settings.header_fields import override
from ._settings.timeouts import DEFAULT_TIMEOUT, phases, seconds, wait_bound
from .errors import InferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import httpx

    from do_inference_generated._interface import Operation, RequestOptions

    from ._call_event import AsyncCallHook, CallHook
    from ._http.async_executor import AsyncHTTPExecutor
    from ._http.executor import HTTPExecutor
    from ._http.pacing import Pacing
    from ._settings.certificates import Verify
    from ._settings.credentials import AsyncKeyProvider, Key, KeyProvider
    from ._settings.header_fields import FieldList
    from .rate_limit import LimiterState, RateLimiter
    from .retry import AsyncRetryHook, RetryHook, RetryPolicy


class Lifecycle(HoldsConnections):
    """What all clients have in common."""

    _api: config.Api
    _asynchronous: ClassVar[bool]
    _executor: Any
    _owns_pool: bool

    @property
    def base_url(self) -> str:
        """The address that calls go to, without a slash at its end."""
        return str(self._executor.settings.endpoint.url)

    @property
    def rate_limit(self) -> LimiterState | None:
        """What is known of the rate limit of this client's key: limits, what remains of them, when the next request
        could go, and what the server said last. None where requests are not paced. Asks nobody.
        """
        state: LimiterState | None = self._executor.pacing.state
        return state

    @property
    def closed(self) -> bool:
        """Whether the connections have been closed."""
        return bool(self._executor.pool.closed)

    def __repr__(self) -> str:
        if not hasattr(self, "_executor"):  # Shown by a debugger while it is being made.
            return f"<{type(self).__name__}>"
        return f"<{type(self).__name__} of {self.base_url}{', closed' if self.closed else ''}>"

    def __copy__(self) -> Self:
        """The same client over the same connections. Closing the copy closes nothing."""
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
        headers = header_fields(default_headers or {})
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
        """The pacing of a client made from this one: its own, unless key, host or limiter are others."""
        from ._http.pacing import Pacing

        if changed["rate_limiter"] is not NOT_GIVEN:
            check_limiter(changed["rate_limiter"])
            return Pacing(changed["rate_limiter"], settings)
        pacing: Pacing = self._executor.pacing
        return pacing.for_settings(settings)

    def _copy(self, changed: Mapping[str, Any]) -> Self:
        """A client with some settings changed, over the same connections."""
        own = self._executor
        clone = object.__new__(type(self))
        settings = self._changed(changed)
        clone._executor = type(own)(settings, own.pool, self._pacing(changed, settings))
        clone._executor.clock = own.clock
        clone._owns_pool = False
        return clone

    def _probe(self) -> Operation[Any, Any]:
        """The operation that asks how the rate limit stands."""
        from do_inference_generated.operations import OPERATIONS

        probes = [o for o in OPERATIONS.values() if o.probe and o.api == self._api.name]
        if not probes:
            raise InferenceError("the description names no operation that could ask for the rate limit")
        return probes[0]

    def _changed(self, options: Mapping[str, Any]) -> config.Settings:
        """The settings of this client with some of them changed."""
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
                changes["default_headers"] = override(settings.default_headers, header_fields(value))
            else:
                check_hook(value, name, asynchronous=self._asynchronous)
                changes[name] = value
        return settings.changed(changes)


class SyncLifecycle(Lifecycle):
    _asynchronous = False

    @property
    def executor(self) -> HTTPExecutor:
        """What makes the calls of this client, for code that brings an `Operation` of its own."""
        executor: HTTPExecutor = self._executor
        return executor

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.Client | None,
        transport: httpx.BaseTransport | None,
        verify: Verify,
        rate_limiter: RateLimiter | NotGiven | None,
    ) -> None:
        # httpx takes longer to import than all of this package, so it is not imported before there is a
        # client.
        from ._http.executor import HTTPExecutor
        from ._http.pacing import Pacing
        from ._settings.certificates import context_of
        from ._transport.pools import Pool

        check_limiter(rate_limiter)
        pacing = Pacing(rate_limiter, settings)
        self._executor = HTTPExecutor(settings, Pool(http_client, transport, context_of(verify)), pacing)
        self._owns_pool = True

    def with_options(
        self,
        *,
        api_key: str | KeyProvider | NotGiven = NOT_GIVEN,
        base_url: str | NotGiven = NOT_GIVEN,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | NotGiven | None = NOT_GIVEN,
        event_timeout: float | NotGiven | None = NOT_GIVEN,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        retry: RetryPolicy | NotGiven = NOT_GIVEN,
        default_headers: Mapping[str, str] | NotGiven = NOT_GIVEN,
        on_retry: RetryHook | NotGiven | None = NOT_GIVEN,
        on_call: CallHook | NotGiven | None = NOT_GIVEN,
        rate_limiter: RateLimiter | NotGiven | None = NOT_GIVEN,
    ) -> Self:
        """A client with other settings that shares the connections of this one.

        `base_url` is another address, for agents that of another agent; the key goes there. `default_headers` are
        added to those of this client. Another `api_key` or address has its own limiter, because it has its own quota.
        Closing the new client closes nothing. What sends (`http_client`, `transport`, and the
        authorities in `verify`) stays; for another one make another client.
        """
        key = conceal(api_key)
        del api_key
        return self._copy(
            {
                "api_key": key,
                "base_url": base_url,
                "timeout": timeout,
                "deadline": deadline,
                "event_timeout": event_timeout,
                "max_wait": max_wait,
                "retry": retry,
                "max_retries": max_retries,
                "default_headers": default_headers,
                "on_retry": on_retry,
                "on_call": on_call,
                "rate_limiter": rate_limiter,
            }
        )

    def refresh_rate_limit(self, **options: Unpack[RequestOptions]) -> LimiterState | None:
        """Ask the server how the rate limit stands, with one request that costs little, and return `rate_limit`.

        That request counts like any other. Raises what any call raises.
        """
        self._executor.request_raw(self._probe(), Arguments(), options)
        return self.rate_limit

    def close(self) -> None:
        """Close the connections that this client made. Call it from any thread or task.

        Calls that wait for the rate limit or for a retry raise `ClientClosedError` immediately, and so does every later
        call. Nothing is sent any more.
        """
        if self._owns_pool:
            self._executor.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncLifecycle(Lifecycle):
    _asynchronous = True

    @property
    def executor(self) -> AsyncHTTPExecutor:
        """What makes the calls of this client, for code that brings an `Operation` of its own."""
        executor: AsyncHTTPExecutor = self._executor
        return executor

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        verify: Verify,
        rate_limiter: RateLimiter | NotGiven | None,
    ) -> None:
        from ._http.async_executor import AsyncHTTPExecutor
        from ._http.pacing import Pacing
        from ._settings.certificates import context_of
        from ._transport.pools import AsyncPool

        check_limiter(rate_limiter)
        pacing = Pacing(rate_limiter, settings)
        self._executor = AsyncHTTPExecutor(
            settings, AsyncPool(http_client, transport, context_of(verify)), pacing
        )
        self._owns_pool = True

    def with_options(
        self,
        *,
        api_key: str | AsyncKeyProvider | NotGiven = NOT_GIVEN,
        base_url: str | NotGiven = NOT_GIVEN,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | NotGiven | None = NOT_GIVEN,
        event_timeout: float | NotGiven | None = NOT_GIVEN,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        retry: RetryPolicy | NotGiven = NOT_GIVEN,
        default_headers: Mapping[str, str] | NotGiven = NOT_GIVEN,
        on_retry: AsyncRetryHook | NotGiven | None = NOT_GIVEN,
        on_call: AsyncCallHook | NotGiven | None = NOT_GIVEN,
        rate_limiter: RateLimiter | NotGiven | None = NOT_GIVEN,
    ) -> Self:
        """A client with other settings that shares the connections of this one.

        `base_url` is another address, for agents that of another agent; the key goes there. `default_headers` are
        added to those of this client. Another `api_key` or address has its own limiter, because it has its own quota.
        Closing the new client closes nothing. What sends (`http_client`, `transport`, and the
        authorities in `verify`) stays; for another one make another client.
        """
        key = conceal(api_key)
        del api_key
        return self._copy(
            {
                "api_key": key,
                "base_url": base_url,
                "timeout": timeout,
                "deadline": deadline,
                "event_timeout": event_timeout,
                "max_wait": max_wait,
                "retry": retry,
                "max_retries": max_retries,
                "default_headers": default_headers,
                "on_retry": on_retry,
                "on_call": on_call,
                "rate_limiter": rate_limiter,
            }
        )

    async def refresh_rate_limit(self, **options: Unpack[RequestOptions]) -> LimiterState | None:
        """Ask the server how the rate limit stands, with one request that costs little, and return `rate_limit`.

        That request counts like any other. Raises what any call raises.
        """
        await self._executor.request_raw(self._probe(), Arguments(), options)
        return self.rate_limit

    async def close(self) -> None:
        """Close the connections that this client made. Call it from any thread or task.

        Calls that wait for the rate limit or for a retry raise `ClientClosedError` immediately, and so does every later
        call. Nothing is sent any more.
        """
        if self._owns_pool:
            await self._executor.pool.aclose()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


def _timeout_of(client: httpx.Client | httpx.AsyncClient) -> object:
    """The timeout a client of the user's own was made with; ours where it has httpx's default of five
    seconds.
    """
    import httpx

    return DEFAULT_TIMEOUT if client.timeout == httpx.Timeout(5.0) else client.timeout


def _headers_of(client: httpx.Client | httpx.AsyncClient) -> FieldList:
    """The header fields that a client of the user's own adds, without what httpx puts into every client."""
    usual = (b"accept", b"accept-encoding", b"connection", b"authorization")
    return [
        (name, value)
        for name, value in client.headers.raw
        if name.lower() not in usual and not value.startswith(b"python-httpx/")
    ]
