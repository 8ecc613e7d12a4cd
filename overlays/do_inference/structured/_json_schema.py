"""A JSON schema as the shape of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from do_inference.errors import ConfigurationError

from ._checking import Checker
from ._keywords import survey

Check = Callable[[Any], str | None]
"""Gives what is wrong with a value, or None."""


class JsonSchema:
    """A JSON schema that answers must follow.

    The base package checks nearly all of JSON Schema 2020-12. For the rest (`unevaluatedProperties`, `$dynamicRef`,
    formats such as `email`, patterns that Python does not know) it needs jsonschema-rs.

    Raises:
        ConfigurationError: The schema is malformed, or uses what cannot be checked here. The message has the JSON
            pointer of the place.
        TypeError: The schema is not JSON.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        # A copy: later changes of the caller's schema would not be checked.
        try:
            self.schema: dict[str, Any] = json.loads(json.dumps(dict(schema)))
            self._fault = _check_of(self.schema)
        except RecursionError:
            raise ConfigurationError("the schema is nested too deeply") from None

    def read(self, value: Any) -> Any:
        """`value` itself, which is JSON.

        Raises:
            ValueError: It does not follow the schema; the message says where.
        """
        fault = self._fault(value)
        if fault is not None:
            raise ValueError(fault)
        return value


def _check_of(schema: dict[str, Any]) -> Check:
    problems = list(survey(schema))
    wrong = next((problem for problem in problems if not problem.extra), None)
    if wrong is not None:
        raise ConfigurationError(f"the schema is wrong at {wrong.pointer}: {wrong.reason}")
    if not problems:
        return Checker(schema).fault
    try:
        import jsonschema_rs  # noqa: F401 - an extra
    except ImportError:
        problem = problems[0]
        raise ConfigurationError(
            f"the base package cannot check the schema at {problem.pointer}: {problem.reason} without jsonschema-rs: "
            "pip install 'do-inference[schemas]'"
        ) from None
    return _check_by_the_extra(schema)


def _check_by_the_extra(schema: dict[str, Any]) -> Check:
    import jsonschema_rs

    try:
        validator = jsonschema_rs.validator_for(schema, validate_formats=True, retriever=_refuse)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise ConfigurationError(f"the schema is wrong: {str(error).splitlines()[0][:300]}") from error

    def fault(value: Any) -> str | None:
        try:
            error = next(validator.iter_errors(value), None)
        except (RecursionError, ValueError) as unreadable:
            return f"it cannot be checked: {unreadable}"
        if error is None:
            return None
        steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path]
        return f"{error.message} at ${''.join(steps)}"

    return fault


def _refuse(uri: str) -> Any:
    raise ValueError(f"{uri} is outside the schema, and is not fetched")
