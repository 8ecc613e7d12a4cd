# Generated from openapi/ by generator/. Do not edit.
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from .._model import Model, decode_vector, define, to_numpy_array

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray


@define(eq=False, repr=False, kw_only=True)
class Embedding(Model):
    """The embedding vector of one text."""

    index: int
    """Index of the text in `input`, from 0. Always 0 if `input` was a single text."""
    object: Literal["embedding"] = "embedding"
    """Object type, always `embedding`."""
    embedding: list[float]
    """The embedding vector. On the wire it is a list of numbers or, if `encoding_format` is `base64`,
    little-endian 32-bit floats in Base64. None if the server sent neither; `to_dict()["embedding"]`
    contains the value that it sent.
    """

    _wire: ClassVar[dict[str, str]] = {
        "index": "index",
        "object": "object",
        "embedding": "embedding",
    }

    def to_numpy(self) -> NDArray[float32]:
        """Return `embedding` as a NumPy array of 32-bit floats.

        Raises:
            ImportError: NumPy is not installed.
            ValueError: The server sent no vector.
        """
        array: NDArray[float32] = to_numpy_array(self.embedding)
        return array

    @staticmethod
    def _decode(value: Any) -> Embedding:
        return decode(value)


def decode(value: Any) -> Embedding:
    if type(value) is not dict:
        value = {}
    get: Any = value.get
    self: Any = Embedding.__new__(Embedding)
    self._raw = value
    item: Any
    self.index = get("index")
    self.object = get("object")
    item = get("embedding")
    self.embedding = decode_vector(item)
    decoded: Embedding = self
    return decoded
