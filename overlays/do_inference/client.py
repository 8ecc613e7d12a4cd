"""The four clients: one for each API, synchronous and asynchronous."""

from __future__ import annotations

from typing import TYPE_CHECKING

from do_inference_generated._interface import NOT_GIVEN, NotGiven, Timeout
from do_inference_generated.resources import (
    AgentResources,
    AsyncAgentResources,
    AsyncServerlessResources,
    ServerlessResources,
)

from ._base_client import AsyncLifecycle, SyncLifecycle
from ._settings import config
from ._settings.credentials import conceal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

    from ._call_event import AsyncCallHook, CallHook
    from ._settings.certificates import Verify
    from ._settings.credentials import AsyncKeyProvider, KeyProvider
    from .rate_limit import RateLimiter
    from .retry import AsyncRetryHook, RetryHook, RetryPolicy


class Client(SyncLifecycle, ServerlessResources):
    """Serverless inference, synchronously.

    A client keeps connections open for reuse: make one and keep it. It may be used from several threads at
    once.

    Args:
        api_key: A model access key, or a function that returns one and is asked before every attempt.
            Default: the first of `MODEL_ACCESS_KEY`, `GRADIENT_MODEL_ACCESS_KEY` and `DIGITALOCEAN_TOKEN`
            that is set.
        base_url: Another address than `https://inference.do-ai.run`, such as that of a dedicated inference endpoint,
            with or without `https://`. A pasted `/v1` or path of an operation, such as `/v1/chat/completions`, is
            removed from its end; what stands before it is kept. Default: `GRADIENT_INFERENCE_ENDPOINT` where set.
        timeout: Seconds for each phase of a request, a `Timeout` for each its own, None for no limits.
            Default: 10 to connect, 600 for the silence before and between reads, 60 to send, 60 to wait for
            a free connection.
        deadline: Seconds that a whole call may take, with retries and the reading of its stream. Default: no
            limit.
        event_timeout: Seconds that a stream may wait for its first event with content, and for each further one.
            Comments, pings and empty chunks do not count as content. A stream that waits longer raises
            `StreamTimeoutError`. None for no limit. Default: `DO_INFERENCE_EVENT_TIMEOUT` if set, else 600.
        max_wait: Seconds that a request may wait in the queue for the rate limit. If the predicted wait is longer, the
            call raises `RateLimitDeadlineError` immediately. 0 permits no wait, None any wait. Default:
            `DO_INFERENCE_MAX_WAIT` if set, else the limiter's, 600 unless set; calls with `priority="bulk"` wait as
            long as necessary.
        max_retries: How often a failed attempt is repeated. Default: 2. A request that was lost after it was
            sent is repeated as well, and may then be billed twice.
        retry: The whole retry policy; `max_retries` has the last word on its part.
        default_headers: Header fields added to every request, save those to other hosts.
        on_retry: Called with a `RetryEvent` before each retry.
        on_call: Called with a `CallEvent` when a call or stream has finished, once for each: status, attempts, times,
            usage, request id and error. An exception that the hook raises is raised by the call.
        http_client: An `httpx.Client` of your own to send through, with its proxies, certificates, mounts, hooks,
            headers, timeout and authentication (its cookies, parameters and base_url are not used). It is not closed
            with this client.
        transport: An httpx transport of your own to send through, without what a client adds. Not closed
            either.
        verify: Certificates to trust in addition to the public authorities, for a host with an authority of its own,
            such as a private dedicated endpoint: the path of a PEM file or of a directory, the PEM as text or bytes,
            the PEM in Base64 as DigitalOcean's API returns it, or an `ssl.SSLContext`, which is used as it is. False is
            refused. Default: the authorities that `SSL_CERT_FILE` and its like name, else certifi's.
        rate_limiter: Paces requests so that the server does not have to refuse them. Default: one in memory that all
            clients of the same host and key share in this process. It starts from the published limits and learns
            others from the responses. For several processes give one with a shared store; None turns pacing off.
        allow_http: Permit plain http to other machines, which shows the key to everyone on the way.

    Raises:
        ConfigurationError: There is no key, or the key, the address or `verify` cannot be used.
        TypeError, ValueError: Another argument is of a wrong type or out of its range.
    """

    _api = config.SERVERLESS

    def __init__(
        self,
        *,
        api_key: str | KeyProvider | None = None,
        base_url: str | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        event_timeout: float | NotGiven | None = NOT_GIVEN,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: RetryHook | None = None,
        on_call: CallHook | None = None,
        http_client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
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


class AsyncClient(AsyncLifecycle, AsyncServerlessResources):
    """Serverless inference, asynchronously, under asyncio or trio.

    Takes what `Client` takes; `api_key`, `on_retry` and `on_call` may be asynchronous, `http_client` and
    `transport` must be. The client serves several event loops, at once or one after the other. An `http_client` or a
    `transport` that keeps connections serves one: make one in each loop, and close it there.
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
        transport: httpx.AsyncBaseTransport | None = None,
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


class AgentClient(SyncLifecycle, AgentResources):
    """One agent, synchronously. Every agent has an address and a key of its own.

    Args:
        api_key: The agent's endpoint access key, or a function that returns it. Model access keys do not work
        here.
            Default: `AGENT_ACCESS_KEY`, else `GRADIENT_AGENT_ACCESS_KEY`.
        endpoint: The agent's address, with or without `https://`. A pasted `/api/v1` or path of an operation, such as
            `/api/v1/chat/completions?agent=true`, is removed from its end. Default: `AGENT_ENDPOINT`, else
            `GRADIENT_AGENT_ENDPOINT`.

    The other arguments are those of `Client`.

    Raises:
        ConfigurationError: There is no key or no endpoint, or one of them cannot be one.
        TypeError, ValueError: Another argument is of a wrong type or out of its range.
    """

    _api = config.AGENT

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        api_key: str | KeyProvider | None = None,
        timeout: float | Timeout | httpx.Timeout | NotGiven | None = NOT_GIVEN,
        deadline: float | None = None,
        event_timeout: float | NotGiven | None = NOT_GIVEN,
        max_wait: float | NotGiven | None = NOT_GIVEN,
        max_retries: int | None = None,
        retry: RetryPolicy | None = None,
        default_headers: Mapping[str, str] | None = None,
        on_retry: RetryHook | None = None,
        on_call: CallHook | None = None,
        http_client: httpx.Client | None = None,
        transport: httpx.BaseTransport | None = None,
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


class AsyncAgentClient(AsyncLifecycle, AsyncAgentResources):
    """One agent, asynchronously, under asyncio or trio.

    Takes what `AgentClient` takes; `api_key`, `on_retry` and `on_call` may be asynchronous, `http_client` and
    `transport` must be. The client serves several event loops, at once or one after the other. An `http_client` or a
    `transport` that keeps connections serves one: make one in each loop, and close it there.
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
        transport: httpx.AsyncBaseTransport | None = None,
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
