"""Synchronous modules are made from asynchronous ones."""

from __future__ import annotations

from tools.sync import counterpart, synchronous

SOURCE = '''"""Makes asynchronous calls."""


class AsyncReader:
    """Reads chunks.

    Asynchronous: Two tasks must not share it.

    Example:
        chunk = await reader.read_async()
    """

    waits = True  # async only

    async def read_async(self, again: Callable[[Call], Awaitable[dict[str, T]]]) -> T:
        async with self.lock as held:
            async for chunk in aiter(held):
                return await again(chunk)
        raise StopAsyncIteration

    async def aclose(self) -> None:  # async only
        await self.close()
'''

EXPECTED = '''"""Makes synchronous calls."""


class Reader:
    """Reads chunks.

    Example:
        chunk = reader.read()
    """


    def read(self, again: Callable[[Call], dict[str, T]]) -> T:
        with self.lock as held:
            for chunk in iter(held):
                return again(chunk)
        raise StopIteration

'''


def test_a_synchronous_module_has_no_await_and_no_asynchronous_names() -> None:
    assert synchronous(SOURCE) == EXPECTED


def test_names_have_one_counterpart() -> None:
    names = (
        "AsyncClient",
        "_AsyncEvents",
        "send_async",
        "open_async_stream",
        "async_executor",
        "asyncio",
        "aclose",
    )

    assert [counterpart(name) for name in names] == [
        "Client",
        "_Events",
        "send",
        "open_stream",
        "executor",
        "asyncio",
        "close",
    ]
