"""Names of files, classes and arguments, made from one another."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping

TYPES_IN_CLASSES = frozenset({"str", "int", "float", "bool", "list", "dict", "datetime"})
"""Names that annotations inside a class mean as types, so that no attribute of it may have them."""

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
"""What every generated method takes beside its own arguments."""

TAKEN_IN_METHODS = OPTIONS | {"self", "options", "request_arguments", "operations"}
"""Names that a generated method needs for itself."""

TAKEN_IN_RESOURCES = frozenset({"with_raw_response", "overload", "cached_property", "datetime"})
"""Names that a generated resource needs for itself."""

TAKEN_IN_CLIENTS = frozenset(
    {"aclose", "base_url", "close", "closed", "executor", "rate_limit", "refresh_rate_limit", "with_options"}
)
"""Names that the clients, whose methods begin with those of the root resources, have for themselves."""

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
"""Names that the generated code means something else by."""

TAKEN_MODULES = frozenset({"enums", "getattr", "globals", "list", "sorted", "str"})
"""Names that no module of models may have: its package has something else under them."""


def pascal_case(name: str) -> str:
    """`chat_completion_chunk` -> `ChatCompletionChunk`; letters that are capital already stay so."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", name) if word)


def snake_case(name: str) -> str:
    """`ChatCompletionChunk` -> `chat_completion_chunk`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^0-9A-Za-z]+", "_", spaced).strip("_").lower()


def module_name(name: str) -> str:
    """The module that defines a class: `ChatCompletionChunk` -> `chat_completion_chunk`, `Import` -> `import_`."""
    snake = snake_case(name)
    return f"{snake}_" if keyword.iskeyword(snake) else snake


def identifier(name: str, taken: frozenset[str] = frozenset()) -> str:
    """A Python name for a name on the wire: itself where possible, else with an underscore behind it."""
    clean = re.sub(r"[^0-9A-Za-z_]", "_", name)
    clean = clean if not clean[:1].isdigit() else f"n{clean}"
    clean = clean.lstrip("_") or "value"
    return f"{clean}_" if keyword.iskeyword(clean) or clean in taken else clean


def distinct_names(names: Mapping[str, str]) -> dict[str, str]:
    """Python names by names on the wire, with underscores behind those that others have already.

    Where two names on the wire make the same Python name, the one that is written so on the wire has it.
    """
    taken = {name for wire, name in names.items() if wire == name}
    found = {}
    for wire, name in names.items():
        free = name
        while wire != name and free in taken:
            free += "_"
        taken.add(free)
        found[wire] = free
    return found


def parser_names(names: Iterable[str]) -> dict[str, str]:
    """A name for each property that the parser can make an identifier of, and no two of which are the same to it."""
    known = list(names)
    plain = {name for name in known if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)}
    safe = {}
    for index, name in enumerate(known):
        other = f"property_{index}"
        while name not in plain and other in plain:
            other += "x"
        safe[name] = name if name in plain else other
    return safe
