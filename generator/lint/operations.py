"""Rules for operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.lint.pagination import PaginationRules
from generator.lint.rules import Rules, types
from generator.lint.schemas import SchemaRules
from generator.names import (
    TAKEN_IN_CLIENTS,
    TAKEN_IN_RESOURCES,
    TAKEN_OPERATIONS,
)
from generator.openapi.bundle import Bundle
from generator.openapi.problems import Problem
from generator.openapi.reader import is_json
from generator.openapi.reader import pointer as pointer_of

ACCUMULATORS = frozenset({"chat", "completions", "messages", "responses", "images", "none"})
HEADERS_OF_CLIENTS = frozenset(
    {
        "accept",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
    }
)
"""Headers that the client sets itself, in lower case."""
REQUIRED_RESPONSES = ("401", "403", "429", "500", "default")


class OperationRules(Rules):
    """Rules for operations, with those for the schemas of their parameters, bodies and responses."""

    def __init__(self, bundle: Bundle, schemas: SchemaRules) -> None:
        super().__init__(bundle)
        self.schemas = schemas
        self.pagination = PaginationRules(bundle)
        self.tags = {tag["name"] for tag in self.document.get("tags", [])}
        self.schemes = self.document["components"].get("securitySchemes", {})

    def operation(self, pointer: str, path: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        yield from self.naming(pointer, operation)
        for key in ("summary", "description"):
            if not operation.get(key):
                yield self.at(pointer, f"needs a {key}; add what callers must know")
        if operation.get("x-stability") not in ("stable", "experimental"):
            yield self.at(pointer, "needs `x-stability: stable` or `x-stability: experimental`; add it")
        if not operation.get("x-source"):
            yield self.at(pointer, "needs `x-source`, the source of this description; add it")
        for requirement in operation.get("security", []):
            for scheme in requirement:
                if scheme not in self.schemes:
                    yield self.at(
                        pointer,
                        f"requires the security scheme {scheme!r}, which is not described; describe it",
                    )
        if len(operation.get("servers", [])) > 1:
            yield self.at(pointer, "has several servers, but the client uses only one; keep that one")
        if operation.get("x-probe") and ("requestBody" in operation or "{" in path):
            yield self.at(pointer, "has `x-probe` but requires arguments; remove `x-probe`")
        yield from self.parameters(pointer, path, operation)
        yield from self.body(pointer, operation)
        yield from self.responses(pointer, path, operation)
        yield from self.pagination.operation(pointer, operation)

    def naming(self, pointer: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        name, tags = operation["operationId"], operation["tags"]
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or name in TAKEN_OPERATIONS:
            yield self.at(pointer, f"has the operationId {name!r}; write it in snake_case")
        if len(tags) != 1:
            yield self.at(pointer, f"has {len(tags)} tags; give it exactly one: its resource")
            return
        if tags[0] not in self.tags:
            yield self.at(
                pointer, f"has the tag {tags[0]!r}, which is missing from shared/tags.yaml; add it there"
            )
        prefix = tags[0].replace(".", "_") + "_"
        if not re.match(rf"{re.escape(prefix)}[a-z]", name):
            yield self.at(pointer, f"has the operationId {name!r}; begin it with its tag: {prefix}<verb>")
            return
        method, root = name.removeprefix(prefix), tags[0] in ("agent", "serverless")
        if method in TAKEN_IN_RESOURCES or (root and method in TAKEN_IN_CLIENTS):
            yield self.at(
                pointer,
                f"has the operationId {name!r}, but the clients already have an attribute {method}; rename it",
            )
        below = f"{tags[0]}.{method}"
        if any(tag == below or tag.startswith(f"{below}.") for tag in self.tags):
            yield self.at(pointer, f"defines the method {below}, which is also a tag; rename one of them")
        servers = operation.get("servers") or self.document.get("servers", [])
        api = servers[0].get("x-api") if servers else None
        if (api == "agent") != (tags[0].split(".")[0] == "agent"):
            yield self.at(
                pointer,
                f"has the tag {tags[0]!r} and a server of the {api} API; tags of agent operations begin with `agent`, "
                "those of others do not",
            )

    def parameters(self, pointer: str, path: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        in_path = set(re.findall(r"\{([^}]+)\}", path))
        described = set()
        given_parameters = [self.resolve(given) for given in operation.get("parameters", [])]
        yield from self.schemas.parameter_names(pointer, given_parameters)
        for index, given in enumerate(operation.get("parameters", [])):
            here = f"{pointer}/parameters/{index}"
            parameter = self.resolve(given)
            name = str(parameter.get("name"))
            if parameter.get("in") == "path":
                described.add(name)
            if parameter.get("in") not in ("path", "query", "header"):
                yield self.at(
                    here, f"has the parameter {name!r} in {parameter.get('in')!r}; use path, query or header"
                )
            if not parameter.get("description"):
                yield self.at(here, f"needs a description of {name!r}; add it")
            yield from self.sendable(here, parameter)
            place = here if "schema" in given else given["$ref"].removeprefix("#")
            yield from self.schemas.schema(f"{place}/schema", parameter["schema"], described=True)
            yield from self.schemas.examples(place, parameter)
            if "x-send-default" in parameter and not isinstance(
                self.resolve(parameter["schema"]).get("default"), str | int | float
            ):
                yield self.at(
                    place,
                    "has `x-send-default` without a `default` that is a scalar; add it",
                )
        for name in sorted(in_path ^ described):
            yield self.at(
                pointer,
                f"has {{{name}}} in either its path or its parameters; add it to the other or remove it",
            )
        absolute = operation.get("x-absolute-url")
        if absolute is not None and absolute not in in_path:
            yield self.at(
                pointer,
                f"has `x-absolute-url: {absolute}`, which is not one of its path parameters; correct it",
            )
        if absolute is not None and operation.get("security") != []:
            yield self.at(
                pointer,
                "is sent to an absolute URL and must have `security: []`; other hosts must not receive the key",
            )

    def message(self, pointer: str, message: Mapping[str, Any]) -> Iterator[Problem]:
        """Check the schemas of a request body or a response, and those of its headers."""
        for media_type, media in message.get("content", {}).items():
            place = pointer + pointer_of("content", media_type)
            yield from self.schemas.schema(f"{place}/schema", media["schema"], described=True)
            yield from self.schemas.examples(place, media)
        for name, header in message.get("headers", {}).items():
            if "schema" in header:
                place = pointer + pointer_of("headers", name)
                yield from self.schemas.schema(f"{place}/schema", header["schema"], described=True)
                yield from self.schemas.examples(place, header)

    def sendable(self, here: str, parameter: Mapping[str, Any]) -> Iterator[Problem]:
        """Report headers that callers cannot set, and values other than scalars, times and lists of them."""
        name, schema = parameter.get("name"), self.resolve(parameter.get("schema", {}))
        if parameter.get("in") == "path":
            if parameter.get("required") is not True:
                yield self.at(here, f"has {name!r} in its path and must contain `required: true`; add it")
            if "null" in types(schema):
                yield self.at(here, f"allows null for the path parameter {name!r}; remove the null")
        if parameter.get("in") == "header":
            if str(name).lower() in HEADERS_OF_CLIENTS:
                yield self.at(here, f"has the header {name!r}, which the client sets itself; remove it")
            elif not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", str(name)):
                yield self.at(here, f"sends {name!r}, which is not the name of a header; correct it")
        found = [schema, self.resolve(schema.get("items", {}))]
        found += [self.resolve(m) for key in ("oneOf", "anyOf") for m in schema.get(key, [])]
        if any("object" in types(s) or "properties" in s or s.get("format") == "binary" for s in found):
            yield self.at(
                here,
                f"sends {name!r} as an object or a file, which only a body can contain; use a string or a list",
            )

    def body(self, pointer: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        body = operation.get("requestBody")
        if body is None:
            return
        content = body["content"]
        here = f"{pointer}/requestBody"
        yield from self.message(here, body)
        if body.get("required") is not True:
            yield self.at(
                here, "must contain `required: true`; add it, because the client always sends the body"
            )
        if len(content) != 1:
            yield self.at(here, f"has {len(content)} content types; keep the one that the client should send")
        for media_type, media in content.items():
            schema = media.get("schema", {})
            if media_type in ("application/json", "multipart/form-data"):
                if "$ref" not in schema:
                    yield self.at(
                        here, f"has an inline {media_type} schema; move it to a separate file in schemas/"
                    )
                if media_type == "application/json":
                    yield from self.schemas.without_files(here, schema)
            elif media_type == "application/octet-stream":
                if schema.get("type") != "string" or schema.get("format") != "binary":
                    yield self.at(here, "sends bytes; write `schema: {type: string, format: binary}`")
                if not schema.get("description"):
                    yield self.at(here, "sends bytes without a description; add one to their schema")
            else:
                yield self.at(
                    here,
                    f"has the content type {media_type}, which the client cannot send; it sends application/json, "
                    "multipart/form-data and application/octet-stream (for which callers can set another type)",
                )

    def responses(self, pointer: str, path: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        responses = operation.get("responses", {})
        wanted = REQUIRED_RESPONSES if operation.get("security") != [] else ("403", "default")
        if "{" in path and operation.get("x-absolute-url") is None:
            wanted = (*wanted, "404")
        for status in wanted:
            if status not in responses:
                yield self.at(pointer, f"documents no {status} response; reference one in shared/responses/")
        for status, response in responses.items():
            yield from self.message(f"{pointer}/responses/{status}", response)
        successes = {status: self.resolve(r) for status, r in responses.items() if status.startswith("2")}
        if not successes:
            yield self.at(pointer, "documents no successful response; add a 2xx response")
        empty = [s for s, r in successes.items() if not r.get("content")]
        if empty and len(empty) < len(successes):
            yield self.at(
                pointer,
                f"returns no content for {', '.join(empty)} and content for other statuses; keep one of the two",
            )
        results = set()
        for status, response in successes.items():
            here = f"{pointer}/responses/{status}"
            content = response.get("content", {})
            results |= {
                str(media.get("schema", {}).get("$ref")) for key, media in content.items() if is_json(key)
            }
            yield from self.success(here, operation, content)
            if operation.get("security") != [] and "ratelimit-limit" not in response.get("headers", {}):
                yield self.at(
                    here,
                    "documents no rate-limit headers; add `headers: {$ref: ../../shared/headers.yaml#/rate_limit}`",
                )
        if len(results) > 1:
            yield self.at(pointer, f"returns {len(results)} JSON schemas; combine them in a union")

    def success(
        self, here: str, operation: Mapping[str, Any], content: Mapping[str, Any]
    ) -> Iterator[Problem]:
        for media_type, media in content.items():
            schema = media.get("schema", {})
            if "x-bytes" in media:
                yield from self.bytes_in_json(here, content, media_type, media)
            if is_json(media_type) or media_type == "text/event-stream":
                yield from self.schemas.without_files(here, schema)
                if "$ref" not in schema:
                    yield self.at(
                        here, f"has an inline {media_type} schema; move it to a separate file in schemas/"
                    )
            elif "x-when" in media:
                yield from self.plain_text(here, operation, media_type, media)
            elif schema.get("format") != "binary":
                yield self.at(
                    here, f"returns {media_type} without `schema: {{type: string, format: binary}}`; add it"
                )
        events = content.get("text/event-stream")
        if events is None:
            return
        spec = events.get("x-event-stream", {})
        if spec.get("accumulator") not in ACCUMULATORS:
            yield self.at(
                here,
                f"needs x-event-stream with `accumulator`; write one of {', '.join(sorted(ACCUMULATORS))}",
            )
        if set(spec) - {"accumulator", "terminator", "final_events"}:
            yield self.at(
                here,
                "has an x-event-stream with other keys than accumulator, terminator and final_events; remove them",
            )
        if any(is_json(key) for key in content):
            if not self.has_stream_flag(operation):
                yield self.at(
                    here, "returns JSON or an event stream, so its request needs a boolean `stream`; add it"
                )
        elif spec.get("accumulator") != "none":
            yield self.at(here, "returns only event streams and no JSON result; write `accumulator: none`")

    def bytes_in_json(
        self, here: str, content: Mapping[str, Any], media_type: str, media: Mapping[str, Any]
    ) -> Iterator[Problem]:
        """Check JSON that some servers send instead of bytes, with the bytes as Base64 inside."""
        others = [m for k, m in content.items() if not is_json(k) and k != "text/event-stream"]
        if not is_json(media_type) or not any(m["schema"].get("format") == "binary" for m in others):
            yield self.at(here, "has x-bytes, which is only for JSON next to a binary response; remove it")
        names, schema = media["x-bytes"], self.resolve(media.get("schema", {}))
        for name in names if isinstance(names, list) else ():
            schema = self.resolve(schema.get("properties", {}).get(name, {}))
            schema = self.resolve(schema.get("items", schema))
        if not isinstance(names, list) or not names or "string" not in types(schema):
            yield self.at(
                here,
                "has an x-bytes that is not the path of properties to a string of its schema; correct it",
            )

    def plain_text(
        self, here: str, operation: Mapping[str, Any], media_type: str, media: Mapping[str, Any]
    ) -> Iterator[Problem]:
        """Check plain text that the API returns instead of JSON for some values of a request field."""
        when = media["x-when"]
        if media_type != "text/plain" or media.get("schema") != {"type": "string"}:
            yield self.at(
                here,
                "has x-when, which is allowed for `text/plain` with `schema: {type: string}` only; remove it",
            )
        values = next(iter(when.values()), None) if isinstance(when, Mapping) and len(when) == 1 else None
        if not isinstance(values, list) or not values or not all(isinstance(v, str) for v in values):
            yield self.at(here, "has an x-when that is not `{field of the request: [values]}`; correct it")
            return
        bodies = operation.get("requestBody", {}).get("content", {}).values()
        fields = {name for m in bodies for name in self.resolve(m.get("schema", {})).get("properties", {})}
        if not fields.issuperset(when):
            yield self.at(
                here,
                f"has an x-when on {next(iter(when))!r}, which is not a field of the request; correct it",
            )

    def has_stream_flag(self, operation: Mapping[str, Any]) -> bool:
        for media in operation.get("requestBody", {}).get("content", {}).values():
            flag = self.object(media["schema"]).get("properties", {}).get("stream", {})
            if "boolean" in types(self.resolve(flag)):
                return True
        return False
