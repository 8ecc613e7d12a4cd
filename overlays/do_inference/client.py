"""The four clients: one for each API, synchronous and asynchronous."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from do_inference_generated._seam import NOT_GIVEN, NotGiven, Timeout
from do_inference_generated.resources import (
    AgentResources,
    AsyncAgentResources,
    AsyncServerlessResources,
    ServerlessResources,
)

from . import config
from .credentials import AsyncKeyProvider, KeyProvider, find_credentials
from .errors import ConfigurationError
from .header_fields import FieldList, encode_fields, override
from .retry import AsyncRetryHook, RetryHook, RetryPolicy
from .timeouts import DEFAULT_TIMEOUT, phases, seconds

if TYPE_CHECKING:
    import httpx

    from .async_executor import AsyncExecutor
    from .executor import SyncExecutor
    from .rate_limit import RateLimiter


class _Lifecycle:
    """What all clients have in common."""

    _api: config.Api
    _executor: Any
    _owns_pool: bool

    @property
    def base_url(self) -> str:
        """The address that calls go to, without a slash at its end."""
        return str(self._executor.settings.endpoint.url)

    @property
    def closed(self) -> bool:
        """Whether the connections have been closed."""
        return bool(self._executor.pool.closed)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.base_url}{', closed' if self.closed else ''}>"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError(
            f"a {type(self).__name__} holds connections and a key, neither of which can be pickled; "
            "make one where it is needed"
        )

    def _settings(
        self,
        *,
        api_key: str | AsyncKeyProvider | None,
        endpoint: str | None,
        allow_http: bool,
        timeout: Any,
        deadline: float | None,
        max_retries: int | None,
        retry: RetryPolicy | None,
        default_headers: Mapping[str, str] | None,
        on_retry: AsyncRetryHook | None,
        http_client: httpx.Client | httpx.AsyncClient | None,
        transport: object,
    ) -> config.Settings:
        if http_client is not None and transport is not None:
            raise ConfigurationError("pass either http_client or transport, not both")
        headers = encode_fields(default_headers or {})
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
            max_retries=max_retries,
            retry=retry,
            default_headers=headers,
            on_retry=on_retry,
        )

    def _changed(self, options: Mapping[str, Any]) -> config.Settings:
        """The settings of this client with some of them changed."""
        changes: dict[str, Any] = {}
        settings: config.Settings = self._executor.settings
        for name, value in options.items():
            if value is NOT_GIVEN:
                continue
            if name == "api_key":
                changes["credentials"] = find_credentials(value, self._api.key_variables, self._api.key)
            elif name == "timeout":
                changes["timeout"] = phases(value)
            elif name == "deadline":
                changes["deadline"] = seconds(value, "deadline")
            elif name == "max_retries":
                changes["retry"] = config.with_retries(settings.retry, value)
            elif name == "default_headers":
                changes["default_headers"] = override(settings.default_headers, encode_fields(value))
            else:
                changes[name] = value
        return settings.changed(changes)


class _SyncLifecycle(_Lifecycle):
    _executor: SyncExecutor

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.Client | None,
        transport: httpx.BaseTransport | None,
        rate_limiter: RateLimiter | None,
    ) -> None:
        # httpx takes longer to import than all of this package, so it is not imported before there is a client.
        from .executor import SyncExecutor
        from .pools import Pool

        self._executor = SyncExecutor(settings, Pool(http_client, transport, rate_limiter))
        self._owns_pool = True

    def with_options(
        self,
        *,
        api_key: str | KeyProvider | NotGiven = NOT_GIVEN,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        default_headers: Mapping[str, str] | NotGiven = NOT_GIVEN,
        on_retry: RetryHook | NotGiven | None = NOT_GIVEN,
    ) -> Self:
        """A client with other settings that shares the connections of this one.

        `default_headers` are added to those of this client. Closing the new client closes nothing.
        """
        from .executor import SyncExecutor

        settings = self._changed(
            {
                "api_key": api_key,
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "default_headers": default_headers,
                "on_retry": on_retry,
            }
        )
        clone = object.__new__(type(self))
        clone._executor = SyncExecutor(settings, self._executor.pool)
        clone._executor.clock = self._executor.clock
        clone._owns_pool = False
        return clone

    def close(self) -> None:
        """Close the connections that this client made. Calls are refused afterwards."""
        if self._owns_pool:
            self._executor.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _AsyncLifecycle(_Lifecycle):
    _executor: AsyncExecutor

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        rate_limiter: RateLimiter | None,
    ) -> None:
        from .async_executor import AsyncExecutor
        from .pools import AsyncPool

        self._executor = AsyncExecutor(settings, AsyncPool(http_client, transport, rate_limiter))
        self._owns_pool = True

    def with_options(
        self,
        *,
        api_key: str | AsyncKeyProvider | NotGiven = NOT_GIVEN,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | NotGiven = NOT_GIVEN,
        default_headers: Mapping[str, str] | NotGiven = NOT_GIVEN,
        on_retry: AsyncRetryHook | NotGiven | None = NOT_GIVEN,
    ) -> Self:
        """A client with other settings that shares the connections of this one.

        `default_headers` are added to those of this client. Closing the new client closes nothing.
        """
        from .async_executor import AsyncExecutor

        settings = self._changed(
            {
                "api_key": api_key,
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "default_headers": default_headers,
                "on_retry": on_retry,
            }
        )
        clone = object.__new__(type(self))
        clone._executor = AsyncExecutor(settings, self._executor.pool)
        clone._executor.clock = self._executor.clock
        clone._owns_pool = False
        return clone

    async def close(self) -> None:
        """Close the connections that this client made. Calls are refused afterwards."""
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


class Client(_SyncLifecycle, ServerlessResources):
    """Serverless inference, synchronously.

    A client keeps connections open for reuse: make one and keep it. It may be used from several threads at once.

    Args:
        api_key: A model access key, or a function that returns one and is asked before every attempt. Default: the
            first of `MODEL_ACCESS_KEY`, `GRADIENT_MODEL_ACCESS_KEY` and `DIGITALOCEAN_TOKEN` that is set.
        base_url: Another address than `https://inference.do-ai.run`; a `/v1` at its end is taken off. Default:
            `GRADIENT_INFERENCE_ENDPOINT` where set.
        timeout: Seconds for each phase of a request, a `Timeout` for each its own, None for no limits. Default: 10 to
            connect, 600 for the silence before and between reads, 60 to send, 60 to wait for a free connection.
        deadline: Seconds that a whole call may take, with retries and the reading of its stream. Default: no limit.
        max_retries: How often a failed attempt is repeated. Default: 2.
        retry: The whole retry policy; `max_retries` has the last word on its part.
        default_headers: Header fields added to every request, save those to other hosts.
        on_retry: Called with a `RetryEvent` before each retry.
        http_client: An `httpx.Client` of your own to send through. It is not closed with this client.
        transport: An httpx transport of your own to send through, without what a client adds. Not closed either.
        rate_limiter: Paces requests before the server has to refuse them. Default: no pacing.
        allow_http: Permit plain http to other machines than this one, which shows the key to everyone on the way.

    Raises:
        ConfigurationError: There is no key, or an argument makes no sense.
    """

    _api = config.SERVERLESS

    def __init__(
        self,
        *,
        api_key: str | KeyProvider | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: RetryHook | None = None,
        http_client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
        rate_limiter: RateLimiter | None = None,
        allow_http: bool = False,
    ) -> None:
        settings = self._settings(
            api_key=api_key,
            endpoint=base_url,
            allow_http=allow_http,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            retry=retry,
            default_headers=default_headers,
            on_retry=on_retry,
            http_client=http_client,
            transport=transport,
        )
        self._set_up(settings, http_client, transport, rate_limiter)


class AsyncClient(_AsyncLifecycle, AsyncServerlessResources):
    """Serverless inference, asynchronously, under asyncio or trio.

    Takes what `Client` takes; `api_key` and `on_retry` may be asynchronous, `http_client` and `transport` must be.
    """

    _api = config.SERVERLESS

    def __init__(
        self,
        *,
        api_key: str | AsyncKeyProvider | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: AsyncRetryHook | None = None,
        http_client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        rate_limiter: RateLimiter | None = None,
        allow_http: bool = False,
    ) -> None:
        settings = self._settings(
            api_key=api_key,
            endpoint=base_url,
            allow_http=allow_http,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            retry=retry,
            default_headers=default_headers,
            on_retry=on_retry,
            http_client=http_client,
            transport=transport,
        )
        self._set_up(settings, http_client, transport, rate_limiter)


class AgentClient(_SyncLifecycle, AgentResources):
    """One agent, synchronously. Every agent has an address and a key of its own.

    Args:
        api_key: The agent's endpoint access key, or a function that returns it. Model access keys do not work here.
            Default: `AGENT_ACCESS_KEY`, else `GRADIENT_AGENT_ACCESS_KEY`.
        endpoint: The agent's address, any absolute URL; a `/api/v1` at its end is taken off. Default:
            `AGENT_ENDPOINT`, else `GRADIENT_AGENT_ENDPOINT`.

    The other arguments are those of `Client`.

    Raises:
        ConfigurationError: There is no key or no endpoint, or an argument makes no sense.
    """

    _api = config.AGENT

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        api_key: str | KeyProvider | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: RetryHook | None = None,
        http_client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
        rate_limiter: RateLimiter | None = None,
        allow_http: bool = False,
    ) -> None:
        settings = self._settings(
            api_key=api_key,
            endpoint=endpoint,
            allow_http=allow_http,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            retry=retry,
            default_headers=default_headers,
            on_retry=on_retry,
            http_client=http_client,
            transport=transport,
        )
        self._set_up(settings, http_client, transport, rate_limiter)


class AsyncAgentClient(_AsyncLifecycle, AsyncAgentResources):
    """One agent, asynchronously, under asyncio or trio.

    Takes what `AgentClient` takes; `api_key` and `on_retry` may be asynchronous, `http_client` and `transport` must be.
    """

    _api = config.AGENT

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        api_key: str | AsyncKeyProvider | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: AsyncRetryHook | None = None,
        http_client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        rate_limiter: RateLimiter | None = None,
        allow_http: bool = False,
    ) -> None:
        settings = self._settings(
            api_key=api_key,
            endpoint=endpoint,
            allow_http=allow_http,
            timeout=timeout,
            deadline=deadline,
            max_retries=max_retries,
            retry=retry,
            default_headers=default_headers,
            on_retry=on_retry,
            http_client=http_client,
            transport=transport,
        )
        self._set_up(settings, http_client, transport, rate_limiter)


def _timeout_of(client: httpx.Client | httpx.AsyncClient) -> object:
    """The timeout a client of the user's own was made with; ours where it has httpx's default of five seconds."""
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
