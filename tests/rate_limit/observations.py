"""Observations of rate limits for tests."""

from __future__ import annotations

from do_inference.rate_limit._headers import Family, Observation, ReportedLimit


def reported(
    remaining: int,
    limit: int = 50,
    *,
    status: int = 200,
    reset: float | None = None,
    retry_after: float | None = None,
    family: Family = "published",
    name: str = "requests",
    date: float | None = None,
) -> Observation:
    """Return an observation of one limit, from a response with `status`."""
    return Observation(status, (ReportedLimit(family, name, limit, remaining, reset),), retry_after, date)
