"""The OpenAPI description as the emulator uses it: operations, their parameters, bodies and responses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from do_inference_generated._description import read_description

Schema = Mapping[str, Any]
Api = Literal["serverless", "agent"]

_VERBS = ("get", "put", "post", "delete", "options", "head", "patch")
_SCHEMES_OF_AGENTS = frozenset({"agent_access_key"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the path, the query or the headers of a request."""

    name: str
    place: str
    required: bool
    schema: Schema
    many: bool = False
    """Whether the value may be an array."""


class FormField(NamedTuple):
    """The types of a form field."""

    kinds: frozenset[str]
    """JSON types of a single value; empty if the field can only be an array."""
    item_kinds: frozenset[str] | None
    """JSON types of the items if the field may be an array, else None."""
    is_file: bool


@dataclass(frozen=True, slots=True)
class StreamDescription:
    """The event stream that an operation can return."""

    schema: Schema
    accumulator: str
    terminator: str | None
    final_events: tuple[str, ...]


class PagedList(NamedTuple):
    """A list that an operation returns in pages: the part of `x-pagination` that the emulator serves."""

    by: str
    """What `parameter` contains: `cursor`, `page` or `offset`."""
    parameter: str
    start: int
    """The number of the first page, or the offset of the first item."""
    limit: str
    """The parameter with the size of a page, or an empty string."""
    size: int | None
    """The default of `limit`."""
    items: tuple[str, ...]
    """The path of properties to the items, in the first format that is described."""
    cursor: tuple[str, ...]
    more: tuple[str, ...]
    others: tuple[str, ...]
    """The properties that only other formats have."""


@dataclass(frozen=True, slots=True)
class DescribedOperation:
    """One operation of the description."""

    id: str
    method: str
    path: str
    api: Api
    secured: bool
    status: int
    """The success status: the first one in the description, or 202 if it has both 200 and 202."""
    result: Schema | None
    stream: StreamDescription | None
    pages: PagedList | None
    """How the result continues if it is a page of a list."""
    binary: tuple[str, ...]
    """Content types of a binary success response."""
    encoded: Schema | None
    """The schema of the JSON that some servers send instead of bytes."""
    encoded_at: tuple[str, ...]
    """The properties that lead to the bytes in `encoded`."""
    plain_text: Mapping[str, tuple[str, ...]]
    """Request fields with the values for which the response is text instead of JSON."""
    bodies: Mapping[str, Schema]
    """Request body schemas by content type."""
    body_required: bool
    form_fields: Mapping[str, FormField]
    parameters: tuple[Parameter, ...]


def _members(schema: Schema) -> list[Any]:
    """Return the members of `oneOf`, `anyOf` and `allOf`."""
    return [member for union in ("oneOf", "anyOf", "allOf") for member in schema.get(union) or ()]


def resolved(document: Mapping[str, Any], node: Any) -> Any:
    """Follow the references of `node` within `document`. Keywords next to `$ref` override those of its target.

    Raises ValueError for a reference to another document, to a missing node, or to itself.
    """
    seen = 0
    while isinstance(node, Mapping) and isinstance(node.get("$ref"), str):
        target = _target(document, node["$ref"])
        siblings = {key: value for key, value in node.items() if key != "$ref"}
        node = {**target, **siblings} if siblings and isinstance(target, Mapping) else target
        seen += 1
        if seen > 50:
            raise ValueError(f"{node['$ref']} refers to itself")
    return node


def _target(document: Mapping[str, Any], reference: str) -> Any:
    if not reference.startswith("#"):
        raise ValueError(f"{reference} is referred to, but external references are not supported")
    node: Any = document
    for step in reference[2:].split("/") if len(reference) > 2 else ():
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            node = node[int(name)] if isinstance(node, list) else node[name]
        except (KeyError, IndexError, TypeError, ValueError):
            raise ValueError(f"{reference} is referred to, but is not there") from None
    return node


@dataclass
class Description:
    """A bundled OpenAPI document, with its references resolved on demand."""

    document: Mapping[str, Any]
    operations: dict[str, DescribedOperation] = field(init=False)

    def __post_init__(self) -> None:
        found = (self._operation(path, verb, raw) for path, verb, raw in self._raw_operations())
        self.operations = {operation.id: operation for operation in found if operation is not None}

    @property
    def version(self) -> str:
        return str(self.document.get("info", {}).get("version", ""))

    def resolve(self, node: Any) -> Any:
        """Follow the references of `node`. Keywords next to `$ref` override those of its target."""
        return resolved(self.document, node)

    def kinds(self, schema: Any) -> frozenset[str]:
        """Return the JSON types that a schema allows, including those of union members, without null."""
        schema = self.resolve(schema)
        if not isinstance(schema, Mapping):
            return frozenset()
        stated = schema.get("type") or ()
        named: set[str] = {stated} if isinstance(stated, str) else set(stated)
        named.update(*map(self.kinds, _members(schema)))
        return frozenset(named - {"null"})

    def _raw_operations(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        for path, item in self.document.get("paths", {}).items():
            for verb in _VERBS:
                if verb in item:
                    yield path, verb, {"parameters": [], **item[verb], "x-shared": item.get("parameters", [])}

    def _operation(self, path: str, verb: str, raw: Mapping[str, Any]) -> DescribedOperation | None:
        if (
            "x-absolute-url" in raw
        ):  # the caller has a whole URL from an earlier response; the object store serves it
            return None
        successes = self._successes(raw)
        contents = [
            (kind, media) for _, response in successes for kind, media in response.get("content", {}).items()
        ]
        schemas = {kind: media.get("schema", {}) for kind, media in reversed(contents)}
        events = next((media for kind, media in contents if kind == "text/event-stream"), None)
        when: Mapping[str, Any] = next((media["x-when"] for _, media in contents if "x-when" in media), {})
        wrapper = next((media for _, media in contents if "x-bytes" in media), None)
        if wrapper is not None:
            schemas = {kind: schema for kind, schema in schemas.items() if not _is_json(kind)}
        conditional = {kind for kind, media in contents if "x-when" in media}
        binary = tuple(
            k for k in schemas if not _is_json(k) and k != "text/event-stream" and k not in conditional
        )
        body = self.resolve(raw.get("requestBody", {}))
        codes = tuple(code for code, _ in successes) or (200,)
        return DescribedOperation(
            id=str(raw["operationId"]),
            method=verb.upper(),
            path=path,
            api=self._api(raw),
            secured=bool(raw.get("security", self.document.get("security", [{}]))),
            status=202 if 202 in codes else codes[0],
            result=next((schema for kind, schema in schemas.items() if _is_json(kind)), None),
            stream=self._stream(events) if events is not None else None,
            pages=self._pages(raw) if "x-pagination" in raw else None,
            binary=binary,
            encoded=wrapper and wrapper.get("schema", {}),
            encoded_at=tuple(wrapper["x-bytes"]) if wrapper else (),
            plain_text={name: tuple(values) for name, values in when.items()},
            bodies={kind: media.get("schema", {}) for kind, media in body.get("content", {}).items()},
            body_required=bool(body.get("required", False)),
            form_fields=self._form_fields(
                body.get("content", {}).get("multipart/form-data", {}).get("schema")
            ),
            parameters=tuple(self._parameters(raw)),
        )

    def _form_fields(self, form: Any) -> dict[str, FormField]:
        form = self.resolve(form)
        if not isinstance(form, Mapping):
            return {}
        found: dict[str, FormField] = {}
        for member in form.get("allOf") or ():
            found |= self._form_fields(member)
        for name, schema in form.get("properties", {}).items():
            kinds = self.kinds(schema)
            item_kinds = self._item_kinds(schema) if "array" in kinds else None
            found[name] = FormField(kinds - {"array"}, item_kinds, self._is_file(schema))
        return found

    def _is_file(self, schema: Any) -> bool:
        schema = self.resolve(schema)
        return schema.get("format") == "binary" or ("items" in schema and self._is_file(schema["items"]))

    def _item_kinds(self, schema: Any) -> frozenset[str]:
        """Return the JSON types that the items of an array may have."""
        schema = self.resolve(schema)
        return self.kinds(schema.get("items")).union(*map(self._item_kinds, _members(schema)))

    def _successes(self, raw: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
        responses = ((code, self.resolve(response)) for code, response in raw.get("responses", {}).items())
        return [
            (int(code), response)
            for code, response in responses
            if str(code).startswith("2") and str(code).isdigit()
        ]

    def _stream(self, media: Mapping[str, Any]) -> StreamDescription:
        extension = media.get("x-event-stream") or {}
        return StreamDescription(
            schema=media.get("schema", {}),
            accumulator=str(extension.get("accumulator", "none")),
            terminator=extension.get("terminator"),
            final_events=tuple(extension.get("final_events", ())),
        )

    def _pages(self, raw: Mapping[str, Any]) -> PagedList:
        parameters, pages = raw["x-pagination"]["parameters"], raw["x-pagination"]["pages"]
        by = next(name for name in parameters if name != "limit")
        defaults = {
            parameter.name: self.resolve(parameter.schema).get("default")
            for parameter in self._parameters(raw)
            if parameter.place == "query"
        }
        first, name, limit = pages[0], parameters[by], parameters.get("limit", "")
        own = {path[0] for path in first.values()}
        start = 0 if by == "cursor" else defaults.get(name)
        return PagedList(
            by,
            name,
            int(by == "page") if start is None else start,
            limit,
            defaults.get(limit),
            tuple(first["items"]),
            tuple(first.get("cursor", ())),
            tuple(first.get("more", ())),
            tuple({path[0]: None for page in pages for path in page.values() if path[0] not in own}),
        )

    def _parameters(self, raw: Mapping[str, Any]) -> Iterator[Parameter]:
        for node in (*raw["x-shared"], *raw["parameters"]):
            parameter = self.resolve(node)
            yield Parameter(
                str(parameter["name"]),
                str(parameter["in"]),
                bool(parameter.get("required", False)),
                parameter.get("schema", {}),
                "array" in self.kinds(parameter.get("schema", {})),
            )

    def _api(self, raw: Mapping[str, Any]) -> Api:
        servers = raw.get("servers") or self.document.get("servers") or [{}]
        named = servers[0].get("x-api")
        schemes = {name for entry in raw.get("security", ()) for name in entry}
        return "agent" if named == "agent" or schemes & _SCHEMES_OF_AGENTS else "serverless"


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or content_type.endswith("+json")


@lru_cache(maxsize=1)
def packaged() -> Description:
    """Return the description that this package was generated from. Reads it only once."""
    return Description(read_description())


EVERY = "*"
_BETWEEN = re.compile(r"[\s.-]+")


def operation_id(name: object, known: Mapping[str, DescribedOperation]) -> str:
    """The operationId for `chat_completions_create`, `chat.completions.create`, `chat completions create`,
    `/v1/chat/completions` or `POST /v1/chat/completions`; `*` stands for itself.

    Raises TypeError for what is not text, and ValueError for a name that is unknown or has several meanings.
    """
    if not isinstance(name, str):
        raise TypeError(f"operation must be the name of an operation, or *, not {name!r}")
    if name == EVERY or name in known:
        return name
    if "/" in name:
        return _of_path(name, known)
    joined = _BETWEEN.sub("_", name.strip())
    if joined in known:
        return joined
    near = get_close_matches(joined, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ValueError(f"the description has no operation {name!r}{hint}")


def _of_path(name: str, known: Mapping[str, DescribedOperation]) -> str:
    method, _, path = name.strip().rpartition(" ")
    found = [
        operation for operation in known.values()
        if operation.path == path and method.strip().upper() in ("", operation.method)
    ]  # fmt: skip
    if len(found) == 1:
        return found[0].id
    if found:
        each = ", ".join(f"{operation.id} ({operation.method})" for operation in found)
        raise ValueError(f"{name!r} names several operations: {each}; name one of them")
    paths = [f"{operation.method} {operation.path}" for operation in known.values()]
    near = get_close_matches(name, paths, n=1) or get_close_matches(f"POST {name}", paths, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ValueError(f"the description has no operation at {name!r}{hint}")
