# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import Any, ClassVar

from .._model import Model, define


@define(eq=False, repr=False, kw_only=True)
class CodeContainer(Model):
    """The container in which code or shell commands run."""

    type: str
    """`auto` for the code interpreter. For the shell: `container_auto`, `container_reference` with an
    id, or `local`.
    """
    container_id: str | None = None
    """Id of an existing container, if `type` is `container_reference`."""
    file_ids: list[str] | None = None
    """Ids of files that the code can read."""
    memory_limit: str | None = None
    """Memory of the container: `1g`, `4g`, `16g` or `64g`."""
    network_policy: dict[str, Any] | None = None
    """Network access of the container. Its `type` is `disabled`, or `allowlist` with
    `allowed_domains`. Can contain secrets for domains.
    """
    skills: list[dict[str, Any]] | None = None
    """Skills (instructions and files) that the shell can use."""

    _wire: ClassVar[dict[str, str]] = {
        "type": "type",
        "container_id": "container_id",
        "file_ids": "file_ids",
        "memory_limit": "memory_limit",
        "network_policy": "network_policy",
        "skills": "skills",
    }
    _sensitive: ClassVar[frozenset[str]] = frozenset(
        {
            "network_policy",
        }
    )

    @staticmethod
    def _decode(value: Any) -> CodeContainer:
        return decode(value)


def decode(value: Any) -> CodeContainer:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = CodeContainer.__new__(CodeContainer)
    self._raw = value
    item: Any
    self.type = get("type")
    self.container_id = get("container_id")
    self.file_ids = get("file_ids")
    self.memory_limit = get("memory_limit")
    self.network_policy = get("network_policy")
    self.skills = get("skills")
    decoded: CodeContainer = self
    return decoded
