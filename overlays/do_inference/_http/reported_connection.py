"""Open responses that report the end of their call, for calls whose response is read piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ..streams._errors import StreamClosedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from do_inference_generated._interface import ResponseInfo

    from .._transport.connection import AsyncConnection, SyncConnection
    from .report import CallReport

ConnectionT = TypeVar("ConnectionT", bound="SyncConnection | AsyncConnection")

_CLOSED_EARLY = "the response was closed before its end"


class _Reported(Generic[ConnectionT]):
    """What both kinds have in common: everything that does not wait."""

    def __init__(self, inner: ConnectionT, report: CallReport) -> None:
        self._inner = inner
        self._report = report
        self._error: BaseException | None = None

    @property
    def info(self) -> ResponseInfo:
        return self._inner.info

    @property
    def content_type(self) -> str:
        return self._inner.content_type

    def used(self, usage: Mapping[str, object] | None, *, complete: bool) -> None:
        self._inner.used(usage, complete=complete)


class ReportedConnection(_Reported["SyncConnection"]):
    """Implements `SyncConnection` over another one."""

    def read(self, within: float | None = None) -> bytes:
        try:
            piece = self._inner.read(within)
        except BaseException as error:
            self._error = error  # Not the end of the call yet: `reopen` can follow.
            raise
        if not piece:
            self._report.finish(None)
        return piece

    def release(self) -> None:
        self._inner.release()
        self._report.finish(None)

    def close(self) -> None:
        self._inner.close()
        self._report.finish(self._error or StreamClosedError(_CLOSED_EARLY))

    def reopen(self, error: Exception) -> SyncConnection:
        try:
            return ReportedConnection(self._inner.reopen(error), self._report)
        except BaseException as last:
            self._report.finish(last)
            raise


class AsyncReportedConnection(_Reported["AsyncConnection"]):
    """Implements `AsyncConnection` over another one."""

    async def read(self, within: float | None = None) -> bytes:
        try:
            piece = await self._inner.read(within)
        except BaseException as error:
            self._error = error  # Not the end of the call yet: `reopen` can follow.
            raise
        if not piece:
            await self._report.finish_async(None)
        return piece

    async def release(self) -> None:
        await self._inner.release()
        await self._report.finish_async(None)

    async def close(self) -> None:
        await self._inner.close()
        await self._report.finish_async(self._error or StreamClosedError(_CLOSED_EARLY))

    async def reopen(self, error: Exception) -> AsyncConnection:
        try:
            return AsyncReportedConnection(await self._inner.reopen(error), self._report)
        except BaseException as last:
            await self._report.finish_async(last)
            raise
