"""What is wrong with an answer that should have had a shape."""

from __future__ import annotations

from do_inference.errors import InferenceError


class StructuredOutputError(InferenceError, ValueError):
    """The model did not comply. `text` is what it said instead, and `reason` what is wrong with that.

    A refusal, an answer that was cut off by the limit on tokens, prose, JSON of another shape: all come as this.
    """

    def __init__(self, reason: str, *, text: str = "", result: object = None) -> None:
        super().__init__(f"the answer has not the shape that was asked for: {reason}")
        self.reason = reason
        self.text = text
        """The whole text of the answer, as the model wrote it."""
        self.result = result
        """The result that the text is of; None where only a text was given."""
