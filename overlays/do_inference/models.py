"""What calls return: the models of the description, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from do_inference_generated.models import *  # noqa: F403


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        from do_inference_generated import models

        return getattr(models, name)


def __dir__() -> list[str]:
    from do_inference_generated import models

    return dir(models)
