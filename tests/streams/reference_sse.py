"""The parsing algorithm of the standard, transcribed one sentence at a time and one character at a time.

It knows nothing of pieces, speed or bounds: it takes a whole stream, decodes it, and walks it. It is what the
decoder is held against.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Dispatched = tuple[str | None, str, str | None, int | None]


@dataclass
class Interpreter:
    """The buffers of the algorithm."""

    dispatched: list[Dispatched] = field(default_factory=list)
    data: str = ""
    event_type: str = ""
    last_event_id_buffer: str = ""
    last_event_id: str = ""
    reconnection_time: int | None = None
    event_reconnection_time: int | None = None

    def process_field(self, name: str, value: str) -> None:
        match name:
            case "event":
                self.event_type = value
            case "data":
                self.data += value + "\n"
            case "id":
                if "\0" not in value:
                    self.last_event_id_buffer = value
            case "retry":
                if value and all(character in "0123456789" for character in value):
                    self.reconnection_time = self.event_reconnection_time = int(value)

    def process_line(self, line: str) -> None:
        if line == "":
            self.dispatch()
        elif line[0] == ":":
            return
        elif ":" in line:
            position = line.index(":")
            name, value = line[:position], line[position + 1 :]
            if value[:1] == " ":
                value = value[1:]
            self.process_field(name, value)
        else:
            self.process_field(line, "")

    def dispatch(self) -> None:
        self.last_event_id = self.last_event_id_buffer
        retry, self.event_reconnection_time = self.event_reconnection_time, None
        if self.data == "":
            self.event_type = ""
            return
        if self.data[-1] == "\n":
            self.data = self.data[:-1]
        self.dispatched.append((self.event_type or None, self.data, self.last_event_id or None, retry))
        self.data = ""
        self.event_type = ""


def interpret(stream: bytes) -> Interpreter:
    """Return all events of a complete stream according to the standard."""
    characters = stream.decode("utf-8", errors="replace")
    if characters[:1] == "\ufeff":
        characters = characters[1:]
    interpreter = Interpreter()
    line = ""
    position = 0
    while position < len(characters):
        character = characters[position]
        if character == "\r" and characters[position + 1 : position + 2] == "\n":
            position += 1
        if character in "\r\n":
            interpreter.process_line(line)
            line = ""
        else:
            line += character
        position += 1
    return interpreter
