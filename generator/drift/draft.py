"""Drafts: the description, changed to say what upstream says, for a maintainer to edit.

A draft contains `TODO` where upstream does not define what the description needs. What cannot be drafted is reported by
the next comparison.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from generator.drift.departures import DepartureStatus, kind_of
from generator.drift.differences import Difference, Differences
from generator.drift.drafter import Drafter
from generator.drift.editor import Editor
from generator.drift.edits import Edits
from generator.drift.facts import steps
from generator.lint.operations import REQUIRED_RESPONSES
from generator.names import snake_case
from generator.openapi.bundle import Bundle, bundle
from generator.openapi.documents import OperationNode
from generator.openapi.problems import DescriptionError
from generator.openapi.reader import operations

VERBS = {"post": "create", "get": "retrieve", "put": "replace", "patch": "update", "delete": "delete"}


def to_draft(status: DepartureStatus) -> list[Difference]:
    """Return the differences that a draft follows: all but those where a departure was recorded and upstream now says
    something else again, which a person has to decide.
    """
    decided = {(one.fact.where, kind_of(one.fact)) for one in status.gone}
    return [one for one in status.reported if (one.where, one.kind) not in decided]


def write_drafts(found: Differences, status: DepartureStatus, ours: Bundle, root: Path) -> list[str]:
    """Change the description so that it says what upstream says, as far as possible.

    `found` is the comparison of upstream with the description `ours`, `status` what is known of it, and `root` the root
    file of the description. Returns the names of changed, new and deleted files, relative to its folder.
    """
    editor = Editor(ours, root)
    drafter = _OperationDrafter(editor, Drafter(editor, found.components), ours)
    edits = Edits(editor, drafter.drafter)
    for difference in to_draft(status):
        if difference.side == "extra" and _is_elsewhere(difference, found):
            continue
        if isinstance(difference.draft, OperationNode):
            drafter.operation(difference.draft)
        else:
            edits.apply(difference)
    for place in status.caught_up:
        edits.remove_departure(steps(place))
    return sorted({*editor.save(), *_delete_unused(ours, root)})


def copy_description(source: Path, folder: Path) -> Path:
    """Copy the description whose root file is `source` into a folder. Returns the root file there."""
    shutil.copytree(source.parent, folder, dirs_exist_ok=True)
    return folder / source.name


def _is_elsewhere(difference: Difference, found: Differences) -> bool:
    """Return whether another upstream use of the same place still has what this one lacks."""
    same = (one for one in found if (one.pointer, one.text) == (difference.pointer, difference.text))
    lacking = {name for one in same for name in one.names}
    return not lacking.issuperset(found.compared.get(difference.pointer, {}))


def _delete_unused(before: Bundle, root: Path) -> list[str]:
    """Delete the files that the description no longer refers to. Returns their names."""
    try:
        used = set(bundle(root).files)
    except DescriptionError:  # The linter reports it.
        return []
    unused = [file for file in before.files if file not in used]
    for file in unused:
        (root.parent / file).unlink()
    return [file.as_posix() for file in unused]


class _OperationDrafter:
    def __init__(self, editor: Editor, drafter: Drafter, ours: Bundle) -> None:
        self.editor = editor
        self.drafter = drafter
        self.methods = {
            str(operation["operationId"]).replace(tag.replace(".", "_") + "_", f"{tag}.", 1)
            for _, _, operation in operations(ours.document)
            for tag in operation["tags"]
        }
        """The methods of the description, such as `batches.results`: none of them can be a tag as well."""

    def operation(self, operation: OperationNode) -> None:
        """Write a file for the operation and those of its schemas, its entry in the root file, and its tag."""
        tag, verb = self.named(operation)
        name = self.drafter.free(f"resources/{tag}/{tag.replace('.', '_')}_{verb}")
        words = self.drafter.words
        out: dict[str, Any] = {
            "operationId": name.rpartition("/")[2],
            "summary": words(operation.node, "summary") or "TODO: one sentence in the third person.",
            "description": words(operation.node) or "TODO: describe what callers need to know.",
            "tags": [tag],
            "x-stability": "experimental",
            "x-source": f"published description, {operation.root.child('info', 'version').value}",
        }
        if operation.node.mapping.get("deprecated") is True:
            out["deprecated"] = True
        if tag.split(".")[0] == "agent":
            out["servers"] = [{"$ref": "../../shared/servers.yaml#/agent"}]
            out["security"] = [{"agent_access_key": []}]
        parameters = [self.drafter.parameter(node.follow()) for node in operation.parameters()]
        if parameters:
            out["parameters"] = parameters
        body = operation.node.child("requestBody").follow()
        if body.mapping:
            content = {
                kind: self.drafter.media(body.child("content", kind), f"{tag}_request")
                for kind in body.child("content").mapping
            }
            out["requestBody"] = {"required": True, "content": content}
        out["responses"] = self.responses(operation, tag)
        self.editor.create(f"{name}.yaml", out)
        self.enter(operation, tag, f"{name}.yaml")

    def named(self, operation: OperationNode) -> tuple[str, str]:
        """Return the tag and the method name; a step of the tag that is a method goes into the method name."""
        tag, verb = guess(operation)
        steps = tag.split(".")
        for length in range(2, len(steps) + 1):
            if ".".join(steps[:length]) in self.methods:
                return ".".join(steps[: length - 1]), "_".join([*steps[length - 1 :], verb])
        return tag, verb

    def enter(self, operation: OperationNode, tag: str, file: str) -> None:
        """Add the operation to the root file, and its tag to the file of tags."""
        root = self.editor.find(())
        tags = self.editor.find(("tags",))
        assert root is not None
        assert tags is not None
        paths = root.node["paths"]
        if operation.path not in paths:
            paths[operation.path] = {}
        paths[operation.path][operation.method] = {"$ref": file}
        self.editor.touch(root)
        tags = self.editor.followed(tags)
        if all(known["name"] != tag for known in tags.node):
            tags.node.append({"name": tag, "description": "TODO: what the resource is."})
            self.editor.touch(tags)

    def responses(self, operation: OperationNode, tag: str) -> dict[str, Any]:
        theirs = operation.node.child("responses")
        statuses = dict.fromkeys([*map(str, theirs.mapping), *REQUIRED_RESPONSES])
        if "{" in operation.path:
            statuses["404"] = None
        drafts = {status: self.drafter.response(theirs.child(status), status, tag) for status in statuses}
        return {status: draft for status, draft in drafts.items() if draft is not None}


def guess(operation: OperationNode) -> tuple[str, str]:
    """Derive the tag and the method name from the path: `audio.speech` and `create` for `POST /v1/audio/speech`."""
    steps = [step for step in operation.path.strip("/").split("/") if step not in ("", "api", "v1", "v2")]
    named = [snake_case(step) for step in steps if not re.match(r"[{<]", step)] or ["root"]
    agent = operation.path.startswith("/api/")
    verb = VERBS.get(operation.method, operation.method)
    if operation.method == "get" and not (steps and re.match(r"[{<]", steps[-1])):
        verb = "list"
    if len(named) > 1 and any(re.match(r"[{<]", step) for step in steps[:-1]):
        verb = named.pop()
    return ".".join([*(["agent"] if agent else []), *named]), verb
