"""The models that calls return, generated from the OpenAPI description.

Example:
    from do_inference.models import ChatCompletion

    def first_text(completion: ChatCompletion) -> str | None:
        return completion.choices[0].message.content
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from do_inference_generated.models import *  # noqa: F403


if not TYPE_CHECKING:  # Hidden from type checkers, so that they report names that do not exist.

    def __getattr__(name: str) -> Any:
        from do_inference_generated import models

        return getattr(models, name)


def __dir__() -> list[str]:
    from do_inference_generated import models

    return dir(models)
