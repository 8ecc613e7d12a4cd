"""Loading of YAML files to Python objects that record their line numbers.

Scalars follow the core schema of YAML 1.2: `no` and `2026-11-23` are strings. The parser is libyaml.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

_CORE = (
    (re.compile(r"(?:null|Null|NULL|~|)$"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+$"), int),
    (re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"), float),
)


class Mapping(dict[str, Any]):
    """A YAML mapping, with the line on which it begins."""

    line: int = 0


class Sequence(list[Any]):
    """A YAML sequence, with the line on which it begins."""

    line: int = 0


class UnreadableError(Exception):
    """A file that cannot be read as YAML."""

    def __init__(self, line: int | None, text: str) -> None:
        self.line = line
        super().__init__(text)


def read(path: Path, *, strict: bool = True) -> Any:
    """Return the content of a YAML file.

    With `strict=False`, for files of others, duplicate keys are accepted and the last one is used.

    Raises:
        UnreadableError: The file is missing, is not YAML or, if `strict`, has duplicate keys.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        raise UnreadableError(None, "does not exist") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(mark.line + 1 if mark else None, f"is not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise UnreadableError(None, f"is not YAML: {error}") from None
    return _build(node, strict) if node is not None else Mapping()


def _build(node: yaml.Node, strict: bool) -> Any:
    if isinstance(node, yaml.MappingNode):
        mapping = Mapping()
        mapping.line = node.start_mark.line + 1
        merged: list[dict[str, Any]] = []
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key_node.tag == "tag:yaml.org,2002:merge":
                given = _build(value_node, strict)
                parts = given if isinstance(given, list) else [given]
                if not all(isinstance(part, dict) for part in parts):
                    raise UnreadableError(
                        key_node.start_mark.line + 1, "merges a value that is not a mapping"
                    )
                merged += parts
                continue
            if strict and key in mapping:
                raise UnreadableError(key_node.start_mark.line + 1, f"has the key {key!r} twice")
            mapping[key] = _build(value_node, strict)
        for part in merged:
            mapping.update({name: value for name, value in part.items() if name not in mapping})
        return mapping
    if isinstance(node, yaml.SequenceNode):
        sequence = Sequence(_build(item, strict) for item in node.value)
        sequence.line = node.start_mark.line + 1
        return sequence
    assert isinstance(node, yaml.ScalarNode)
    text = str(node.value)
    if not node.style:  # plain, neither quoted nor a block
        for pattern, convert in _CORE:
            if pattern.match(text):
                return convert(text)
    return text
