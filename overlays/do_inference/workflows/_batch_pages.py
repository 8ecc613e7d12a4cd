"""All batches of an account, page by page, in whichever of two envelopes a page comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, overload

from do_inference import AsyncClient, Client, DecodingError, models
from do_inference_generated._interface import NOT_GIVEN, NotGiven

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ._steps import AnyClient


class _Query(TypedDict, total=False):
    after: str
    limit: int
    status: models.BatchStatus


class _Pager:
    """Knows which page comes next."""

    def __init__(self, status: models.BatchStatus | NotGiven, page_size: int | NotGiven) -> None:
        self.query: _Query = {}
        if not isinstance(status, NotGiven):
            self.query["status"] = status
        if not isinstance(page_size, NotGiven):
            self.query["limit"] = page_size
        self.over = False
        self._seen: set[str] = set()

    def take(self, page: models.BatchList) -> list[models.Batch]:
        """The batches of a page. Sets `query` to the one after it, and `over` where there is none."""
        edges = page.edges or []
        batches = [edge.node for edge in edges] or page.data or []
        after = self._cursor(page, batches)
        if not isinstance(after, str | int | None):
            raise DecodingError(
                f"the next page of batches cannot be requested: its cursor is a {type(after).__name__}"
            )
        # A cursor that leads back would go on for ever.
        if after is None or not batches or after in self._seen:
            self.over = True
        else:
            self._seen.add(after)
            self.query["after"] = after
        return batches

    @staticmethod
    def _cursor(page: models.BatchList, batches: list[models.Batch]) -> str | None:
        if page.page_info is not None:
            if not page.page_info.has_next_page:
                return None
            return page.page_info.end_cursor or (page.edges[-1].cursor if page.edges else None)
        if not page.has_more:
            return None
        return page.last_id or (batches[-1].batch_id if batches else None)


@overload
def iterate_batches(
    client: Client,
    *,
    status: models.BatchStatus | NotGiven = NOT_GIVEN,
    page_size: int | NotGiven = NOT_GIVEN,
) -> Iterator[models.Batch]: ...
@overload
def iterate_batches(
    client: AsyncClient,
    *,
    status: models.BatchStatus | NotGiven = NOT_GIVEN,
    page_size: int | NotGiven = NOT_GIVEN,
) -> AsyncIterator[models.Batch]: ...
def iterate_batches(
    client: AnyClient,
    *,
    status: models.BatchStatus | NotGiven = NOT_GIVEN,
    page_size: int | NotGiven = NOT_GIVEN,
) -> Iterator[models.Batch] | AsyncIterator[models.Batch]:
    """All batches of the account, newest first. The next page is fetched when it is needed.

    Args:
        client: Whose batches.
        status: Only batches in this state.
        page_size: Batches in one page, 1 to 100. The server's default: 20.
    """
    pager = _Pager(status, page_size)
    return _iterate_async(client, pager) if isinstance(client, AsyncClient) else _iterate(client, pager)


def _iterate(client: Client, pager: _Pager) -> Iterator[models.Batch]:
    while not pager.over:
        yield from pager.take(client.batches.list(**pager.query))


async def _iterate_async(client: AsyncClient, pager: _Pager) -> AsyncIterator[models.Batch]:
    while not pager.over:
        for batch in pager.take(await client.batches.list(**pager.query)):
            yield batch
