"""Which upstream operations are about inference: a published description covers all products of the provider."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from generator.openapi.documents import Node, OperationNode

TAGS = re.compile(r"(serverless|agent|batch)[ _-]inference", re.IGNORECASE)
"""The upstream tags of what the description covers."""
CONTROL_PLANE = "/v2/"


class Products:
    """Sorts upstream operations by their hosts, paths and tags, given the operations of the description."""

    def __init__(self, ours: Iterable[OperationNode]) -> None:
        operations = list(ours)
        self.hosts = {_host(url) for operation in operations for url in urls(operation)}
        parents = {host.partition(".")[2] for host in self.hosts}
        self.domains = {name for name in parents if "." in name}
        """The domains of our hosts: an unknown host in one of them belongs to the same product."""
        self.prefixes = {_prefix(operation.path) for operation in operations}

    def ours(self, url: str) -> bool:
        """Return whether a server is one of ours, or in a domain of ours."""
        host = _host(url)
        return host in self.hosts or any(f".{host}".endswith(f".{name}") for name in self.domains)

    def relevant(self, operation: OperationNode) -> bool:
        """Return whether an operation that the description lacks is about inference.

        It is if it has such a tag, if it is at a server of ours, or if its path begins like ours and another of its
        tags mentions inference. Paths of the control plane are not ours, even if they inherit a server of ours.
        """
        if any(TAGS.search(tag) for tag in _tags(operation)):
            return True
        if any(map(self.ours, urls(operation))):
            stated = any("servers" in node.mapping for node in (operation.node, operation.path_item))
            return stated or not operation.path.startswith(CONTROL_PLANE)
        return about_inference(operation) and _prefix(operation.path) in self.prefixes

    def foreign(self, operation: OperationNode) -> bool:
        """Return whether an operation belongs to another product even if it has a path of ours.

        It does if all its servers have other hosts and none of its tags is about inference.
        """
        servers = urls(operation)
        elsewhere = servers and not any(map(self.ours, servers))
        return bool(_tags(operation) and elsewhere and not about_inference(operation))


def control_plane(path: str, item: Node) -> bool:
    """Return whether a path clearly has nothing to do with inference: downloading all those files takes minutes."""
    return path.startswith(CONTROL_PLANE) and "inference" not in f"{path} {item.value}".lower()


def urls(operation: OperationNode) -> list[str]:
    """Return the URLs of the servers of an operation."""
    servers = operation.inherited("servers").value
    return [str(server.get("url", "")) for server in servers or [] if isinstance(server, Mapping)]


def _host(url: str) -> str:
    """Return the host of a server URL, without the names of variables."""
    return re.sub(r"\{[^}]*\}", "{}", urlsplit(url).netloc.lower())


def _prefix(path: str) -> str:
    """Return the first step of a path, which distinguishes the APIs of one host: `api` for `/api/v1/health`."""
    return path.strip("/").split("/")[0]


def _tags(operation: OperationNode) -> list[str]:
    return [str(tag) for tag in operation.node.mapping.get("tags") or []]


def about_inference(operation: OperationNode) -> bool:
    """Return whether a tag of an operation mentions inference."""
    return any("inference" in tag.lower() for tag in _tags(operation))
