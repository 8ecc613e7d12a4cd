"""The project's own rules for the description, beside those of OpenAPI itself.

Each rule exists because the generated client, its documentation or the emulator is built from what it asks for.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.bundle import Bundle, operations
from generator.names import (
    TAKEN_IN_CLIENTS,
    TAKEN_IN_RESOURCES,
    TAKEN_MODULES,
    TAKEN_SCHEMAS,
    module_name,
    pascal_case,
)
from generator.normalize import is_json
from generator.problems import Problem

CONSUMED = "$ref type properties required items additionalProperties enum const oneOf anyOf allOf discriminator format"
DOCUMENTED = """
    description default example examples title deprecated minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
    minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties contentMediaType
    contentEncoding
"""
SCHEMA_KEYWORDS = frozenset(CONSUMED.split()) | frozenset(DOCUMENTED.split())
OPERATION_KEYWORDS = frozenset(
    {"operationId", "summary", "description", "tags", "parameters", "requestBody", "responses", "security"}
    | {"servers", "deprecated"}
)
PARAMETER_KEYWORDS = frozenset(
    {"$ref", "name", "in", "required", "description", "schema", "deprecated", "example"}
)
BODY_KEYWORDS = frozenset({"required", "description", "content"})
MEDIA_KEYWORDS = frozenset({"schema", "example", "examples"})
PATH_KEYWORDS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
EXTENSIONS = frozenset(
    {
        "x-stability",
        "x-source",
        "x-departure",
        "x-event-stream",
        "x-idempotent",
        "x-absolute-url",
        "x-send-default",
    }
    | {"x-sensitive", "x-any", "x-enum-descriptions", "x-api", "x-generated", "x-rate-limits", "x-probe"}
)
NOT_DESCRIPTION = frozenset({"departures.yaml"})
"""Files beside the description that are no part of it: what `generator.drift` keeps."""
INSTEAD = {
    "nullable": 'write `type: [..., "null"]`, or `oneOf` with `{type: "null"}` beside a $ref',
    "parameters": "give them to each operation",
    "style": "queries repeat the name of a list, headers and paths put commas between its items",
    "explode": "queries repeat the name of a list, headers and paths put commas between its items",
    "encoding": "callers give the type of a file as (name, content, type)",
}
FOLDS = frozenset({"deltas", "blocks", "response", "final", "none"})
REQUIRED_RESPONSES = ("401", "403", "429", "500", "default")


def lint(bundle: Bundle) -> list[Problem]:
    """Everything in the description that breaks a rule; empty if nothing does."""
    return list(_Linter(bundle).run())


class _Linter:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.document = bundle.document
        self.tags = {tag["name"] for tag in self.document.get("tags", [])}
        self.modules: dict[str, str] = {}
        """Which schema makes each module of models."""
        self.schemes = self.document.get("components", {}).get("securitySchemes", {})

    def at(self, pointer: str, text: str) -> Problem:
        return Problem(self.bundle.place(pointer), text)

    def run(self) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        yield from self.root()
        yield from self.unused_files()
        yield from self.resources()
        for path, item in self.document.get("paths", {}).items():
            yield from self.unknown(
                f"/paths/{path.replace('~', '~0').replace('/', '~1')}", item, PATH_KEYWORDS
            )
        for path, method, operation in operations(self.document):
            pointer = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
            yield from self.operation(pointer, path, operation)
            name = str(operation.get("operationId"))
            if name in seen:
                yield self.at(pointer, f"has the operationId {name} of {seen[name]}; give it one of its own")
            seen[name] = self.bundle.place(pointer)
        for kind, members in self.document.get("components", {}).items():
            if kind == "schemas":
                for name, schema in members.items():
                    yield from self.component(f"/components/schemas/{name}", schema)

    def root(self) -> Iterator[Problem]:
        if not str(self.document.get("openapi", "")).startswith("3.1"):
            yield self.at("", "must say `openapi: 3.1.0`; null and const are written the 3.1 way here")
        for index, server in enumerate(self.document.get("servers", [])):
            if server.get("x-api") not in ("serverless", "agent"):
                yield self.at(f"/servers/{index}", "needs `x-api: serverless` or `x-api: agent`")
            yield from self.rate_limits(f"/servers/{index}", server)
        for name, scheme in self.schemes.items():
            if (scheme.get("type"), scheme.get("scheme")) != ("http", "bearer"):
                yield self.at(
                    f"/components/securitySchemes/{name}",
                    "is not an http bearer scheme, the only one the client can send; describe it as bearer",
                )

    def rate_limits(self, pointer: str, server: Mapping[str, Any]) -> Iterator[Problem]:
        for limit in server.get("x-rate-limits", []):
            if set(limit) != {"name", "amount", "seconds", "unit"} or limit["unit"] not in (
                "requests",
                "tokens",
            ):
                yield self.at(
                    pointer, "has a rate limit that is not {name, amount, seconds, unit: requests or tokens}"
                )

    def unused_files(self) -> Iterator[Problem]:
        used = set(self.bundle.files)
        for path in sorted(self.bundle.base.rglob("*.yaml")):
            file = path.relative_to(self.bundle.base)
            if file not in used and file.as_posix() not in NOT_DESCRIPTION:
                yield Problem(file.as_posix(), "is referred to by nothing; refer to it or drop the file")

    def resources(self) -> Iterator[Problem]:
        """Tags become classes, modules and attributes, operations become methods: no two may be the same."""
        classes: dict[str, str] = {}
        for index, tag in enumerate(self.document.get("tags", [])):
            name, here = str(tag["name"]), f"/tags/{index}"
            parts = name.split(".")
            if not all(re.fullmatch(r"[a-z][a-z0-9_]*", p) and not keyword.iskeyword(p) for p in parts):
                yield self.at(
                    here,
                    f"has the tag {name!r}; write it in snake_case with dots, without words of Python's own",
                )
            below_root = parts[1:2] if parts[0] == "agent" else parts[:1]
            if taken := TAKEN_IN_RESOURCES.intersection(parts) | TAKEN_IN_CLIENTS.intersection(below_root):
                yield self.at(
                    here, f"has the tag {name!r}, but clients have {min(taken)} already; rename the tag"
                )
            module = module_name(pascal_case(name))
            if classes.setdefault(module, name) != name:
                yield self.at(
                    here,
                    f"has the tag {name!r}, which makes the same module as {classes[module]!r}; rename one",
                )

    # operations

    def operation(self, pointer: str, path: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        yield from self.unknown(pointer, operation, OPERATION_KEYWORDS)
        yield from self.naming(pointer, operation)
        for key in ("summary", "description"):
            if not operation.get(key):
                yield self.at(pointer, f"needs a {key}: what the caller must know")
        if operation.get("x-stability") not in ("stable", "experimental"):
            yield self.at(pointer, "needs `x-stability: stable` or `x-stability: experimental`")
        if not operation.get("x-source"):
            yield self.at(pointer, "needs `x-source`: where the knowledge of this operation comes from")
        for requirement in operation.get("security", []):
            for scheme in requirement:
                if scheme not in self.schemes:
                    yield self.at(pointer, f"asks for the security scheme {scheme!r}, which nobody described")
        if len(operation.get("servers", [])) > 1:
            yield self.at(pointer, "has several servers, of which the client could use one; keep that one")
        for server in operation.get("servers", []):
            yield from self.rate_limits(pointer, server)
        if operation.get("x-probe") and ("requestBody" in operation or "{" in path):
            yield self.at(
                pointer, "has `x-probe` but needs arguments; only a bare request can ask for the rate limit"
            )
        yield from self.parameters(pointer, path, operation)
        yield from self.body(pointer, operation)
        yield from self.responses(pointer, path, operation)

    def naming(self, pointer: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        name, tags = str(operation.get("operationId", "")), operation.get("tags", [])
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield self.at(pointer, f"has the operationId {name!r}; write it in snake_case")
        if len(tags) != 1:
            yield self.at(pointer, f"has {len(tags)} tags; give it exactly one, the resource it belongs to")
            return
        if tags[0] not in self.tags:
            yield self.at(pointer, f"has the tag {tags[0]!r}, which shared/tags.yaml lacks; add it there")
        prefix = tags[0].replace(".", "_") + "_"
        if not name.startswith(prefix) or name == prefix:
            yield self.at(pointer, f"has the operationId {name!r}; begin it with its tag: {prefix}<verb>")
            return
        method, root = name.removeprefix(prefix), tags[0] in ("agent", "serverless")
        if method in TAKEN_IN_RESOURCES or (root and method in TAKEN_IN_CLIENTS):
            yield self.at(
                pointer, f"has the operationId {name!r}, but clients have {method} already; rename it"
            )
        below = f"{tags[0]}.{method}"
        if any(tag == below or str(tag).startswith(f"{below}.") for tag in self.tags):
            yield self.at(pointer, f"makes a method {below}, which is a tag as well; rename one of them")
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
        for index, given in enumerate(operation.get("parameters", [])):
            here = f"{pointer}/parameters/{index}"
            parameter = self.resolve(given)
            name = str(parameter.get("name"))
            if parameter.get("in") == "path":
                described.add(name)
            if parameter.get("in") not in ("path", "query", "header"):
                yield self.at(
                    here, f"puts {name!r} in {parameter.get('in')!r}; only path, query and header are sent"
                )
            if not parameter.get("description"):
                yield self.at(here, f"needs a description of {name!r}")
            yield from self.unknown(here, parameter, PARAMETER_KEYWORDS)
            yield from self.sendable(here, parameter)
            yield from self.schema(f"{here}/schema", parameter.get("schema", {}), described=True)
        for name in sorted(in_path ^ described):
            yield self.at(
                pointer, f"has {{{name}}} in only one of its path and its parameters; add or drop the other"
            )
        absolute = operation.get("x-absolute-url")
        if absolute is not None and absolute not in in_path:
            yield self.at(pointer, f"has `x-absolute-url: {absolute}`, which is no path parameter of it")
        if absolute is not None and operation.get("security") != []:
            yield self.at(
                pointer, "goes to an absolute URL and so must have `security: []`: no key may leave its host"
            )

    def sendable(self, here: str, parameter: Mapping[str, Any]) -> Iterator[Problem]:
        """Only texts, numbers, booleans, times and lists of them have one form outside of a body."""
        name, schema = parameter.get("name"), self.resolve(parameter.get("schema", {}))
        if parameter.get("in") == "path":
            if parameter.get("required") is not True:
                yield self.at(here, f"puts {name!r} in the path and must say `required: true`")
            if "null" in _types(schema):
                yield self.at(here, f"lets {name!r} be null, which a path has no room for; drop the null")
        found = [schema, self.resolve(schema.get("items", {}))]
        found += [self.resolve(m) for key in ("oneOf", "anyOf") for m in schema.get(key, [])]
        if any("object" in _types(s) or "properties" in s or s.get("format") == "binary" for s in found):
            yield self.at(
                here,
                f"sends {name!r} as an object or a file, which only a body can hold; use one text or a list",
            )

    def body(self, pointer: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        body = operation.get("requestBody")
        if body is None:
            return
        content = body.get("content", {})
        here = f"{pointer}/requestBody"
        yield from self.unknown(here, body, BODY_KEYWORDS)
        if body.get("required") is not True:
            yield self.at(
                here, "must say `required: true`: the client always sends a body where there is one"
            )
        if len(content) != 1:
            yield self.at(
                here, f"offers {len(content)} content types; keep the one that the client shall send"
            )
        for media_type, media in content.items():
            schema = media.get("schema", {})
            yield from self.unknown(f"{here}/content/{media_type.replace('/', '~1')}", media, MEDIA_KEYWORDS)
            if media_type in ("application/json", "multipart/form-data"):
                if "$ref" not in schema:
                    yield self.at(
                        here, f"has an inline {media_type} schema; move it to a file of its own in schemas/"
                    )
                if media_type == "application/json":
                    yield from self.without_files(here, schema)
            elif media_type == "application/octet-stream":
                if schema.get("type") != "string" or schema.get("format") != "binary":
                    yield self.at(here, "sends bytes; write `schema: {type: string, format: binary}`")
                if not schema.get("description"):
                    yield self.at(
                        here, "sends bytes and does not say of what; add a description to their schema"
                    )
            else:
                yield self.at(
                    here,
                    f"has the content type {media_type}, which the client cannot send; it sends application/json, "
                    "multipart/form-data and application/octet-stream (to which callers may give another type)",
                )

    def responses(self, pointer: str, path: str, operation: Mapping[str, Any]) -> Iterator[Problem]:
        responses = operation.get("responses", {})
        wanted = REQUIRED_RESPONSES if operation.get("security") != [] else ("403", "default")
        if "{" in path and operation.get("x-absolute-url") is None:
            wanted = (*wanted, "404")
        for status in wanted:
            if status not in responses:
                yield self.at(pointer, f"documents no {status} answer; refer to one in shared/responses/")
        successes = {status: self.resolve(r) for status, r in responses.items() if status.startswith("2")}
        if not successes:
            yield self.at(pointer, "documents no success; add the 2xx answer")
        empty = [s for s, r in successes.items() if not r.get("content")]
        if empty and len(empty) < len(successes):
            yield self.at(
                pointer,
                f"answers {', '.join(empty)} with nothing and others with something; keep one of the two",
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
                    "names no rate-limit headers; add `headers: {$ref: ../../shared/headers.yaml#/rate_limit}`",
                )
        if len(results) > 1:
            yield self.at(
                pointer, f"answers with {len(results)} JSON schemas; the client needs one: write a union"
            )

    def success(
        self, here: str, operation: Mapping[str, Any], content: Mapping[str, Any]
    ) -> Iterator[Problem]:
        for media_type, media in content.items():
            schema = media.get("schema", {})
            yield from self.unknown(f"{here}/content/{media_type.replace('/', '~1')}", media, MEDIA_KEYWORDS)
            if is_json(media_type) or media_type == "text/event-stream":
                yield from self.without_files(here, schema)
                if "$ref" not in schema:
                    yield self.at(
                        here, f"has an inline {media_type} schema; move it to a file of its own in schemas/"
                    )
            elif schema.get("format") != "binary":
                yield self.at(
                    here, f"answers {media_type} without `schema: {{type: string, format: binary}}`"
                )
        events = content.get("text/event-stream")
        if events is None:
            return
        spec = events.get("x-event-stream", {})
        if spec.get("fold") not in FOLDS:
            yield self.at(here, f"needs x-event-stream with `fold`, one of {', '.join(sorted(FOLDS))}")
        if set(spec) - {"fold", "terminator", "final_events"}:
            yield self.at(
                here, "has an x-event-stream with keys other than fold, terminator and final_events"
            )
        if any(is_json(key) for key in content):
            if not self.has_stream_flag(operation):
                yield self.at(
                    here, "answers JSON or an event stream, so its request needs a boolean `stream`"
                )
        elif spec.get("fold") != "none":
            yield self.at(here, "streams only, so there is no JSON result to fold to; write `fold: none`")

    def without_files(
        self, here: str, schema: Mapping[str, Any], seen: frozenset[str] = frozenset()
    ) -> Iterator[Problem]:
        reference = schema.get("$ref")
        if reference in seen:
            return
        seen = seen | {str(reference)} if reference else seen
        full = self.resolve(schema)
        if full.get("format") == "binary":
            yield self.at(
                here, "has `format: binary` inside JSON, which holds no bytes; say how they are written"
            )
        inner = [*full.get("properties", {}).values()]
        inner += [
            full[key] for key in ("items", "additionalProperties") if isinstance(full.get(key), Mapping)
        ]
        inner += [m for key in ("oneOf", "anyOf", "allOf") for m in full.get(key, [])]
        for child in inner:
            yield from self.without_files(here, child, seen)

    def has_stream_flag(self, operation: Mapping[str, Any]) -> bool:
        for media in operation.get("requestBody", {}).get("content", {}).values():
            if "stream" in self.resolve(media.get("schema", {})).get("properties", {}):
                return True
        return False

    # schemas

    def component(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        yield from self.schema_name(pointer)
        if "properties" in schema and {"oneOf", "anyOf", "enum"} & set(schema):
            yield self.at(pointer, "is an object and a choice at once; keep one, and refer to the other")
        if not schema.get("description"):
            yield self.at(pointer, "needs a description: what this is to the caller")
        if "enum" in schema:
            if schema.get("type") != "string" or None in schema["enum"]:
                yield self.at(
                    pointer, "is an enum of other things than strings; say null where the enum is used"
                )
            odd = [value for value in schema["enum"] if value is not None and not isinstance(value, str)]
            if odd:
                yield self.at(
                    pointer, f"lists {', '.join(map(repr, odd))}, which YAML takes for no text; quote it"
                )
            missing = {v for v in schema["enum"] if isinstance(v, str)} - set(
                schema.get("x-enum-descriptions", {})
            )
            if missing:
                shown = ", ".join(value or "''" for value in sorted(missing))
                yield self.at(pointer, f"does not say what {shown} mean; add x-enum-descriptions")
        yield from self.schema(pointer, schema, described=True, component=True)

    def schema_name(self, pointer: str) -> Iterator[Problem]:
        name = pointer.rsplit("/", 1)[1]
        module = module_name(name)
        free = name.isidentifier() and not keyword.iskeyword(name) and not name.endswith("Param")
        if not free or name in TAKEN_SCHEMAS or module in TAKEN_MODULES:
            yield self.at(
                pointer,
                f"becomes the class {name}, which means something else in the client; rename the file",
            )
        if self.modules.setdefault(module, name) != name:
            yield self.at(
                pointer,
                f"makes the module {module}, and so does {self.modules[module]}; rename one of the files",
            )

    def schema(
        self, pointer: str, schema: Any, *, described: bool = False, component: bool = False
    ) -> Iterator[Problem]:
        if not isinstance(schema, Mapping):
            yield self.at(pointer, f"is {schema!r}, not a schema")
            return
        yield from self.unknown(pointer, schema, SCHEMA_KEYWORDS)
        if not described and not schema.get("description"):
            yield self.at(pointer, "needs a description at the place of use")
        if "$ref" in schema:
            return
        if not component:
            yield from self.inline(pointer, schema)
        if not {"type", "oneOf", "anyOf", "allOf", "const", "x-any"} & set(schema):
            yield self.at(pointer, "has no type; where any JSON may come, say why with `x-any: <reason>`")
        if "const" in schema and not isinstance(schema["const"], str | int | None):
            yield self.at(
                pointer, f"is always {schema['const']!r}; only a text, an integer, a boolean or null can be"
            )
        if schema.get("type") == "array" and "items" not in schema:
            yield self.at(pointer, "is an array of unknown things; describe its items")
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            yield self.at(pointer, "must state additionalProperties: true where unknown fields may come")
        for missing in set(schema.get("required", [])) - set(schema.get("properties", {})):
            if "allOf" not in schema:
                yield self.at(pointer, f"requires {missing!r}, which is no property of it")
        yield from self.children(pointer, schema)

    def children(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        for name, value in schema.get("properties", {}).items():
            yield from self.schema(f"{pointer}/properties/{name}", value)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), Mapping):
                yield from self.schema(f"{pointer}/{key}", schema[key], described=True)
        for key in ("oneOf", "anyOf", "allOf"):
            for index, value in enumerate(schema.get(key, [])):
                yield from self.schema(f"{pointer}/{key}/{index}", value, described=True)
        yield from self.tagged(pointer, schema)

    def tagged(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        discriminator = schema.get("discriminator")
        members = [m for m in schema.get("oneOf", schema.get("anyOf", [])) if "$ref" in m]
        objects = [m for m in members if "properties" in self.resolve(m)]
        if discriminator is None:
            if len(objects) > 1:
                yield self.at(
                    pointer,
                    "is a union of objects without a discriminator; name the property that tells them",
                )
            return
        tag = discriminator.get("propertyName")
        untagged = []
        for value, reference in discriminator.get("mapping", {}).items():
            member = self.resolve({"$ref": reference}).get("properties", {}).get(tag, {})
            if value not in (member.get("const"), *self.resolve(member).get("enum", [])):
                yield self.at(pointer, f"maps {value!r} to {reference}, whose {tag!r} is not that constant")
        mapped = set(discriminator.get("mapping", {}).values())
        untagged = [m["$ref"] for m in objects if m["$ref"] not in mapped]
        if len(untagged) > 1:
            yield self.at(
                pointer,
                f"leaves {', '.join(untagged)} out of the discriminator's mapping; at most one may be",
            )

    def inline(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Problem]:
        if "properties" in schema:
            yield self.at(
                pointer, "is an object described in place; move it to a file of its own in schemas/"
            )
        if len(schema.get("enum", ())) > 1:
            yield self.at(pointer, "is an enum described in place; move it to a file of its own in schemas/")
        elif "enum" in schema:
            yield self.at(pointer, "is an enum of one value; write it as `const`")

    def unknown(self, pointer: str, node: Mapping[str, Any], known: frozenset[str]) -> Iterator[Problem]:
        for key in node:
            if key not in known and key not in EXTENSIONS:
                kind = (
                    "an extension nobody reads"
                    if key.startswith("x-")
                    else "a keyword the generator cannot express"
                )
                way = INSTEAD.get(key, "say it in another way")
                yield self.at(pointer, f"uses `{key}`, {kind}; {way}")

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        target: Any = node
        while isinstance(target, Mapping) and "$ref" in target:
            found: Any = self.document
            for step in str(target["$ref"]).removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            target = found
        return target if isinstance(target, Mapping) else {}


def _types(schema: Mapping[str, Any]) -> list[str]:
    given = schema.get("type", [])
    inner = [t for key in ("oneOf", "anyOf") for m in schema.get(key, []) for t in _types(m)]
    return [*given, *inner] if isinstance(given, list) else [given, *inner]
