"""Reports of a comparison: text for a terminal, Markdown for a pull request, JSON for a program."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any, ClassVar


class Report(ABC):
    """A report with a title, sections with one line for each finding, and a conclusion."""

    FORMATS: ClassVar[tuple[str, ...]] = ("json", "markdown", "text")
    EMPTY: ClassVar[str] = ""
    """The text for a terminal if there are no sections."""

    @abstractmethod
    def titles(self) -> tuple[str, str]:
        """Return the title of the text and the title of the Markdown."""

    @abstractmethod
    def sections(self, *, markdown: bool = False) -> list[tuple[str, list[str]]]:
        """Return the headings and lines of all sections that have lines."""

    @abstractmethod
    def conclusion(self) -> list[str]:
        """Return the summary and the notes."""

    @abstractmethod
    def data(self) -> dict[str, Any]:
        """Return the report for programs."""

    def appendix(self) -> list[str]:
        """Return the lines that the Markdown ends with."""
        return []

    def render(self, output_format: str) -> str:
        """Return the report in one of its formats."""
        renderers = {"text": self.text, "markdown": self.markdown, "json": self.json}
        return renderers[output_format]()

    def text(self) -> str:
        """Return the report for a terminal."""
        lines = [self.titles()[0]]
        sections = self.sections()
        for heading, found in sections:
            lines += ["", f"{heading} ({len(found)})", *(f"  {line}" for line in found)]
        if self.EMPTY and not sections:
            lines += ["", self.EMPTY]
        return "\n".join([*lines, "", *self.conclusion()])

    def markdown(self) -> str:
        """Return the report for a pull request or an issue."""
        lines = [f"## {self.titles()[1]}", "", *self.conclusion()]
        for heading, found in self.sections(markdown=True):
            lines += ["", f"### {heading} ({len(found)})", "", *(f"- {line}" for line in found)]
        return "\n".join([*lines, *self.appendix()])

    def json(self) -> str:
        """Return the report for a program."""
        return json.dumps(self.data(), indent=1, default=str)
