"""A file with what another server answered, in the order in which it was asked."""

from __future__ import annotations

import base64
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from do_inference.emulator._recorded import known_keys, recorded_request, without_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from do_inference.emulator._call import Call
    from do_inference.emulator._errors import Refusal
    from do_inference.emulator._wire import Event


class Recording:
    """Answers as fixtures. The file is complete JSON at any time: it is replaced as a whole with each answer."""

    def __init__(self, path: Path | str) -> None:
        """Raises OSError for a file that cannot be written."""
        self._path = Path(path)
        tempfile.TemporaryFile(dir=self._path.parent).close()
        self._answers: list[bytes | None] = []

    def begin(self, call: Call) -> Slot:
        """A place for the answer to a request, in the order of the requests, however long each answer takes."""
        self._answers.append(None)
        return Slot(self, len(self._answers) - 1, call)

    def put(self, index: int, text: str) -> None:
        """Keep an answer, as JSON, and write the file."""
        self._answers[index] = text.encode("utf-8", "surrogatepass")  # as the reader of JSON takes them
        whole = b",\n".join(answer for answer in self._answers if answer is not None)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines((b"[\n", whole, b"\n]\n"))
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class Slot:
    """The place of one answer in a recording."""

    def __init__(self, recording: Recording, index: int, call: Call) -> None:
        self._recording = recording
        self._index = index
        self._keys = known_keys(call)
        self._about = {"operation": call.operation.id, "request": recorded_request(call)}

    def whole(self, value: Any, status: int, headers: Mapping[str, str]) -> None:
        """Record a JSON answer."""
        self._put({"status": status, "headers": dict(headers), "json": value})

    def content(self, content: bytes, content_type: str, status: int, headers: Mapping[str, str]) -> None:
        """Record an answer of text or bytes."""
        try:
            body = {"content": content.decode()}
        except UnicodeDecodeError:
            body = {"content_base64": base64.b64encode(content).decode()}
        self._put({"status": status, "headers": dict(headers), "content_type": content_type, **body})

    def refused(self, refusal: Refusal) -> None:
        """Record a refusal, or that the other server did not answer."""
        self._put({"status": refusal.status, "headers": refusal.headers, "text": refusal.text})

    def streamed(self, events: Sequence[Event], status: int, headers: Mapping[str, str]) -> None:
        """Record the events of a stream that were sent, as far as it went."""
        named = [{"event": e.name, "data": e.data} if e.name else {"data": e.data} for e in events]
        self._put({"status": status, "headers": dict(headers), "stream": named})

    def _put(self, answer: Mapping[str, Any]) -> None:
        kept = {name: value for name, value in answer.items() if value != {}}
        text = json.dumps({**self._about, **kept}, indent=1, ensure_ascii=False)
        self._recording.put(self._index, without_keys(text, self._keys))
