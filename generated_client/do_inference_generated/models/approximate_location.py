# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class ApproximateLocation(Model):
    """An approximate location."""

    type: str | None = None
    """Type of the location, always `approximate`."""
    country: str | None = None
    """Two-letter ISO country code, such as `US`."""
    region: str | None = None
    """Region or state, such as `Texas`."""
    city: str | None = None
    """City, such as `Austin`."""
    timezone: str | None = None
    """IANA time zone, such as `America/Chicago`."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "country": "country",
        "region": "region",
        "city": "city",
        "timezone": "timezone",
    }

    @staticmethod
    def _decode(value: Any) -> ApproximateLocation:
        return decode(value)


def decode(value: Any) -> ApproximateLocation:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = ApproximateLocation.__new__(ApproximateLocation)
    self._raw = value
    item: Any
    self.type = get("type")
    self.country = get("country")
    self.region = get("region")
    self.city = get("city")
    self.timezone = get("timezone")
    decoded: ApproximateLocation = self
    return decoded
