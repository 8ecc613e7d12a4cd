"""Against event streams that better-sse writes on Node: ids, names, keep-alives, text beyond ASCII."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from do_inference.errors import StreamError, StreamTruncated
from do_inference.structured import text_of

from ..clients import HELLO, client_for, with_async_client

TEXT = "Grüße, 世界 🎉\u2028 über\nzwei Zeilen"

each_dialect = pytest.mark.parametrize("dialect", ["chat", "message"])


def ask(dialect: str, client: Any, how: str) -> Any:
    if dialect == "message":
        return client.messages.create(model=how, max_tokens=99, messages=HELLO, stream=True)
    return client.chat.completions.create(model=how, messages=HELLO, stream=True)


@each_dialect
@pytest.mark.parametrize("how", ["whole", "pings"])
def test_text(better_sse: str, dialect: str, how: str) -> None:
    with client_for(dialect, better_sse) as client:
        for _ in range(2):
            with ask(dialect, client, how) as stream:
                assert "".join(stream.text) == TEXT
                assert stream.finished


@each_dialect
@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_text(better_sse: str, dialect: str, backend: str) -> None:
    async def read(client: Any) -> None:
        async with await ask(dialect, client, "whole") as stream:
            assert "".join([text async for text in stream.text]) == TEXT

    anyio.run(with_async_client, dialect, better_sse, read, backend=backend)


@each_dialect
def test_error_and_early_end(better_sse: str, dialect: str) -> None:
    with client_for(dialect, better_sse) as client:
        with pytest.raises(StreamError, match="gone") as told:
            ask(dialect, client, "error").result()
        assert told.value.status_code == 529
        assert text_of(told.value.partial) == TEXT
        with pytest.raises(StreamTruncated) as truncated:
            ask(dialect, client, "cut").result()
        assert text_of(truncated.value.partial) == TEXT
