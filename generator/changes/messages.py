"""The comparison of requests and responses: parameters, bodies, statuses, headers, and what a method returns."""

from __future__ import annotations

from collections.abc import Mapping

from generator.changes.change import Assessment, Changes, Severity, describe, shown
from generator.changes.keywords import DOCUMENTATION, NOTES, assess
from generator.changes.naming import argument
from generator.changes.schemas import SchemaComparison
from generator.diff.pair import Pair, same
from generator.openapi.documents import EVENT_STREAM, Node
from generator.openapi.reader import is_json

B, R, A, F, I = reversed(Severity)  # noqa: E741
STREAM = "x-event-stream"
Bodies = dict[str, list[Node]]
"""Media types of successful responses, with the nodes of their bodies."""


class MessageComparison:
    """Compares the requests and responses of operations. The name of each pair is the method."""

    def __init__(self, changes: Changes, schemas: SchemaComparison) -> None:
        self.changes, self.schemas = changes, schemas

    def compare(self, operation: Pair[Node]) -> None:
        """Compare what the caller sends and what the caller receives."""
        self.parameters(operation.toward("request"))
        self.request_body(operation.toward("request").child("requestBody"))
        self.responses(operation.toward("response"))
        self.results(operation.toward("response"))

    def add(self, severity: Severity, kind: str, text: str, pair: Pair[Node], name: str = "") -> None:
        self.changes.add(Assessment(severity, kind, text), pair, names=name)

    # requests

    def parameters(self, operation: Pair[Node]) -> None:
        pair = operation.child("parameters")
        if not all(isinstance(side.get("parameters", {}), Mapping) for side in operation.mappings):
            text = "its parameters cannot be compared"
            self.changes.add(Assessment(R, "not-understood", text), operation.pointers, names=pair.name)
            return
        for key in pair.all_keys():
            given = pair.child(key)
            described = given.resolved().mappings[1 if key in pair.new.mapping else 0]
            called = argument(key.partition(":")[2], described)
            self.parameter(given, f"{pair.name}(..., {called}=)", key, pair)
        if pair.reordered():
            self.add(I, "order-changed", "its parameters are in another order", pair.toward(""))

    def parameter(self, given: Pair[Node], name: str, key: str, parameters: Pair[Node]) -> None:
        """Compare one parameter, inline or shared, which only one side may have."""
        pair = given.resolved()
        if key not in parameters.new.mapping:
            self.add(B, "parameter-removed", "removed", given, name)
        elif key not in parameters.old.mapping:
            required = pair.new.mapping.get("required")
            text = "new and required" if required else "new"
            self.add(B if required else A, "parameter-added", text, given, name)
        else:
            shared = [node.reference is not None for node in given.sides]
            if shared[0] != shared[1]:
                self.add(I, "rewritten", "is defined at another place now", given, name)
            self.parameter_keywords(pair, name)
            before, after = pair.child("schema", "default").values
            sent = [side.get("x-send-default") for side in pair.mappings]
            if all(sent) and not same(before, after):
                text = f"sends {shown(after)} now if the caller omits it, was {shown(before)}"
                self.add(B, "default-sent", text, given, name)
            self.schemas.compare(_schema(pair))

    def parameter_keywords(self, pair: Pair[Node], name: str) -> None:
        for key, before, after in pair.key_changes(skip=frozenset({"schema", "in", "$ref"})):
            place = pair.child(key)
            if key == "required" and (before is True) != (after is True):
                required = after is True
                text = "is required now" if required else "is optional now"
                self.add(B if required else A, "required", text, place, name)
            elif key == "required":
                self.add(I, "note", "required is added or removed, with the same effect", place, name)
            elif key == "name":
                self.add(I, "note", f"is written {after} now", place, name)
            else:
                self.changes.add(assess(key, before, after, "request"), place, names=name)

    def request_body(self, pair: Pair[Node]) -> None:
        before, after = pair.values
        if before is None or after is None:
            if before is not after:
                text = "has a request body now" if before is None else "no longer has a request body"
                self.add(B, "body-changed", text, pair)
            return
        for key, one, other in pair.key_changes(skip=frozenset({"content", "required"})):
            assessment = assess(key, one, other, "request")
            self.changes.add(
                assessment._replace(text=f"its request body: {assessment.text}"), pair.child(key)
            )
        required = pair.child("required")
        if not same(*required.values):
            text = f"its request body is {'required' if required.new.value else 'optional'}"
            self.add(B if required.new.value else A, "body-required", text, required)
        content = pair.child("content")
        for media_type in content.all_keys():
            if content.both_have(media_type):
                self.media(content.child(media_type))
            else:
                text = f"{'sends' if media_type in content.new.mapping else 'no longer sends'} {media_type}"
                self.add(B, "body-type-changed", text, content.child(media_type))

    def media(self, pair: Pair[Node]) -> None:
        """Compare a body of the same media type; of an event stream, also how it ends and what it accumulates to."""
        for key, before, after in pair.key_changes(skip=frozenset({"schema"})):
            place = pair.child(key)
            if key != STREAM:
                assessment = assess(key, before, after, pair.direction)
                text = f"its {pair.new.pointer[-1]}: {assessment.text}"
                self.changes.add(assessment._replace(text=text), place)
            elif isinstance(before, Mapping) and isinstance(after, Mapping):
                for part, was, now in place.key_changes():
                    severity, effect = R, "another event ends it"
                    if part == "accumulator":
                        severity, effect = B, "the events accumulate to another result, or to none"
                    text = f"its event stream: {describe(part, was, now)}: {effect}"
                    self.add(severity, "stream-changed", text, place.child(part))
            else:
                self.add(B, "stream-changed", describe(key, before, after), place)
        self.schemas.compare(_schema(pair))

    # responses

    def responses(self, operation: Pair[Node]) -> None:
        """Compare statuses, headers and the bodies of error responses."""
        pair = operation.child("responses")
        statuses = {status: status for status in pair.old.mapping if status in pair.new.mapping}
        successes = [[s for s in side if str(s).startswith("2")] for side in pair.mappings]
        if successes[0] != successes[1] and len(successes[0]) == len(successes[1]) == 1:
            statuses[successes[0][0]] = successes[1][0]  # the same response with another status
        for status in pair.all_keys():
            if not pair.both_have(status):
                verb = "documents" if status in pair.new.mapping else "no longer documents"
                severity = R if status.startswith("2") else F
                text = f"{verb} the response {status}"
                self.add(severity, "status-changed", text, pair.child(status).toward(""))
        for was, now in statuses.items():
            self.response(Pair(pair.old.child(was), pair.new.child(now), "response", pair.name), now)

    def response(self, given: Pair[Node], status: str) -> None:
        called = f"{given.name}: response {status}"
        self.reference(given, called)
        pair = given.resolved()
        if pair.new.pointer[0] == "components":
            called = f"the shared response {pair.new.pointer[2]}"
        for key, was, now in pair.key_changes(skip=frozenset({"headers", "content", "$ref"})):
            self.changes.add(assess(key, was, now, "response"), pair.child(key), names=called)
        headers = pair.child("headers")
        for name in headers.all_keys():
            self.header(headers.child(name), name, headers)
        content = pair.child("content")
        for media_type in content.all_keys() if not status.startswith("2") else ():
            place = content.child(media_type)
            if content.both_have(media_type):
                self.media(place)
            else:
                verb = "may be" if media_type in content.new.mapping else "is no longer"
                text = f"its response {status} {verb} {media_type}"
                self.add(R, "error-body-changed", text, place.toward(""))

    def reference(self, given: Pair[Node], called: str) -> None:
        """Record that another shared response or header is used, or none any more."""
        if given.old.reference != given.new.reference:
            pointers = (*given.child("$ref").pointers, *given.pointers)
            text = "is defined at another place now"
            self.changes.add(Assessment(I, "rewritten", text), pointers, names=called)

    def header(self, given: Pair[Node], key: str, headers: Pair[Node]) -> None:
        called = f"the header {key}"
        if not headers.both_have(key):
            assessment = (
                Assessment(A, "header-added", "documented now")
                if key in headers.new.mapping
                else Assessment(R, "header-removed", "no longer documented")
            )
            self.changes.add(assessment, given.toward(""), names=called, group=("header", key))
            return
        self.reference(given, called)
        for keyword, was, now in (pair := given.resolved()).key_changes(skip=frozenset({"$ref"})):
            assessment = Assessment(R, "header-changed", describe(keyword, was, now))
            if keyword in DOCUMENTATION | NOTES:
                assessment = assess(keyword, was, now, "response")
            self.changes.add(assessment, pair.child(keyword).toward(""), names=called)

    # what a method returns

    def results(self, operation: Pair[Node]) -> None:
        """Compare the bodies of successful responses, across statuses, and what the method returns for them."""
        bodies = operation.map(_success_bodies)
        was, now = bodies.map(_returned).sides

        def add(severity: Severity, kind: str, text: str, nodes: list[Node]) -> None:
            self.changes.add(
                Assessment(severity, kind, text),
                [node.pointer for node in nodes],
                names=operation.name,
                direction="response",
                operations=[operation.name],
            )

        if was != now:
            severity = A if now == f"{was} or an event stream" else B
            nodes = [node for side in bodies.sides for body in side.values() for node in body]
            add(severity, "result-changed", f"returns {now} now, was {was}", nodes)
        for media_type in sorted({*bodies.old, *bodies.new}):
            old, new = bodies.old.get(media_type, []), bodies.new.get(media_type, [])
            if old and new:
                for one in old:
                    for other in new:
                        self.media(Pair(one, other, "response", operation.name))
            elif was == now:
                # Bytes in JSON (`x-bytes`) are decoded, so that callers do not notice them.
                decoded = bool(new) and all("x-bytes" in node.mapping for node in new)
                text = f"may return {media_type} now" if new else f"no longer returns {media_type}"
                text += ", which the client decodes to the same bytes" if decoded else ""
                add(A if decoded else R, "media-type-changed", text, [*old, *new])


def _schema(holder: Pair[Node]) -> Pair[Node]:
    """Return the schemas of a parameter or media type; empty schemas if there are none."""

    def schema(node: Node) -> Node:
        child = node.child("schema")
        return child if "schema" in node.mapping else child.replaced({})

    return holder.map(schema)


def _success_bodies(operation: Node) -> Bodies:
    found: Bodies = {}
    for status, response in operation.child("responses").items():
        if status.startswith("2"):
            for media_type, body in response.resolved().child("content").items():
                found.setdefault(media_type, []).append(body)
    return found


def _returned(bodies: Bodies) -> str:
    """Return what the method returns, according to the rules of the generator: JSON before bytes, and events."""
    kinds = [
        media_type.partition(";")[0].strip()
        for media_type, nodes in bodies.items()
        if media_type != EVENT_STREAM and not any("x-bytes" in node.mapping for node in nodes)
    ]
    plain = "a value" if any(map(is_json, kinds)) else "bytes" if kinds else ""
    if EVENT_STREAM not in bodies:
        return plain or "nothing"
    return f"{plain} or an event stream" if plain else "an event stream"
