"""What clients have in common beside their methods: settings, copies with other options, and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from do_inference_generated._seam import NOT_GIVEN, NotGiven, Timeout

from .errors import ConfigurationError
from .settings import config
from .settings.credentials import find_credentials
from .settings.header_fields import encode_fields, override
from .settings.timeouts import DEFAULT_TIMEOUT, phases, seconds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import httpx

    from .rate_limit import RateLimiter
    from .retry import AsyncRetryHook, RetryHook, RetryPolicy
    from .settings.credentials import AsyncKeyProvider, KeyProvider
    from .settings.header_fields import FieldList


class Lifecycle:
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


class SyncLifecycle(Lifecycle):
    _executor: Any

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.Client | None,
        transport: httpx.BaseTransport | None,
        rate_limiter: RateLimiter | None,
    ) -> None:
        # httpx takes longer to import than all of this package, so it is not imported before there is a
        # client.
        from .calls.executor import SyncExecutor
        from .transport.pools import Pool

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
        from .calls.executor import SyncExecutor

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


class AsyncLifecycle(Lifecycle):
    _executor: Any

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | None,
        rate_limiter: RateLimiter | None,
    ) -> None:
        from .calls.async_executor import AsyncExecutor
        from .transport.pools import AsyncPool

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
        from .calls.async_executor import AsyncExecutor

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
