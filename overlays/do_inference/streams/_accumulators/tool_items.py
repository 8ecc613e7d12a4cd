"""Items of tools that the service or the vendor runs, as far as events about their progress tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .merge import Parts, gather

if TYPE_CHECKING:
    from .base import Json
    from .items import Items
    from .output_items import Item

_STAGES: Final = frozenset(
    {"in_progress", "searching", "interpreting", "generating", "calling", "completed", "failed", "incomplete"}
)
_WITHOUT_STATUS: Final = frozenset({"compaction", "mcp_list_tools"})


def add_tool_event(items: Items, kind: str, value: Json) -> None:
    """Add an event such as `response.web_search_call.searching` to its item. Other events change nothing."""
    about, _, stage = kind.removeprefix("response.").rpartition(".")
    if about == "shell_call_command":
        _add_command(items.of_piece(value, "shell_call"), value, stage)
    elif about == "shell_call_output_content":
        _add_output(items.of_piece(value, "shell_call_output"), value)
    elif about.endswith("_call") or about in _WITHOUT_STATUS:
        item = items.of_piece(value, about)
        # The complete item has the last word, also if an event about its progress comes late.
        if stage in _STAGES and about not in _WITHOUT_STATUS and not item.finished:
            item.fields["status"] = stage


def _add_command(item: Item, value: Json, stage: str) -> None:
    if item.finished:
        return
    action = item.fields.get("action")
    if not isinstance(action, dict):
        action = item.fields["action"] = {}
    commands, index = _slot(action, "commands", value, "")
    if stage == "delta" and isinstance(value.get("delta"), str):
        commands[index] = gather(commands[index], value["delta"])
    elif isinstance(value.get("command"), str):
        commands[index] = value["command"]


def _add_output(item: Item, value: Json) -> None:
    if item.finished:
        return
    outputs, index = _slot(item.fields, "output", value, {})
    whole, delta = value.get("output"), value.get("delta")
    if isinstance(whole, list) and whole:
        outputs[index : index + 1] = whole
    elif isinstance(delta, dict):
        held = outputs[index] if isinstance(outputs[index], dict) else {}
        grown = {name: gather(held.get(name), delta[name]) for name in ("stdout", "stderr") if name in delta}
        outputs[index] = {**held, **grown}


def _slot(holder: Json, field: str, value: Json, empty: Any) -> tuple[Parts, int]:
    """The list in a field, and the position in it that `command_index` names. An index behind the end adds one."""
    held = holder.get(field)
    if not isinstance(held, Parts):
        held = holder[field] = Parts(held if isinstance(held, list) else ())
    given = value.get("command_index")
    index = min(given, len(held)) if type(given) is int and given >= 0 else max(len(held) - 1, 0)
    if index == len(held):
        held.append(empty)
    return held, index
