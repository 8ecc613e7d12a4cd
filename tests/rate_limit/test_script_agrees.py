"""The script in Redis decides as the ledger does: both are led through the same events."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from math import inf

import pytest

from do_inference.rate_limit import Limit, RedisStore
from do_inference.rate_limit.control import Control
from do_inference.rate_limit.ledger import Ledger
from do_inference.rate_limit.saved import restore_control, save_control

from .fleet import SERVERS, RedisServer, redis_server


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis"), request.param) as running:
        yield running


def a_situation(seed: int, now: float) -> Control:
    """Some state of knowledge as it may come about."""
    dice = random.Random(seed)
    control = Control((Limit("hour", 40, 3600.0), Limit("minute", 12, 60.0)))
    control.sure = dice.random() < 0.6
    control.sure_at = now + dice.choice([-5.0, 50.0])
    control.grow_at = now + dice.choice([-5.0, 3.0])
    control.flying_most = float(dice.randint(1, 6))
    control.refusals.in_row = 0 if control.sure else dice.choice([0, 0, 1])
    control.refusals.at = now - dice.choice([inf, 100.0])
    control.refusals.eager = dice.choice([1.0, 0.5])
    control.refusals.pause_until = now + dice.choice([-inf, -inf, 9.0])
    control.company.until = now + dice.choice([-inf, 100.0])
    control.company.yielding = dice.random() < 0.8
    for window in control.windows:
        window.reserve = dice.choice([0, 1])
        window.expected = dice.choice([0, 0, 4])
        window.seen = now - 2.0
        if dice.random() < 0.6:
            window.outside.add(dice.uniform(0, window.amount), now - window.seconds / 2, now - 1.0)
        if dice.random() < 0.3:
            window.tell(dice.randint(0, 5), now - 3.0, now + 20.0)
    return control


@pytest.mark.parametrize("seed", range(60))
def test_the_script_agrees_with_the_ledger(server: RedisServer, seed: int) -> None:
    dice = random.Random(seed)
    store = RedisStore.from_url(server.url, f"agree-{seed}", (Limit("hour", 40, 3600.0),))
    store.exchange((), ())
    now = time.monotonic() + store._link.low
    control = a_situation(seed, now)
    stamps = sorted(round(now - dice.uniform(-1.5, 100.0), 6) for _ in range(dice.randint(0, 14)))
    store._ledger.control = restore_control(save_control(control))
    store._call([["keep", stamp] for stamp in stamps], (), (), write=True)
    ledger = Ledger(control)
    for stamp in stamps:
        ledger.requests.add(stamp)
    granted = store.exchange((), (0,) * 15)
    expected = 0
    while expected < 15 and ledger.admit(now) is not None:
        expected += 1
    assert len(granted.stamps) == expected
    if expected < 15:
        again = ledger.retry_at - store._link.low
        assert granted.retry_at == pytest.approx(again, abs=0.3)
