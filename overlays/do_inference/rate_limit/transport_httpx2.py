"""A rate-limiting transport for httpx2 clients, such as those of `openai` 3 and `anthropic` 2. Requires httpx2."""

from __future__ import annotations

from typing import Any, ClassVar

import httpx2

from ._limiter import RateLimiter
from ._sending import SentBody
from ._transport import PacingTransport


class _Body(SentBody, httpx2.SyncByteStream, httpx2.AsyncByteStream):
    pass


class RateLimitTransport(
    PacingTransport[httpx2.Request, httpx2.Response], httpx2.BaseTransport, httpx2.AsyncBaseTransport
):
    """`do_inference.rate_limit.RateLimitTransport` for httpx2, with the same arguments, extensions and errors.

    Example:
        ```python
        http_client = httpx2.Client(transport=RateLimitTransport())
        client = OpenAI(base_url="https://inference.do-ai.run/v1", http_client=http_client)
        ```
    """

    http: ClassVar[Any] = httpx2
    body = _Body

    def __init__(
        self,
        inner: httpx2.BaseTransport | httpx2.AsyncBaseTransport | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        super().__init__(inner, limiter)
