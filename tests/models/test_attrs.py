"""Models are attrs classes, although attrs is not imported until a program asks for that."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
import weakref

import attrs
import pytest

from do_inference.models import CompletionUsage

NUMBERS = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def test_decoding_does_not_import_attrs_and_functions_of_attrs_work_afterwards() -> None:
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from do_inference.models import CompletionUsage
usage = CompletionUsage.from_dict({NUMBERS!r})
assert (usage.total_tokens, repr(usage)) == (3, "CompletionUsage(prompt_tokens=1, completion_tokens=2, total_tokens=3)")
assert not {{"attr", "attrs"}}.intersection(sys.modules)
import attrs
assert attrs.has(CompletionUsage)
assert attrs.evolve(usage, total_tokens=4).total_tokens == 4
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_fields_have_names_and_defaults() -> None:
    fields = attrs.fields(CompletionUsage)

    assert [field.name for field in fields] == list(CompletionUsage._wire.values())
    assert fields.prompt_tokens.default is attrs.NOTHING
    assert fields.speed.default is None
    assert list(inspect.signature(CompletionUsage).parameters) == [field.name for field in fields]


def test_the_constructor_has_keyword_arguments_only_and_requires_those_without_default() -> None:
    usage = CompletionUsage(**NUMBERS)

    assert attrs.asdict(usage) == {**dict.fromkeys(CompletionUsage._wire.values()), **NUMBERS}
    with pytest.raises(TypeError, match="missing 2 required keyword-only arguments"):
        CompletionUsage(prompt_tokens=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="positional"):
        CompletionUsage(1, 2, 3)  # type: ignore[call-arg, misc]


def test_a_subclass_calls_the_constructor_of_the_model_before_anything_else_has() -> None:
    # In a new class: the constructor of a model is made once.
    code = f"""
import sys
sys.path[:0] = {sys.path!r}
from do_inference.models import CompletionUsage

class Usage(CompletionUsage):
    def __init__(self, **numbers):
        super().__init__(**numbers)
        self.total_tokens *= 2

assert Usage(**{NUMBERS!r}).total_tokens == 6
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_subclass_with_attrs_has_the_fields_of_the_model_too() -> None:
    @attrs.define(eq=False, repr=False, kw_only=True)
    class Priced(CompletionUsage):
        price: float = 0.0

    assert [field.name for field in attrs.fields(Priced)] == [*CompletionUsage._wire.values(), "price"]
    assert Priced(**NUMBERS, price=1.5).price == 1.5


def test_models_have_slots_and_accept_weak_references_and_pickle() -> None:
    usage = CompletionUsage(**NUMBERS)

    with pytest.raises(AttributeError):
        usage.unknown = 1  # type: ignore[attr-defined]
    assert weakref.ref(usage)() is usage
    assert pickle.loads(pickle.dumps(usage)) == usage
