"""Plans that the limiter knows only from headers."""

from __future__ import annotations

from .case import ALMOST, EXACT, FULL, QUICK, Case, Floor
from .server import PUBLISHED, Bucket, Rule

SCALED = (Rule(5000, 180.0), Rule(250, 3.0))
HALF = (Rule(2500, 3600.0), Rule(125, 60.0))
MODEST = {"slow": (0.02, 0.4)}
PLANS = (
    Case("plan of 1,200/h and 60/min", (Rule(1200, 3600.0), Rule(60, 60.0)), most=5000, floor=EXACT),
    Case(
        "plan of 1,200/h and 60/min, 4 processes, one store",
        (Rule(1200, 3600.0), Rule(60, 60.0)),
        processes=4,
        assumed=True,
        most=5000,
        floor=EXACT,
    ),
    Case("plan of 10,000/h and 500/min", (Rule(10_000, 3600.0), Rule(500, 60.0)), least=FULL, floor=EXACT),
    Case("remaining is the smaller of hour and minute", server={"smallest": True}, least=FULL, floor=EXACT),
    Case(
        "remaining is the smaller, plan of 1,200/h and 60/min",
        (Rule(1200, 3600.0), Rule(60, 60.0)),
        server={"smallest": True},
        most=5000,
        floor=EXACT,
    ),
    Case("250 at once", at_once=True, most=250, world=MODEST, floor=Floor(5, slowest=8.0)),
    Case("250 at once, 50 to 2,000 ms each way", at_once=True, most=250, floor=Floor(5, slowest=8.0)),
    Case("250 at once, responses at once", at_once=True, most=250, world=QUICK, floor=Floor(5, slowest=8.0)),
    Case(
        "250 at once, 4 processes, one store",
        processes=4,
        assumed=True,
        at_once=True,
        most=250,
        world=MODEST,
        floor=Floor(5, slowest=8.0),
    ),
    *(
        Case(
            f"10,000,000/min, {family} headers: {count} calls one after the other",
            (Rule(10_000_000, seconds),),
            server={"family": family},
            world={"slow": (0.005, 0.005), "in_flight": 1},
            most=count,
            floor=Floor(0, seconds=count * 0.01 + 0.1),
        )
        for family, seconds in (("live", 60.0), ("published", 3600.0))
        for count in (20, 60, 100)
    ),
    Case(
        "10,000,000/min as a bucket: 100 calls one after the other",
        (Bucket(10_000_000, 10_000_000 / 60),),
        server={"family": "live"},
        world={"slow": (0.005, 0.005), "in_flight": 1},
        most=100,
        floor=Floor(0, seconds=1.1),
    ),
    Case("published limits, 20 times as fast", SCALED, world=QUICK, most=6000, floor=EXACT),
    Case(
        "published limits, 20 times as fast, resets rounded up",
        SCALED,
        server={"round_up": True},
        world=QUICK,
        most=6000,
        floor=EXACT,
    ),
    Case(
        "published limits, 20 times as fast, 400 at once",
        SCALED,
        server={"round_up": True},
        world=QUICK,
        at_once=True,
        most=400,
        floor=Floor(5, seconds=6.0),
    ),
    Case(
        "published limits halved after 10 min, restored after 30",
        changes=((600.0, HALF), (1800.0, PUBLISHED)),
        # A client whose hour is full cannot know that the limit was restored.
        floor=Floor(9),
        least=10_000,
        most=10_000,
    ),
    Case("remaining jitters by 10 % of the limit, published", server={"jitter": 0.1}, floor=ALMOST),
    Case(
        "published limits doubled after 10 min",
        changes=((600.0, (Rule(10_000, 3600.0), Rule(500, 60.0))),),
        least=FULL,
        floor=ALMOST,
    ),
    Case(
        "plan of 1,200/h and 60/min, another takes 30 % unseen",
        (Rule(1200, 3600.0), Rule(60, 60.0)),
        other=(0.1, 1),
        left=(Rule(840, 3600.0), Rule(54, 60.0)),
        most=5000,
        floor=ALMOST,
    ),
    Case("published limits, no date", server={"dated": False}, floor=Floor(5, 0.9)),
)
