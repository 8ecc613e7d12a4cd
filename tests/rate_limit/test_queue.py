from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from do_inference.rate_limit.queue import Waiter, WaitingQueue


def waiter(*, bulk: bool = False, latest: float = inf) -> Waiter:
    return Waiter(lambda: True, bulk=bulk, latest=latest)


def test_interactive_goes_before_bulk_and_each_in_its_order() -> None:
    queue = WaitingQueue()
    line = [waiter(bulk=True), waiter(), waiter(bulk=True), waiter()]
    for each in line:
        queue.add(each)
    assert queue.first(10) == [line[1], line[3], line[0], line[2]]
    assert (queue.ahead(bulk=False), queue.ahead(bulk=True)) == (2, 4)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=200))
def test_those_who_leave_close_up(plan: list[tuple[bool, bool]]) -> None:
    queue = WaitingQueue()
    line = [(waiter(bulk=bulk), leaves) for bulk, leaves in plan]
    for each, _ in line:
        queue.add(each)
    for each, leaves in line:
        if leaves:
            assert queue.leave(each)
            assert not queue.leave(each)
    stay = [each for each, leaves in line if not leaves]
    assert queue.first(1000) == sorted(stay, key=lambda each: each.bulk)
    assert len(queue) == len(stay)


def test_waiters_past_their_bound_leave_the_queue() -> None:
    queue = WaitingQueue()
    early, late, never = waiter(latest=5.0), waiter(latest=9.0), waiter()
    for each in (late, never, early):
        queue.add(each)
    assert queue.next_bound() == 5.0
    assert queue.overdue(6.0) == [early]
    assert queue.first(10) == [late, never]
