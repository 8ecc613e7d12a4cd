"""Sample values for JSON Schemas: small, plausible, and the same for the same seed.

The emulator uses them for operations without a behaviour, for arguments of tools and for structured output.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._clock import timestamp
from do_inference.emulator._description import Schema, resolved
from do_inference.emulator._patterns import text_for

if TYPE_CHECKING:
    import random

MAX_NODES = 2000
"""The number of values after which only required properties are built. It bounds the work for a schema of a request,
which may branch at each level."""
MAX_ITEMS = 100
_MAX_RANGE = 1000
MAX_OPTIONAL_DEPTH = 6
"""The depth below which only required properties are built, so that recursive schemas end."""
_FORMATS: Mapping[str, Callable[[random.Random], str]] = {
    "uri": lambda rng: f"https://example.com/{rng.randrange(10**6)}",
    "uuid": lambda rng: f"{rng.getrandbits(128):032x}",
    "email": lambda rng: f"person{rng.randrange(1000)}@example.com",
    "date": lambda rng: f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
    "byte": lambda rng: "ZW11bGF0b3I=",
    "binary": lambda rng: "emulator",
}


class SampleBuilder:
    """Builds values for the schemas of a description, or for one schema of a request."""

    def __init__(
        self, resolve: Callable[[Any], Any], now: float = 0.0, hints: Mapping[str, Any] | None = None
    ) -> None:
        self.resolve = resolve
        self._now = now
        self._hints = hints or {}
        self._count = 0

    @classmethod
    def for_schema(cls, schema: Schema) -> SampleBuilder:
        """Return a builder for a schema of a request, which follows references inside of it only."""
        return cls(partial(resolved, schema))

    def build(self, schema: Any, rng: random.Random, name: str = "", depth: int = 0) -> Any:
        """Return a value that matches `schema`. `name` is the property that the value is for."""
        self._count += 1
        if depth > MAX_OPTIONAL_DEPTH * 3 or self._count > 5 * MAX_NODES:
            return None
        if self._count > MAX_NODES:
            depth = max(depth, MAX_OPTIONAL_DEPTH)
        node = self._merged(self.resolve(schema)) if isinstance(schema, Mapping) else {}
        if "const" in node:
            return node["const"]
        if node.get("enum"):
            return self._hinted(name, node) or next((v for v in node["enum"] if v is not None), None)
        for key in ("oneOf", "anyOf"):
            if node.get(key):
                return self._member(node, node[key], rng, name, depth)
        kind = _kind(node)
        if kind == "object":
            return self._object(node, rng, depth)
        if kind == "array":
            return self._array(node, rng, name, depth)
        return self._scalar(kind, node, rng, name)

    def members(self, schema: Any) -> list[Any]:
        """Return the members of a union; or a list with the schema itself."""
        node = self.resolve(schema)
        return (
            list(node.get("oneOf") or node.get("anyOf") or [schema])
            if isinstance(node, Mapping)
            else [schema]
        )

    def _merged(self, node: Any) -> Schema:
        if not isinstance(node, Mapping):
            return {}
        if "allOf" not in node:
            return node
        merged: dict[str, Any] = {key: value for key, value in node.items() if key != "allOf"}
        for part in node["allOf"]:
            for key, value in self._merged(self.resolve(part)).items():
                if key == "properties":
                    merged[key] = {**value, **merged.get(key, {})}
                elif key == "required":
                    merged[key] = [*merged.get(key, []), *value]
                else:
                    merged.setdefault(key, value)
        return merged

    def _member(self, node: Schema, members: list[Any], rng: random.Random, name: str, depth: int) -> Any:
        wanted = self._hinted(name, None)
        if isinstance(wanted, str) and any(_kind(self.resolve(m)) == "string" for m in members):
            return wanted
        real = [m for m in members if _kind(self.resolve(m)) != "null"] or members
        chosen = (
            real[0]
            if depth < MAX_OPTIONAL_DEPTH
            else min(members, key=lambda m: len(self.resolve(m).get("required", ())))
        )
        siblings = {k: v for k, v in node.items() if k in ("properties", "required")}
        resolved = self.resolve(chosen)
        return self.build({"allOf": [resolved, siblings]} if siblings else resolved, rng, name, depth)

    def _object(self, node: Schema, rng: random.Random, depth: int) -> dict[str, Any]:
        properties = node.get("properties", {})
        required = set(node.get("required", ()))
        wanted = [key for key in properties if depth < MAX_OPTIONAL_DEPTH or key in required]
        made = {key: self.build(properties[key], rng, key, depth + 1) for key in wanted}
        for key in required - set(properties):
            made[key] = filler_text.sentence(rng)
        free = node.get("additionalProperties")
        if not properties and isinstance(free, Mapping) and free and depth < MAX_OPTIONAL_DEPTH:
            for index in range(max(1, min(int(node.get("minProperties", 1)), MAX_ITEMS))):
                made[f"key{index + 1}" if index else "key"] = self.build(free, rng, "", depth + 1)
        return made

    def _array(self, node: Schema, rng: random.Random, name: str, depth: int) -> list[Any]:
        least = int(node.get("minItems", 0))
        if depth >= MAX_OPTIONAL_DEPTH and not least:
            return []
        fixed = [self.build(item, rng, name, depth + 1) for item in node.get("prefixItems", ())]
        if "items" not in node:
            return fixed
        size = max(min(least, MAX_ITEMS), min(1, int(node.get("maxItems", 1))))
        return [*fixed, *(self.build(node["items"], rng, name, depth + 1) for _ in range(size - len(fixed)))]

    def _scalar(self, kind: str, node: Schema, rng: random.Random, name: str) -> Any:
        hinted = self._hinted(name, node)
        if hinted is not None and _is(kind, hinted):
            return hinted
        if kind == "integer":
            return self._integer(node, rng, name)
        if kind == "number":
            low, high = _bounds(node)
            return round(rng.uniform(low, high), 4)
        if kind == "boolean":
            return rng.random() < 0.5
        return None if kind == "null" else self._string(node, rng, name)

    def _integer(self, node: Schema, rng: random.Random, name: str) -> int:
        if name == "created" or name.endswith("_at"):
            return int(self._now)
        low, high = _bounds(node)
        step = int(node.get("multipleOf", 1) or 1)
        return -(-rng.randint(int(-(-low // 1)), int(high)) // step) * step

    def _string(self, node: Schema, rng: random.Random, name: str) -> str:
        if node.get("pattern"):
            return text_for(str(node["pattern"]), rng)
        style = str(node.get("format", ""))
        if style == "date-time":
            return timestamp(self._now)
        if style in _FORMATS:
            return _FORMATS[style](rng)
        if name == "id" or name.endswith("_id"):
            return f"{name.removesuffix('_id').removesuffix('id') or 'id'}_{rng.getrandbits(64):016x}"[-64:]
        if name.endswith("url"):
            return f"https://example.com/{rng.getrandbits(32):08x}"
        short = name and name not in ("content", "text", "description", "message")
        text = (
            rng.choice(("amber", "birch", "cedar", "delta", "ember", "fjord"))
            if short
            else filler_text.sentence(rng)
        )
        least, most = min(int(node.get("minLength", 0)), 10_000), int(node.get("maxLength", 10_000))
        return (text + " " + "x" * (least - len(text) - 1) if len(text) < least else text)[:most]

    def _hinted(self, name: str, node: Schema | None) -> Any:
        value = self._hints.get(name)
        if value is None or (node and node.get("enum") and value not in node["enum"]):
            return None
        return value


def _kind(node: Schema) -> str:
    kind = node.get("type")
    if isinstance(kind, list):
        return next((str(k) for k in kind if k != "null"), "null")
    if kind:
        return str(kind)
    if "properties" in node or "additionalProperties" in node:
        return "object"
    return "array" if "items" in node else "string"


def _is(kind: str, value: Any) -> bool:
    kinds: Mapping[str, type | tuple[type, ...]] = {
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
    }
    return isinstance(value, kinds.get(kind, ()))


def _bounds(node: Schema) -> tuple[float, float]:
    low = node.get("minimum", node.get("exclusiveMinimum"))
    high = node.get("maximum", node.get("exclusiveMaximum"))
    if "exclusiveMinimum" in node and "minimum" not in node:
        low = node["exclusiveMinimum"] + (1 if node.get("type") == "integer" else 1e-3)
    if "exclusiveMaximum" in node and "maximum" not in node:
        high = node["exclusiveMaximum"] - (1 if node.get("type") == "integer" else 1e-3)
    if low is None:
        low = min(0, high) if high is not None else 0
    if (
        high is None or high - low > _MAX_RANGE
    ):  # The range is that of the type, so a small number is more plausible.
        low = low if low > 0 or (high is not None and high <= 0) else 0
        high = low + 100 if high is None else min(high, low + 100)
    return float(low), float(high)
