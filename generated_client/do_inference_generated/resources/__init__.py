# Generated from openapi/ by generator/. Do not edit.
"""The resources of the clients: groups of methods. Each is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent_resources import AgentResources as AgentResources
    from .agent_resources import AsyncAgentResources as AsyncAgentResources
    from .serverless_resources import AsyncServerlessResources as AsyncServerlessResources
    from .serverless_resources import ServerlessResources as ServerlessResources

__all__ = [
    "AsyncAgentResources",
    "AgentResources",
    "AsyncServerlessResources",
    "ServerlessResources",
]


if not TYPE_CHECKING:  # So that type checkers report a name that does not exist.

    def __getattr__(name: str) -> Any:
        if name in ("AsyncAgentResources", "AgentResources"):
            from . import agent_resources

            return getattr(agent_resources, name)
        if name in ("AsyncServerlessResources", "ServerlessResources"):
            from . import serverless_resources

            return getattr(serverless_resources, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
