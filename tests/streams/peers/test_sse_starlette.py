"""Against event streams that sse-starlette writes: every line end, pings, ids, comments, events of many lines."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from do_inference.errors import StreamError, StreamTruncated

from ..clients import client_for, with_async_client

TEXT = "Grüße, 世界 🎉\u2028 über\nzwei Zeilen"


def ask(client: Any, how: str) -> Any:
    return client.chat.completions.create(model=how, messages=[], stream=True)


@pytest.mark.parametrize("how", ["lf", "crlf", "cr", "crlf ping"])
def test_text(sse_starlette: int, how: str) -> None:
    with client_for("chat", f"http://127.0.0.1:{sse_starlette}") as client:
        for _ in range(2):
            with ask(client, how) as stream:
                assert "".join(stream.text) == TEXT
                assert stream.finished


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_text(sse_starlette: int, backend: str) -> None:
    async def read(client: Any) -> None:
        async with await ask(client, "crlf") as stream:
            assert "".join([text async for text in stream.text]) == TEXT

    anyio.run(with_async_client, "chat", f"http://127.0.0.1:{sse_starlette}", read, backend=backend)


@pytest.mark.parametrize("line_end", ["lf", "crlf", "cr"])
def test_error_and_early_end(sse_starlette: int, line_end: str) -> None:
    with client_for("chat", f"http://127.0.0.1:{sse_starlette}") as client:
        with pytest.raises(StreamError, match="gone") as told:
            ask(client, f"{line_end} error").result()
        assert told.value.status_code == 529
        assert told.value.partial.choices[0].message.content == TEXT
        with pytest.raises(StreamTruncated) as truncated:
            ask(client, f"{line_end} cut").result()
        assert truncated.value.partial.choices[0].message.content == TEXT
