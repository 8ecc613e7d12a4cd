"""Deviations of responses from the description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from do_inference.emulator._description import Description
from do_inference.emulator._validation import Validators
from tests.live.exchange import ReceivedResponse

EVENTS = "text/event-stream"


class DeviationChecker:
    """A comparison of responses with a description."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.validators = Validators(description)
        self.raw = {
            operation["operationId"]: operation
            for item in description.document["paths"].values()
            for operation in item.values()
            if isinstance(operation, Mapping) and "operationId" in operation
        }

    def deviations(self, operation: str, received: ReceivedResponse) -> list[str]:
        """Return all deviations of a response as text."""
        responses = self.raw[operation]["responses"]
        described = responses.get(str(received.status)) or (
            None if 200 <= received.status < 300 else responses.get("default")
        )
        found = []
        if str(received.status) not in responses:
            found.append(f"status {received.status} is not described")
        elif received.status >= 500:
            found.append(f"the service failed with {received.status}")
        response = self.description.resolve(described) if described else self.any_success(responses)
        found += self.headers(response.get("headers", {}), received)
        content = response.get("content", {})
        media = content.get(received.content_type) or self.like(content, received.content_type)
        if media is None:
            if content or received.content:
                found.append(
                    f"content type {received.content_type or 'none'} is not described for {received.status}"
                )
            return found
        if received.content_type == EVENTS:
            return [*found, *self.stream(received, media)]
        if received.content_type == "application/json":
            if received.json is None:
                return [*found, "the body is not JSON"]
            found += self.value(media["schema"], received.json, "body")
        elif not received.content:
            found.append("the body is empty")
        return found

    def headers(self, described: Mapping[str, Any], received: ReceivedResponse) -> list[str]:
        """Return headers whose values are not numbers as described, and undescribed rate-limit headers."""
        known = {name.lower(): self.description.resolve(header) for name, header in described.items()}
        found = []
        for name, value in sorted(received.headers.items()):
            kind = known.get(name, {}).get("schema", {}).get("type")
            if kind == "integer" and not re.fullmatch(r"-?\d+", value.strip()):
                found.append(f"header {name}: {value!r} is not an integer")
            elif name not in known and "ratelimit" in name:
                found.append(f"header {name} is not described")
        return found

    def any_success(self, responses: Mapping[str, Any]) -> Mapping[str, Any]:
        for status, response in responses.items():
            if status.startswith("2"):
                resolved: Mapping[str, Any] = self.description.resolve(response)
                return resolved
        return {}

    def like(self, content: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
        """Return the media type that covers a content type: binary content covers all binary content."""
        for known, media in content.items():
            if known not in ("application/json", EVENTS) and kind not in (
                "application/json",
                EVENTS,
                "text/html",
                "",
            ):
                found: Mapping[str, Any] = media
                return found
        return None

    def stream(self, received: ReceivedResponse, media: Mapping[str, Any]) -> list[str]:
        problems: list[str] = []
        extension = media.get("x-event-stream", {})
        terminator, finals = extension.get("terminator"), extension.get("final_events", [])
        for name, data in received.frames:
            event = parsed(data)
            if event is None and data != terminator:
                problems.append(f"a frame is not JSON: {data[:60]!r}")
            elif isinstance(event, dict) and name and event.get("type") not in (name, None):
                problems.append(f"the event {event['type']} is called {name}")
        for event in received.events:
            problems += self.value(
                media["schema"],
                event,
                f"event {event.get('type', '') if isinstance(event, dict) else ''}".strip(),
            )
        last = received.frames[-1][1] if received.frames else ""
        types = [event.get("type") for event in received.events if isinstance(event, dict)]
        if not received.frames:
            problems.append("the event stream is empty")
        elif not (terminator and last == terminator) and not (types and types[-1] in finals):
            problems.append(f"the event stream ends with {last[:60]!r}, which is not a described terminator")
        return list(dict.fromkeys(problems))

    def value(self, schema: Mapping[str, Any], value: Any, place: str) -> list[str]:
        found = [
            f"{'.'.join(map(str, issue.pointer))}: {issue.message}"
            for issue in self.validators.issues(schema, value, place)
        ]
        return [*found, *dict.fromkeys(self.unchecked(schema, value, place))]

    def unchecked(self, schema: Any, value: Any, path: str) -> Iterator[str]:
        """Yield what validation accepts: fields that the description does not name, and malformed times."""
        node = self.description.resolve(schema)
        for key in ("oneOf", "anyOf"):
            if key in node:
                member = self.member(node, node[key], value)
                if member is not None:
                    yield from self.unchecked(member, value, path)
                return
        if node.get("format") == "date-time" and isinstance(value, str) and not is_time(value):
            yield f"{path}: {value!r} is no time"
        if isinstance(value, list) and "items" in node:
            for item in value:
                yield from self.unchecked(node["items"], item, f"{path}[]")
        if not isinstance(value, Mapping):
            return
        known, other = node.get("properties"), node.get("additionalProperties")
        for name, inner in value.items():
            if known and name in known:
                yield from self.unchecked(known[name], inner, f"{path}.{name}")
            elif known:
                yield f"{path}.{name}: not described"
            elif isinstance(other, Mapping):
                yield from self.unchecked(other, inner, f"{path}.*")

    def member(self, node: Mapping[str, Any], members: list[Any], value: Any) -> Any:
        """Return the member of a union that a value matches."""
        mapping = node.get("discriminator", {}).get("mapping", {})
        tag = (
            value.get(node["discriminator"]["propertyName"])
            if mapping and isinstance(value, Mapping)
            else None
        )
        if isinstance(tag, str) and tag in mapping:
            return {"$ref": mapping[tag]}
        fitting = [m for m in members if not self.validators.issues(m, value)]
        return fitting[0] if fitting else None


def parsed(data: str) -> Any:
    """Return the JSON of a frame, or None if it is not JSON."""
    try:
        return json.loads(data)
    except ValueError:
        return None


def is_time(text: str) -> bool:
    """Return whether a text is a time of RFC 3339, with any number of fractional digits."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", text))
