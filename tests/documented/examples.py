"""Example requests from DigitalOcean's documentation pages, read from `pages/*.yaml`.

Each file contains the URL of a page and its examples: the operation, the JSON request body and, if the page shows one,
the response. `shown_as` is the language of the example. For an example in a programming language, the JSON is the
request body that its arguments produce.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import do_inference_generated.operations
from do_inference import AgentClient, Client
from do_inference_generated._interface import Operation

PAGES = Path(__file__).parent / "pages"
_FIELDS = {"name", "shown_as", "operation", "path", "query", "headers", "body", "response"}


class ExampleError(Exception):
    """An example cannot be read, or uses an operation or a field that the description does not have."""


@dataclass(frozen=True)
class Example:
    """One example request of a page."""

    page: str
    file: str
    name: str
    operation: Operation[Any, Any]
    path: Mapping[str, str]
    query: Mapping[str, Any]
    headers: Mapping[str, str]
    body: Any
    """Parsed JSON; None if the request has no body."""
    response: Any
    """Parsed JSON; None if the page shows no response, or only a part of one."""

    @property
    def id(self) -> str:
        return f"{self.file}-{self.name}"

    def method(self, client: Any) -> Any:
        """Return the client method that sends this request."""
        for part in self.operation.resource.split("."):
            client = getattr(client, part) if part else client
        return getattr(client, self.operation.name)

    def arguments(self) -> dict[str, Any]:
        """Return the keyword arguments of that method. Raises ExampleError for a field without a parameter."""
        signature = inspect.signature(self.method(_clients()[self.operation.api]))
        known = {_plain(name): name for name in signature.parameters}
        sent = {**self.path, **self.query, **self.headers, **(self.body or {})}
        if missing := [name for name in sent if _plain(name) not in known]:
            raise ExampleError(
                f"{self.id}: {self.operation.id} has no {', '.join(missing)}; describe it in openapi/, "
                "then run `nox -s generate`"
            )
        return {known[_plain(name)]: value for name, value in sent.items()}


def program() -> str:
    """Return the source of a program with one function per example, for type checkers."""
    lines = ["from do_inference import AgentClient, Client"]
    for number, example in enumerate(examples()):
        kind = "AgentClient" if example.operation.api == "agent" else "Client"
        parts = [part for part in (example.operation.resource, example.operation.name) if part]
        given = ", ".join(f"{name}={value!r}" for name, value in example.arguments().items())
        lines += [
            "",
            "",
            f"def example_{number}(client: {kind}) -> None:  # {example.id}",
            f"    client.{'.'.join(parts)}({given})",
        ]
    return "\n".join(lines) + "\n"


@functools.cache
def _clients() -> Mapping[str, Any]:
    """Return one client per API, whose signatures are inspected."""
    return {
        "agent": AgentClient(endpoint="http://127.0.0.1:1", api_key="x"),
        "serverless": Client(base_url="http://127.0.0.1:1", api_key="x"),
    }


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").removesuffix("_")


@functools.cache
def examples() -> tuple[Example, ...]:
    """Return all examples, in the order of the files and pages."""
    return tuple(example for file in sorted(PAGES.glob("*.yaml")) for example in read_examples(file))


def read_examples(file: Path) -> Iterator[Example]:
    """Yield the examples of one file. Raises ExampleError with the file and the example."""
    known = {
        operation.id: operation
        for operation in vars(do_inference_generated.operations).values()
        if isinstance(operation, Operation)
    }
    try:
        page = yaml.safe_load(file.read_text("utf-8"))
        for shown in page["examples"]:
            yield _example(file, page["page"], shown, known)
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise ExampleError(
            f"{file}: page and examples are required, each example with name and operation: {error!r}"
        ) from error


def _example(
    file: Path, page: str, shown: Mapping[str, Any], known: Mapping[str, Operation[Any, Any]]
) -> Example:
    where = f"{file}, {shown['name']}"
    if unknown := set(shown) - _FIELDS:
        raise ExampleError(
            f"{where}: unknown fields {', '.join(sorted(unknown))}; use {', '.join(sorted(_FIELDS))}"
        )
    operation = known.get(shown["operation"])
    if operation is None:
        raise ExampleError(f"{where}: openapi/ has no operationId {shown['operation']}")
    if operation.body not in (None, "json"):
        raise ExampleError(
            f"{where}: only JSON requests can be examples, but {operation.id} sends {operation.body}"
        )
    try:
        body, response = (json.loads(shown[name]) if name in shown else None for name in ("body", "response"))
    except ValueError as error:
        raise ExampleError(f"{where}: body or response is not JSON: {error}") from error
    if not isinstance(body, dict | None):
        raise ExampleError(f"{where}: body is not a JSON object")
    return Example(
        page=page,
        file=file.stem,
        name=shown["name"],
        operation=operation,
        path=shown.get("path", {}),
        query=shown.get("query", {}),
        headers=shown.get("headers", {}),
        body=body,
        response=response,
    )
