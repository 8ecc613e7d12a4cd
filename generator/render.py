"""Rendering of the templates to the files of the generated client, and their formatting."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from generator import types
from generator.docstrings import docstring
from generator.ir import ClientClass, Method, NamedUnion, OpenEnum, resource_tree
from generator.reports import aliases

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.types import Type

HERE = Path(__file__).parent
PACKAGE = "do_inference_generated"
MARK = "# Generated from openapi/ by generator/. Do not edit."
JSON_MARK = "Generated from openapi/ by generator/. Do not edit."
LINE_LENGTH = 110

OPTIONS_NAMED = (
    "`timeout`, `deadline`, `idle_timeout` and `event_timeout` (streams), `max_retries`, `extra_headers`, "
    "`extra_query`, `extra_body`, `priority`, `max_wait`; see `RequestOptions`"
)
"""The keys of `**options`, for docstrings."""

PAGES = """\
Returns:
    The first page. Iteration yields the items of all pages; each is fetched when needed."""
"""What a method returns whose result is a page of a list, for its docstring."""

ERRORS = {
    "400": ("BadRequestError", "the request is malformed"),
    "401": ("AuthenticationError", "the API key is missing or invalid"),
    "403": ("PermissionDeniedError", "the API key has no permission; never retried"),
    "404": ("NotFoundError", "the resource does not exist, or the model does not support the operation"),
    "405": ("MethodNotAllowedError", "the path does not support the HTTP method"),
    "409": ("ConflictError", "the state of the resource does not allow the operation"),
    "412": ("PreconditionFailedError", "the resource is not ready yet"),
    "413": ("RequestTooLargeError", "the request body is too large"),
    "422": ("UnprocessableEntityError", "a value is invalid"),
    "424": ("APIStatusError", "an upstream service failed"),
    "429": ("RateLimitError", "a rate limit is exceeded"),
    "500": ("InternalServerError", "the server failed"),
}
"""The exception and its reason, by documented status code."""


def render(client: ClientClass, document: Mapping[str, Any]) -> dict[str, str]:
    """Return the unformatted text of every generated file, by its path in `generated_client`."""
    env = _environment()
    files: dict[str, str] = {}

    def add(path: str, template: str, **values: Any) -> None:
        files[f"{PACKAGE}/{path}"] = f"{MARK}\n{env.get_template(template).render(**values)}"

    responses = {name: o for name, o in client.objects.items() if name in client.in_responses}
    unions = {name: u for name, u in client.unions.items() if name in client.in_responses}
    for model in responses.values():
        add(f"models/{model.module}.py", "model.py.jinja", model=model)
    for union in unions.values():
        add(f"models/{union.module}.py", "union.py.jinja", union=union)
    pages = {name: (client.objects[name], page) for name, page in sorted(client.pages().items())}
    for model, page in pages.values():
        add(f"models/{model.module}_page.py", "page.py.jinja", model=model, page=page)
    add("models/enums.py", "enums.py.jinja", enums=client.enums.values())
    names = [(o.name, o.module) for o in responses.values()] + [(u.name, u.module) for u in unions.values()]
    for model, _ in pages.values():
        names += [(f"{prefix}{model.name}Page", f"{model.module}_page") for prefix in ("", "Async")]
    add(
        "models/__init__.py",
        "models_init.py.jinja",
        names=sorted([*names, *((e, "enums") for e in client.enums)]),
    )
    requested = [o for name, o in client.objects.items() if name in client.in_requests]
    choices = [u for name, u in client.unions.items() if name in client.in_requests]
    accepted = sorted(name for name in responses if name in client.in_requests)
    add(
        "params.py",
        "params.py.jinja",
        objects=requested,
        unions=choices,
        models=accepted,
        enums=sorted(client.enums),
    )
    reports = aliases(client)
    imported = sorted({name for text in reports.values() for name in text.split(" | ")} - {"Any"})
    add("_stream.py", "stream.py.jinja", reports=reports, imported=imported)
    add("_executor.py", "executor.py.jinja")
    add(
        "operations.py",
        "operations.py.jinja",
        methods=client.methods,
        rate_limits=client.rate_limits,
        servers=client.unlimited_servers,
    )
    for root in client.roots:
        for resource in resource_tree(root):
            add(f"resources/{resource.module}.py", "resource.py.jinja", resource=resource)
    add("resources/__init__.py", "resources_init.py.jinja", roots=client.roots)
    add("__init__.py", "package_init.py.jinja")
    files[f"{PACKAGE}/py.typed"] = f"{MARK}\n"
    for source in sorted((HERE / "runtime").glob("*.py")):
        files.setdefault(f"{PACKAGE}/{source.name}", f"{MARK}\n{source.read_text(encoding='utf-8')}")
    files[f"{PACKAGE}/description.json"] = json_text(document)
    return files


def json_text(content: Mapping[str, Any]) -> str:
    """Return the text of a JSON file whose first line states that it is generated."""
    body = json.dumps(content, indent=1, ensure_ascii=False)
    return f'{{"x-generated": "{JSON_MARK}",\n' + body.removeprefix("{\n") + "\n"


def format_files(folder: Path) -> None:
    """Remove unused imports and format the code, isolated from the configuration of enclosing folders."""
    common = ["--isolated", "--no-cache", "--no-respect-gitignore", "--line-length", str(LINE_LENGTH)]
    for command in (
        ["check", *common, "--target-version", "py311", "--fix-only", "--select", "I,F401,TC005"],
        ["format", *common, "--target-version", "py311"],
    ):
        arguments = [sys.executable, "-m", "ruff", *command, str(folder)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
        if done.returncode:
            raise RuntimeError(f"ruff could not {command[0]} the generated code:\n{done.stdout}{done.stderr}")


def _environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    filters: dict[str, Callable[..., Any]] = {
        "docstring": lambda text, indent=4: docstring(text, indent),
        "literal": lambda value: json.dumps(value, ensure_ascii=False),
        "tuple_literal": lambda values: f"({', '.join(json.dumps(v) for v in values)},)",
        "first_sentence": _first_sentence,
        "enum_doc": _enum_doc,
        "method_doc": _method_doc,
        "decorator": _decorator,
        "result_type": _result_type,
        "qualified": lambda kind, prefix: "Any" if kind is None else _qualify_models(kind.response(), prefix),
        "qualify": _qualify,
        "runtime_union": _runtime_union,
        "own_decoder": lambda text, module: re.sub(rf"\b_{module}\.decode\(", "decode(", text),
    }
    env.filters.update(filters)
    env.globals["t"] = types
    return env


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.)\s", text, maxsplit=1)[0]


def _enum_doc(enum: OpenEnum) -> str:
    return f"{enum.doc}\n\n" + "\n".join(f"- `{value}`: {meaning}" for value, meaning in enum.values.items())


def _decorator(method: Method) -> str:
    """Return the line before the `def` of a deprecated method."""
    return f"@deprecated({json.dumps(method.deprecation)})\n    " if method.deprecation else ""


def _result_type(kind: Type | None, method: Method, prefix: str) -> str:
    if method.binary:
        return "BinaryContent"
    return "None" if kind is None else _qualify_models(kind.response(), prefix)


def _qualify_models(text: str, prefix: str) -> str:
    """Put `prefix` before the names of models in an annotation."""
    return re.sub(r"\b(?!None\b|Literal\b|Any\b)([A-Z]\w*)", rf"{prefix}\1", text)


def _qualify(text: str, prefix: str = "") -> str:
    """Put the module of each name before the names in the annotation of a request."""

    def place(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in ("None", "Literal", "Any", "Sequence", "Mapping", "NotGiven", "FileInput"):
            return name
        return f"{prefix}params.{name}" if name.endswith("Param") else f"{prefix}models.{name}"

    parts = re.split(r"(Literal\[[^\]]*\])", text)
    return "".join(p if p.startswith("Literal[") else re.sub(r"\b([A-Z]\w*)", place, p) for p in parts)


def _runtime_union(union: NamedUnion) -> str:
    """Return the union as an expression that is evaluated at run time, in the module of the union.

    A union that contains itself has `Any` instead.
    """
    places = {kind.name: f"_{kind.module}.{kind.name}" for kind in union.imports()} | {union.name: "Any"}
    text = union.type.response() + (" | UnknownVariant" if union.tag else "")
    return re.sub(r"\b[A-Z]\w*", lambda match: places.get(match[0], match[0]), text)


def _method_doc(method: Method, mode: str) -> str:
    parts = [method.summary, method.doc]
    if method.experimental:
        parts.append(
            f"Experimental: known from {method.source}. The operation can change or disappear without notice."
        )
    if method.deprecation:
        instead = method.deprecation.partition("; ")[2]
        parts.append(f"Deprecated{': ' if instead else ''}{instead}. The operation can be removed.")
    arguments = (*method.placed("path"), *method.keywords())
    lines = [f"    {a.name}: {' '.join(a.doc.split())}" for a in arguments if a.doc]
    if mode == "both":
        lines.append(
            "    stream: Whether to return a stream of events during the generation instead of one result at its end."
        )
    request = "the request of each page" if mode == "pages" else "this request"
    lines.append(f"    **options: Options of {request}: {OPTIONS_NAMED}.")
    parts.append("Args:\n" + "\n".join(lines))
    raised = [
        f"    {ERRORS[s][0]}: Status {s}: {ERRORS[s][1]}." for s in sorted(method.errors) if s in ERRORS
    ]
    raised.append(
        "    InferenceError: The base class of all errors, including lost connections, timeouts and invalid responses."
    )
    if method.pagination:
        parts.append(PAGES)
    parts.append("Raises:\n" + "\n".join(raised))
    return "\n\n".join(part for part in parts if part)
