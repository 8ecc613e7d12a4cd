from __future__ import annotations

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from do_inference.rate_limit._queue import INTERACTIVE_SHARE, Waiter, WaitingQueue


def waiter(*, bulk: bool = False, latest: float = inf) -> Waiter:
    return Waiter(lambda: True, bulk=bulk, latest=latest)


def test_interactive_calls_start_before_bulk_calls_and_each_in_their_order() -> None:
    queue = WaitingQueue()
    line = [waiter(bulk=True), waiter(), waiter(bulk=True), waiter()]
    for each in line:
        queue.add(each)
    assert queue.first(10) == [line[1], line[3], line[0], line[2]]
    assert (queue.ahead(bulk=False), queue.ahead(bulk=True)) == (2, 4)
    assert (queue.waiting("interactive"), queue.waiting("bulk")) == (2, 2)


@given(st.integers(1, 40), st.integers(1, 6), st.data())
def test_bulk_calls_get_a_tenth_of_the_starts_for_any_batch_size(
    interactive: int, bulk: int, data: st.DataObject
) -> None:
    queue = WaitingQueue()
    for each in [waiter() for _ in range(interactive)] + [waiter(bulk=True) for _ in range(bulk)]:
        queue.add(each)
    started: list[bool] = []
    while len(queue):
        for each in queue.first(data.draw(st.integers(1, 30))):
            assert queue.start(each)
            started.append(each.bulk)
    expected: list[bool] = []
    left = interactive
    for _ in range(bulk):
        run = min(left, INTERACTIVE_SHARE)
        expected += [False] * run + [True]
        left -= run
    assert started == expected + [False] * left


@given(st.integers(0, 40), st.integers(0, 6), st.booleans(), st.integers(0, 9))
def test_the_number_of_calls_ahead_is_the_place_that_a_new_call_gets(
    interactive: int, bulk: int, new_is_bulk: bool, before: int
) -> None:
    queue = WaitingQueue()
    queue.add(waiter(bulk=True))
    for _ in range(before):
        queue.add(waiter())
    for each in [*queue.first(before), *queue.first(1)][:before]:
        queue.start(each)
    for each in [waiter() for _ in range(interactive)] + [waiter(bulk=True) for _ in range(bulk)]:
        queue.add(each)
    ahead = queue.ahead(new_is_bulk)
    new = waiter(bulk=new_is_bulk)
    queue.add(new)
    assert queue.first(1000).index(new) == ahead


def test_only_smaller_calls_overtake_for_a_limited_time_and_number_of_tokens() -> None:
    queue = WaitingQueue()
    large = Waiter(lambda: True, 500)
    small = [Waiter(lambda: True, tokens) for tokens in (200, 600, 200, 200, 0)]
    for each in (large, *small):
        queue.add(each)
    assert queue.overtaking(large, 500, 0.0, 10) == [small[0], small[2], small[4]]
    assert queue.overtaking(large, 100, 0.0, 10) == [small[4]]
    large.allowance -= 400
    assert queue.overtaking(large, 500, 29.0, 10) == [small[4]]
    large.allowance = 500
    assert queue.overtaking(large, 500, 30.0, 10) == [small[4]]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=200))
def test_the_calls_behind_one_that_leaves_move_up(plan: list[tuple[bool, bool]]) -> None:
    queue = WaitingQueue()
    line = [(waiter(bulk=bulk), leaves) for bulk, leaves in plan]
    for each, _ in line:
        queue.add(each)
    for each, leaves in line:
        if leaves:
            assert queue.leave(each)
            assert not queue.leave(each)
    stay = [each for each, leaves in line if not leaves]
    first = queue.first(1000)
    for bulk in (False, True):
        assert [each for each in first if each.bulk is bulk] == [each for each in stay if each.bulk is bulk]
    assert len(queue) == len(first) == len(stay)


def test_waiters_past_their_bound_leave_the_queue() -> None:
    queue = WaitingQueue()
    early, late, never = waiter(latest=5.0), waiter(latest=9.0), waiter()
    for each in (late, never, early):
        queue.add(each)
    assert queue.next_bound() == 5.0
    assert queue.overdue(6.0) == [early]
    assert queue.first(10) == [late, never]
