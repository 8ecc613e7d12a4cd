"""What calls take: the request types of the description, as `TypedDict`s. Plain dicts serve as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from do_inference_generated.params import *  # noqa: F403


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        from do_inference_generated import params

        return getattr(params, name)


def __dir__() -> list[str]:
    from do_inference_generated import params

    return dir(params)
