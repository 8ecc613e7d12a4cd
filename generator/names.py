"""Conversion of names, and the names that the generated code reserves."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable

TYPES_IN_CLASSES = frozenset({"str", "int", "float", "bool", "list", "dict", "datetime"})
"""Type names in the annotations of a class body, which attributes must not shadow."""

OPTIONS = frozenset(
    [
        "timeout",
        "deadline",
        "idle_timeout",
        "event_timeout",
        "max_wait",
        "max_body_size",
        "max_event_size",
        "max_retries",
        "extra_headers",
        "extra_query",
        "extra_body",
        "priority",
    ]
)
"""The options that every method accepts in addition to its own arguments."""

TAKEN_IN_METHODS = OPTIONS | {"self", "options", "request_arguments", "operations"}
"""Names that a generated method uses itself."""

TAKEN_IN_MODELS = TYPES_IN_CLASSES | {
    *("to_dict", "to_json", "to_numpy", "from_dict", "model_extra", "self"),
    *("frozenset", "staticmethod"),
}
"""Names that a generated model uses itself."""

TAKEN_IN_PAGES = frozenset(
    {"from_result", "get_items", "get_next_page", "has_next_page", "iter_pages", "keys"}
)
"""Names that a generated page of a list uses itself."""

TAKEN_IN_RESOURCES = frozenset(
    {"with_raw_response", "overload", "cached_property", "datetime", "deprecated"}
    | {"bool", "bytes", "float", "int", "str"}
)
"""Names that a generated resource uses itself."""

TAKEN_CLASSES = frozenset(
    {
        *(
            "Any",
            "Arguments",
            "AsyncExecutor",
            "AsyncStream",
            "BinaryContent",
            "Executor",
            "FileInput",
            "Literal",
        ),
        *("Mapping", "NotGiven", "RawResponse", "RequestOptions", "Sequence", "Stream", "Unpack"),
    }
)
"""Names that the modules of resources import, so that no resource can have them."""

TAKEN_OPERATIONS = frozenset({"rate_limits", "type_checking", "unlimited_servers"})
"""Names that the module of operations uses for something else, in lower case."""

TAKEN_IN_CLIENTS = frozenset(
    {"aclose", "base_url", "close", "closed", "executor", "rate_limit", "refresh_rate_limit", "with_options"}
)
"""Attributes of the clients, which inherit from the root resources."""

TAKEN_SCHEMAS = frozenset(
    [
        "Any",
        "BinaryContent",
        "ClassVar",
        "FileInput",
        "Forwarded",
        "Literal",
        "Mapping",
        "Model",
        "NotGiven",
        "NotRequired",
        "Required",
        "Result",
        "Sequence",
        "TypeAlias",
        "TypedDict",
        "UnknownVariant",
    ]
)
"""Names that the generated code uses for something else."""

TAKEN_MODULES = frozenset({"enums", "getattr", "globals", "list", "sorted", "str"})
"""Names that the package of models uses for something else than modules."""


def pascal_case(name: str) -> str:
    """Convert `chat_completion_chunk` to `ChatCompletionChunk`. Existing capital letters are unchanged."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", name) if word)


def snake_case(name: str) -> str:
    """Convert `ChatCompletionChunk` to `chat_completion_chunk`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^0-9A-Za-z]+", "_", spaced).strip("_").lower()


def module_name(name: str) -> str:
    """Return the module of a class: `chat_completion_chunk` for `ChatCompletionChunk`, `import_` for `Import`."""
    snake = snake_case(name)
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def identifier(name: str, taken: frozenset[str] = frozenset()) -> str:
    """Return a Python name for a wire name: the same name if possible, otherwise with an underscore appended."""
    clean = re.sub(r"[^0-9A-Za-z_]", "_", name)
    clean = clean if not clean[:1].isdigit() else f"n{clean}"
    clean = clean.lstrip("_") or "value"
    return f"{clean}_" if keyword.iskeyword(clean) or clean in taken else clean


def is_convertible(wire: str) -> bool:
    """Return whether a Python name with all letters and digits of a wire name exists."""
    return wire.isascii() and re.match(r"[^0-9A-Za-z]*[A-Za-z]", wire) is not None


def python_name(
    wire: str, taken: frozenset[str] | set[str], given: str | None = None, *, header: bool = False
) -> str:
    """Return the Python name for a wire name: the given one (`x-name`), otherwise one in snake_case.

    Names that are taken get an underscore. The names of headers lose `X-`.
    """
    if given is not None:
        return identifier(given, frozenset(taken))
    wire = wire.lower().removeprefix("x-") if header else wire
    plain = wire.isidentifier() and wire.islower()
    return identifier(wire if plain else snake_case(wire), frozenset(taken))


def parser_names(names: Iterable[str]) -> dict[str, str]:
    """Return a distinct name for each property from which the parser can derive an identifier."""
    known = list(names)
    plain = {name for name in known if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)}
    safe = {}
    for index, name in enumerate(known):
        other = f"property_{index}"
        while name not in plain and other in plain:
            other += "x"
        safe[name] = name if name in plain else other
    return safe
