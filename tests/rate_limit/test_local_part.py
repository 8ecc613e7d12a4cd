"""The share of a process while the shared store is unavailable."""

from __future__ import annotations

import pytest

from do_inference.rate_limit import Limit
from do_inference.rate_limit._bucket import Bucket
from do_inference.rate_limit._estimator import Caution, new_estimator
from do_inference.rate_limit._headers import read_observation
from do_inference.rate_limit._ledger import Ledger
from do_inference.rate_limit._stores.fallback import share_of_limits


def known(amount: int = 100) -> Ledger:
    ledger = Ledger(new_estimator([Limit("minute", amount, 60.0)]))
    ledger.estimator.caution = Caution.CALIBRATED
    return ledger


def test_each_process_has_an_equal_share_of_the_limit_and_of_the_amount_set_aside() -> None:
    ledger = known()
    ledger.estimator.request_windows()[0].set_aside = 40
    window = share_of_limits(ledger, now=1000.0, age=0.0, peers=4).estimator.request_windows()[0]
    assert window.amount == 25
    assert window.set_aside == 10
    assert ledger.estimator.request_windows()[0].set_aside == 40, "the shared record stays as it is"


@pytest.mark.parametrize("peers", [0, 1])
def test_a_process_without_peers_keeps_all_of_it(peers: int) -> None:
    ledger = known()
    ledger.estimator.request_windows()[0].set_aside = 40
    window = share_of_limits(ledger, now=1000.0, age=0.0, peers=peers).estimator.request_windows()[0]
    assert (window.amount, window.set_aside) == (100, 40)


def test_a_part_is_never_nothing() -> None:
    assert share_of_limits(known(3), now=1000.0, age=0.0, peers=8).estimator.limits[0].amount == 1


def test_a_share_of_earlier_requests_of_all_processes_counts_until_it_leaves_the_window() -> None:
    ledger = known()
    for _ in range(60):
        stamp = ledger.admit(1000.0)
        assert stamp is not None
        ledger.settle(stamp, 1000.0)
    window = share_of_limits(ledger, now=1010.0, age=0.0, peers=4).estimator.request_windows()[0]
    unseen = 100 / 60 / 4
    """Return the assumed usage of the other processes in one second."""
    assert window.known_usage(1010.0) == pytest.approx(15 + unseen, abs=0.01)
    assert window.known_usage(1062.0) == pytest.approx(unseen, abs=0.01)


def test_the_longer_the_record_has_not_been_seen_the_more_counts_as_used() -> None:
    parts = [
        share_of_limits(known(), 1000.0, age, 4).estimator.request_windows()[0].known_usage(1000.0)
        for age in (0.0, 5.0, 60.0)
    ]
    assert parts == pytest.approx([100 / 60 / 4, 600 / 60 / 4, 25.0], abs=0.01)


def test_headers_do_not_raise_the_part_to_the_limit_of_all_processes() -> None:
    part = share_of_limits(known(), now=1000.0, age=0.0, peers=4)
    headers = {"ratelimit-limit": "100", "ratelimit-remaining": "99"}
    for at in (1001.0, 1002.0):
        part.observe(read_observation(200, headers), at, at + 0.1, 0.0)
    assert part.estimator.limits[0].amount == 25


def test_a_bucket_is_divided_with_its_level_and_its_refill() -> None:
    ledger = Ledger(new_estimator([Limit("bucket", 100, 50.0, kind="bucket")]))
    bucket = ledger.estimator.limits[0]
    assert isinstance(bucket, Bucket)
    bucket.level, bucket.at = 60.0, 1000.0
    part = share_of_limits(ledger, now=1000.0, age=0.0, peers=4).estimator.limits[0]
    assert isinstance(part, Bucket)
    assert (part.amount, part.level, part.refill) == (25, 15.0, 0.5)
    assert (bucket.amount, bucket.level, bucket.refill) == (100, 60.0, 2.0)
