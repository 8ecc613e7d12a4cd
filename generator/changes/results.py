"""What a method gives back when all goes well: a value, an event stream, bytes or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.changes.entry import Grade, Pointer
from generator.changes.findings import target
from generator.changes.media import compare_media

if TYPE_CHECKING:
    from generator.changes.findings import Findings
    from generator.changes.schemas import SchemaComparison

EVENTS = "text/event-stream"
Bodies = dict[str, list[tuple[Pointer, Mapping[str, Any]]]]


def compare_results(
    found: Findings,
    schemas: SchemaComparison,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_at: Pointer,
    new_at: Pointer,
    name: str,
) -> None:
    """Compare what the method gives back."""
    before, after = _bodies(found, old, old_at, new=False), _bodies(found, new, new_at, new=True)
    was, now = _result(before), _result(after)

    def note(grade: Grade, what: str, text: str, at: list[Pointer]) -> None:
        found.add(grade, what, name, text, at, direction="response", operations=[name])

    places = [at for side in (before, after) for entries in side.values() for at, _ in entries]
    if was != now:
        note(_result_grade(was, now), "result-changed", f"gives back {now} now, was {was}", places)
    for kind in sorted({*before, *after}):
        if kind not in before or kind not in after:
            entries = [*before.get(kind, []), *after.get(kind, [])]
            if was == now:
                text = f"may answer {kind} now" if kind in after else f"no longer answers {kind}"
                decoded = kind in after and all("x-bytes" in media for _, media in entries)
                text += ", which the client decodes to the same bytes" if decoded else ""
                grade = Grade.ADDITION if decoded else Grade.RISKY
                note(grade, "media-type-changed", text, [place for place, _ in entries])
            continue
        for here, one in before[kind]:
            for there, other in after[kind]:
                compare_media(found, schemas, one, other, here, there, name, "response")


def _bodies(found: Findings, operation: Mapping[str, Any], at: Pointer, *, new: bool) -> Bodies:
    """The success bodies by content type, with their places."""
    out: Bodies = {}
    for status, given in operation.get("responses", {}).items():
        if not str(status).startswith("2"):
            continue
        response = found.resolved(given, new=new)
        place = target(given, (*at, "responses", status))
        for kind, media in response.get("content", {}).items():
            out.setdefault(kind, []).append(((*place, "content", kind), media))
    return out


def _result(bodies: Bodies) -> str:
    """What the method returns, as in the generator: JSON before bytes, either beside events.

    JSON that holds the bytes (`x-bytes`) is decoded to them.
    """
    kinds = [
        kind.partition(";")[0].strip()
        for kind, entries in bodies.items()
        if kind != EVENTS and not any("x-bytes" in media for _, media in entries)
    ]
    json = any(kind == "application/json" or kind.endswith("+json") for kind in kinds)
    plain = "a value" if json else "bytes" if kinds else ""
    if EVENTS not in bodies:
        return plain or "nothing"
    return f"{plain} or an event stream" if plain else "an event stream"


def _result_grade(was: str, now: str) -> Grade:
    if now == f"{was} or an event stream":
        return Grade.ADDITION
    return Grade.BREAKING
