"""The asynchronous clients: `AsyncClient` for serverless inference, `AsyncAgentClient` for one agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, Unpack

from do_inference_generated._interface import NOT_GIVEN, Arguments, NotGiven, Timeout
from do_inference_generated.resources import AsyncAgentResources, AsyncServerlessResources

from ._base_client import BaseClient
from ._settings import config
from ._settings.config import check_limiter
from ._settings.credentials import conceal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import httpx

    from do_inference_generated._interface import RequestOptions

    from ._call_event import AsyncCallHook
    from ._http.async_executor import AsyncHTTPExecutor
    from ._settings.certificates import Verify
    from ._settings.config import TransportName
    from ._settings.credentials import AsyncKeyProvider
    from .rate_limit import LimiterState, RateLimiter
    from .retry import AsyncRetryHook, RetryPolicy


class AsyncAPIClient(BaseClient):
    """The base of the asynchronous clients."""

    _asynchronous = True  # async only

    @property
    def executor(self) -> AsyncHTTPExecutor:
        """The executor of this client, for code that calls an `Operation` directly."""
        executor: AsyncHTTPExecutor = self._executor
        return executor

    def _set_up(
        self,
        settings: config.Settings,
        http_client: httpx.AsyncClient | None,
        transport: httpx.AsyncBaseTransport | TransportName | None,
        verify: Verify,
        rate_limiter: RateLimiter | NotGiven | None,
    ) -> None:
        # Imported here for start-up time: the import of a class loads neither the codec nor the transports.
        from ._http.async_executor import AsyncHTTPExecutor
        from ._http.pacing import Pacing
        from ._transport.async_pools import AsyncPool

        check_limiter(rate_limiter)
        pacing = Pacing(rate_limiter, settings)
        self._executor = AsyncHTTPExecutor(
            settings, AsyncPool(http_client, transport, config.context_of(verify)), pacing
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
        """Return a client with other settings over the same connections. Closing it does not close them.

        `base_url` is the address of the new client, also for agents; the key is sent there. `default_headers` are added
        to those of this client. A client with another key or address has its own limiter, because it has its own quota.
        `http_client`, `transport` and `verify` cannot be changed; create another client instead.

        Example:
            ```python
            patient = client.with_options(timeout=300, max_retries=5)
            ```
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
        """Make one request at low cost whose headers report the rate limit, and return `rate_limit`.

        The request counts for the limits like any other, and raises the same errors.
        """
        await self._executor.request_raw(self._probe(), Arguments(), options)
        return self.rate_limit

    async def close(self) -> None:
        """Close the connections of this client. May be called from any thread.

        Calls that wait for the rate limit or for a retry raise `ClientClosedError` immediately, and so does every later
        call. No further request is sent.
        """
        if self._owns_pool:
            await self._executor.pool.aclose()

    async def aclose(self) -> None:  # async only
        """Close the client, like `close`."""
        await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class AsyncClient(AsyncAPIClient, AsyncServerlessResources):
    """Client of serverless inference.

    A client keeps connections open for reuse: create one and keep it. Threads may share it.

    Asynchronous: Works under asyncio and trio. A client serves several event loops, at once or one after the other. An
    `http_client` or `transport` that keeps connections serves only one: create one in each loop, and close it there.
    `api_key`, `on_retry` and `on_call` may be coroutine functions.

    Args:
        api_key: A model access key, or a function that returns one and is called before each attempt. Default: the
            first of `MODEL_ACCESS_KEY`, `GRADIENT_MODEL_ACCESS_KEY` and `DIGITALOCEAN_TOKEN` that is set.
        base_url: An address other than `https://inference.do-ai.run`, such as that of a dedicated inference endpoint,
            with or without `https://`. A trailing `/v1` or path of an operation, such as `/v1/chat/completions`, is
            removed. Default: `GRADIENT_INFERENCE_ENDPOINT` if set.
        timeout: Seconds for each phase of a request, a `Timeout` with a value for each, or None for no limit. Default:
            10 s to connect, 600 s without data, 60 s to send, 60 s to wait for a free connection.
        deadline: Seconds that a whole call may take, including retries and the reading of its stream. Default: no
            limit.
        event_timeout: Seconds that a stream may wait for each event with content. Comments, pings and empty chunks are
            not content. A longer wait raises `StreamTimeoutError`. None for no limit. Default:
            `DO_INFERENCE_EVENT_TIMEOUT` if set, or else 600.
        max_wait: Seconds that a request may wait in the queue of the rate limiter. If the predicted wait is longer, the
            call raises `RateLimitDeadlineError` immediately. 0 permits no wait, None any wait. Default:
            `DO_INFERENCE_MAX_WAIT` if set, or else the limiter's, which is 600 unless set; calls with
            `priority="bulk"` wait as long as necessary.
        max_retries: How many times a failed attempt is repeated. A request whose response was lost is repeated as well,
            and may then be billed twice. Default: 2.
        retry: The retry policy. `max_retries` overrides its number of retries.
        default_headers: Header fields that are added to each request to the API.
        on_retry: Called with a `RetryEvent` before each retry.
        on_call: Called with a `CallEvent` once for each call or stream that has finished: status, attempts, times,
            usage, request id and error. An exception of the hook is raised by the call.
        http_client: An `httpx.AsyncClient` that sends the requests, with its proxies, certificates, mounts, hooks,
            headers, timeout and authentication (not its cookies, parameters and base_url). This client does not
            close it.
        transport: What sends the requests: "native", the fast HTTP/1.1 transport of this package; "httpx", the one of
            httpx; or an httpx transport, which this client does not close. Default: `DO_INFERENCE_TRANSPORT` if set, or
            else "native" wherever it can serve. Behind a proxy, under trio, while httpx is patched by a mock or by
            tracing, and without the package httptools, it is "httpx".
        verify: Certificates to trust in addition to the public authorities, such as the authority of a private
            dedicated endpoint: the path of a PEM file or of a directory, PEM as text or bytes, PEM in Base64 as
            DigitalOcean's API returns it, or an `ssl.SSLContext`, which is used unchanged. False is an error. Default:
            the authorities in `SSL_CERT_FILE` or a variable like it, or else those of certifi.
        rate_limiter: Starts requests as fast as the limits of the key allow, so that the server does not reject them.
            Default: a limiter in memory that all clients of the same host and key share in this process. It starts from
            the published limits and learns the actual ones from responses. Several processes share one through its
            `store`. None for no pacing.
        allow_http: Permit plain http to other machines. The key is then visible on the network.

    Raises:
        ConfigurationError: No key is set, or the key, the address or `verify` cannot be used.
        TypeError, ValueError: Another argument has a wrong type or is out of its range.

    Example:
        ```python
        async with AsyncClient() as client:
            completion = await client.chat.completions.create(
                model="llama3.3-70b-instruct", messages=[{"role": "user", "content": "Hello"}]
            )
            print(completion.choices[0].message.content)
        ```
    """

    _api = config.SERVERLESS

    def __init__(
        self,
        *,
        api_key: str | AsyncKeyProvider | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        event_timeout: float | NotGiven | None = NOT_GIVEN,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: AsyncRetryHook | None = None,
        on_call: AsyncCallHook | None = None,
        http_client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | TransportName | None = None,
        verify: Verify = None,
        rate_limiter: RateLimiter | NotGiven | None = NOT_GIVEN,
        allow_http: bool = False,
    ) -> None:
        key = conceal(api_key)
        del api_key
        settings = self._settings(
            api_key=key,
            endpoint=base_url,
            allow_http=allow_http,
            timeout=timeout,
            deadline=deadline,
            event_timeout=event_timeout,
            max_wait=max_wait,
            max_retries=max_retries,
            retry=retry,
            default_headers=default_headers,
            on_retry=on_retry,
            on_call=on_call,
            http_client=http_client,
            transport=transport,
            verify=verify,
        )
        self._set_up(settings, http_client, transport, verify, rate_limiter)


class AsyncAgentClient(AsyncAPIClient, AsyncAgentResources):
    """Client of one agent. Each agent has its own address and key.

    Asynchronous: Works under asyncio and trio, like `AsyncClient`.

    Args:
        endpoint: The address of the agent, with or without `https://`. A trailing `/api/v1` or path of an operation,
            such as `/api/v1/chat/completions?agent=true`, is removed. Default: `AGENT_ENDPOINT`, or else
            `GRADIENT_AGENT_ENDPOINT`.
        api_key: An endpoint access key of the agent, or a function that returns one. A model access key is rejected.
            Default: `AGENT_ACCESS_KEY`, or else `GRADIENT_AGENT_ACCESS_KEY`.

    The other arguments are those of `AsyncClient`.

    Raises:
        ConfigurationError: The key or the endpoint is missing, or one of them cannot be used.
        TypeError, ValueError: Another argument has a wrong type or is out of its range.

    Example:
        ```python
        async with AsyncAgentClient(endpoint="https://abc.agents.do-ai.run") as agent:
            completion = await agent.chat.completions.create(messages=[{"role": "user", "content": "Hello"}])
            print(completion.choices[0].message.content)
        ```
    """

    _api = config.AGENT

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        api_key: str | AsyncKeyProvider | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        event_timeout: float | NotGiven | None = NOT_GIVEN,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: AsyncRetryHook | None = None,
        on_call: AsyncCallHook | None = None,
        http_client: httpx.AsyncClient | None = None,
        transport: httpx.AsyncBaseTransport | TransportName | None = None,
        verify: Verify = None,
        rate_limiter: RateLimiter | NotGiven | None = NOT_GIVEN,
        allow_http: bool = False,
    ) -> None:
        key = conceal(api_key)
        del api_key
        settings = self._settings(
            api_key=key,
            endpoint=endpoint,
            allow_http=allow_http,
            timeout=timeout,
            deadline=deadline,
            event_timeout=event_timeout,
            max_wait=max_wait,
            max_retries=max_retries,
            retry=retry,
            default_headers=default_headers,
            on_retry=on_retry,
            on_call=on_call,
            http_client=http_client,
            transport=transport,
            verify=verify,
        )
        self._set_up(settings, http_client, transport, verify, rate_limiter)
