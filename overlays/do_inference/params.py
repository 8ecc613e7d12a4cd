"""The types of request fields, generated from the OpenAPI description as `TypedDict`s. Plain dicts work as well.

Example:
    from do_inference.params import UserMessageParam

    message: UserMessageParam = {"role": "user", "content": "Hello"}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from do_inference_generated.params import *  # noqa: F403


if not TYPE_CHECKING:  # Hidden from type checkers, so that they report names that do not exist.

    def __getattr__(name: str) -> Any:
        from do_inference_generated import params

        return getattr(params, name)


def __dir__() -> list[str]:
    from do_inference_generated import params

    return dir(params)
