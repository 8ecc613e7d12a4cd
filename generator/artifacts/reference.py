"""The data of the reference pages: everything that they show about each operation, with examples that run.

It comes from the same intermediate representation as the client. Its format is described by `reference.schema.json`.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from generator.artifacts.snippets import ExampleCall, command, curl, python, python_async
from generator.artifacts.values import Values
from generator.docstrings import describe
from generator.ir import Argument, ClientClass, Method, resource_tree
from generator.openapi.problems import DescriptionError, Problem
from generator.openapi.reader import flatten, is_json, operations, pointer, resolve
from generator.render import ERRORS, PACKAGE, format_files, render

FORMAT = 1
"""The version of the format. It changes if a consumer has to change."""
LANGUAGES = {"curl": curl, "python": python, "python-async": python_async, "command-line": command}


def reference(
    client: ClientClass, document: Mapping[str, Any], version: str, place: Callable[[str], str]
) -> dict[str, Any]:
    """Return the data for a release. `document` is the OpenAPI document of the release, to which `$ref`s refer.

    `place` returns the file and line of a JSON pointer, for messages.

    Raises:
        DescriptionError: No valid example was found for a schema.
    """
    reader = _Reader(client, document)
    entries, problems = [], []
    for method in client.methods:
        try:
            entries.append(reader.operation(method))
        except ValueError as error:
            problems.append(Problem(place(reader.pointers[method.id]), str(error)))
    if problems:
        raise DescriptionError(problems)
    return {
        "format": FORMAT,
        "package": {"name": "do-inference", "version": version},
        "document": "openapi.json",
        "operations": _formatted(entries),
    }


class _Reader:
    def __init__(self, client: ClientClass, document: Mapping[str, Any]) -> None:
        self.document = document
        self.values = Values(document)
        self.nodes = {node["operationId"]: node for _, _, node in operations(document)}
        self.pointers = {
            node["operationId"]: pointer("paths", *steps) for *steps, node in operations(document)
        }
        self.signatures = _signatures(client, document)

    def operation(self, method: Method) -> dict[str, Any]:
        """Return the entry of an operation."""
        node = self.nodes[method.id]
        call = self.call(method, node)
        return {
            "id": method.id,
            "name": f"{'client' if method.api == 'serverless' else method.api}.{call.name}",
            "clients": {"sync": call.client, "async": f"Async{call.client}"},
            "command": call.command,
            "http": {
                "method": method.verb,
                "path": method.path,
                "server": call.server,
                "absolute_url": method.absolute_url is not None,
                "key": call.key,
            },
            "summary": method.summary,
            "description": method.doc,
            "stability": "experimental" if method.experimental else "stable",
            "deprecated": self.deprecated(method, node),
            "idempotent": method.idempotent,
            "signatures": {kind: one.texts for kind, one in self.signatures[method.id].items()},
            "parameters": [self.parameter(method, argument, node) for argument in method.arguments],
            "request": self.request(method, node, call),
            "responses": [
                self.response(method, status, resolve(response, self.document))
                for status, response in node["responses"].items()
                if status.startswith("2")
            ],
            "errors": [self.error(status, node["responses"][status]) for status in method.errors],
            "streaming": self.streaming(method),
            "pagination": self.pagination(method),
            "examples": [
                {"language": language, "stream": stream, "code": make(call, stream=stream)}
                for stream in _forms(method)
                for language, make in LANGUAGES.items()
            ],
        }

    def call(self, method: Method, node: Mapping[str, Any]) -> ExampleCall:
        """Return the example call of an operation: its required parameters, and its body."""
        server = (node.get("servers") or self.document["servers"])[0]
        security = node.get("security", self.document.get("security", []))
        places: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
        for given in node.get("parameters", []):
            parameter = resolve(given, self.document)
            if parameter.get("required"):
                name = parameter["name"]
                places[parameter["in"]][name] = self.values.smallest(parameter["schema"], name)
        media_type, media = self.body(node)
        return ExampleCall(
            method=method,
            server=_without_variables(server),
            key=next((name.upper() for names in security for name in names), None),
            media_type=media_type,
            path=places["path"],
            query=places["query"],
            headers=places["header"],
            body=self.values.smallest(media["schema"], method.id) if media else None,
        )

    def body(self, node: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any]]:
        """Return the media type of the body and its description; an operation has one or none."""
        content = resolve(node.get("requestBody", {}), self.document).get("content", {})
        return next(iter(content.items()), (None, {}))

    def parameter(self, method: Method, argument: Argument, node: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entry of an argument of the method."""
        holder, schema = self.described(method, argument, node)
        full = {**resolve(schema, self.document), **holder}
        return {
            "name": argument.name,
            "wire_name": argument.wire,
            "in": argument.place,
            "type": self.signatures[method.id]["sync"].types[argument.name],
            "required": argument.required,
            "default": full.get("default"),
            "default_is_sent": argument.default is not None,
            "deprecated": bool(full.get("deprecated")),
            "replaced_by": full.get("x-replaced-by"),
            "description": argument.doc,
            "schema": schema,
        }

    def described(
        self, method: Method, argument: Argument, node: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Return the parameter object of an argument, which is empty for the body, and the schema."""
        if argument.place != "body":
            parameters = (resolve(given, self.document) for given in node["parameters"])
            found = next(p for p in parameters if (p["name"], p["in"]) == (argument.wire, argument.place))
            return found, found["schema"]
        _, media = self.body(node)
        if method.whole_body:
            return {}, media["schema"]
        return {}, flatten(resolve(media["schema"], self.document), self.document)["properties"][
            argument.wire
        ]

    def request(self, method: Method, node: Mapping[str, Any], call: ExampleCall) -> dict[str, Any] | None:
        """Return the entry of the request body."""
        media_type, media = self.body(node)
        if media_type is None:
            return None
        return {"media_type": media_type, "schema": media["schema"], "example": call.body}

    def response(self, method: Method, status: str, response: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entry of a successful response. Text and bytes have no example."""
        headers = {
            name: resolve(header, self.document) for name, header in response.get("headers", {}).items()
        }
        return {
            "status": status,
            "description": describe(response),
            "headers": [
                {"name": name, "description": describe(header), "schema": header["schema"]}
                for name, header in headers.items()
            ],
            "content": [
                {
                    "media_type": media_type,
                    "schema": media["schema"],
                    "example": self.values.complete(media["schema"], f"{method.id} {status}")
                    if is_json(media_type) or media_type == "text/event-stream"
                    else None,
                }
                for media_type, media in response.get("content", {}).items()
            ],
        }

    def error(self, status: str, response: Mapping[str, Any]) -> dict[str, str]:
        """Return the entry of an error: the exception that the client raises for the status code."""
        return {
            "status": status,
            "exception": exception(status),
            "description": describe(resolve(response, self.document)),
        }

    def deprecated(self, method: Method, node: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the warning about a deprecated operation, and the id of the operation to use instead."""
        if not method.deprecation:
            return None
        return {"warning": method.deprecation, "replaced_by": node.get("x-replaced-by")}

    def streaming(self, method: Method) -> dict[str, Any] | None:
        """Return the entry of the event stream. The example of an event is that of the response."""
        if method.event is None:
            return None
        return {"always": method.stream_only, "event": method.event.response(), **method.stream}

    def pagination(self, method: Method) -> dict[str, str] | None:
        """Return how a list continues after a page."""
        paged = method.pagination
        return {"by": paged.by, "parameter": paged.parameter, "item": paged.item.name} if paged else None


def exception(status: str) -> str:
    """Return the class of the exception for a documented status code, or for all others."""
    if status in ERRORS:
        return ERRORS[status][0]
    return "InternalServerError" if status.startswith("5") else "APIStatusError"


def _forms(method: Method) -> list[bool]:
    """Return whether the result is streamed, for each form of the call."""
    if method.event is None:
        return [False]
    return [True] if method.stream_only else [False, True]


def _without_variables(server: Mapping[str, Any]) -> str:
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", variable["default"])
    return url


class _Signatures(NamedTuple):
    """The signatures of a method."""

    texts: list[str]
    """As single lines, without `self`; several if the method has overloads."""
    types: dict[str, str]
    """The annotation of each parameter."""


def _signatures(client: ClientClass, document: Mapping[str, Any]) -> dict[str, dict[str, _Signatures]]:
    """Return the signatures of the generated methods, synchronous and asynchronous, by operation."""
    files = render(client, document)
    found: dict[str, dict[str, _Signatures]] = {}
    for root in client.roots:
        for resource in resource_tree(root):
            tree = ast.parse(files[f"{PACKAGE}/resources/{resource.module}.py"])
            classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
            for method in resource.methods:
                found[method.id] = {
                    kind: _signatures_of(classes[f"{prefix}{resource.class_name}"], method.method_name)
                    for kind, prefix in (("sync", ""), ("async", "Async"))
                }
    return found


def _signatures_of(owner: ast.ClassDef, name: str) -> _Signatures:
    """Return the signatures of a method of a class. Its last definition is the implementation of the others."""
    defined = (node for node in owner.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    *overloads, implementation = (node for node in defined if node.name == name)
    arguments = [*implementation.args.args, *implementation.args.kwonlyargs]
    types = {one.arg: ast.unparse(one.annotation) for one in arguments if one.annotation}
    return _Signatures([_one_line(node) for node in overloads or [implementation]], types)


def _one_line(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the signature of a method."""
    function.args.args = function.args.args[1:]
    function.decorator_list = []
    function.body = [ast.Pass()]
    return ast.unparse(function).partition("\n")[0].removesuffix(":")


def _formatted(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Format the Python examples, all of them at once."""
    with tempfile.TemporaryDirectory() as scratch:
        files = {}
        for entry in entries:
            for number, example in enumerate(entry["examples"]):
                if example["language"].startswith("python"):
                    file = Path(scratch) / f"{entry['id']}_{number}.py"
                    file.write_text(f"{example['code']}\n", encoding="utf-8", newline="\n")
                    files[file] = example
        format_files(Path(scratch))
        for file, example in files.items():
            example["code"] = file.read_text(encoding="utf-8").rstrip("\n")
    return entries
