"""Turns abstract Python values into the values of documents, each at the place where it was written."""

from __future__ import annotations

from posixpath import relpath

from .. import placeholders
from ..python.values import (
    Const,
    DictOf,
    External,
    ListOf,
    Made,
    PathOf,
    TupleOf,
    UnknownValue,
    options_of,
)
from ..text import Span
from ..values import Entry, Listing, Mapping, Scalar, Unknown, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..python.trace import Argument
    from ..python.values import AbstractValue

    MadeReader = Callable[[Made, Span, int], Value | None]

HERE = "/\0root"
"""What `__file__` and the like start with: the project's root, of which nobody knows where it lies."""

_DEEPEST = 24
_ENUMERATIONS = "azure.ai.ml.constants."


class CodeValues:
    """Converts the values of one file; `made` reads the objects of an SDK, `folder` is that of the file."""

    def __init__(self, folder: str, made: MadeReader) -> None:
        self._folder = folder
        self._made = made

    def value(self, value: AbstractValue, used: Span, depth: int = 0) -> Value:
        """The value of an expression that is used at `used`; what the code does not show is `Unknown`."""
        place = value.span or used
        if depth > _DEEPEST:
            return Unknown(used, "it is nested too deeply")
        if isinstance(value, Const):
            return self._constant(value.data, place)
        if isinstance(value, PathOf):
            return self.text(value.text, place)
        if isinstance(value, (ListOf, TupleOf)):
            items = value.items
            if items is None:
                return Unknown(place, "its items are not known")
            return Listing(place, tuple(self.value(item, place, depth + 1) for item in items))
        if isinstance(value, DictOf):
            return self.mapping(value, place, depth)
        if isinstance(value, Made):
            return self._made(value, used, depth) or Unknown(used, f"what {value.dotted} gives is not known")
        if isinstance(value, External):
            return self._external(value, used)
        if isinstance(value, UnknownValue):
            return Unknown(used, value.why)
        return self._choice(value, used, depth)

    def _choice(self, value: AbstractValue, used: Span, depth: int) -> Value:
        """One of several values: the value itself if they say the same."""
        options = options_of(value)
        if len(options) > 1:
            texts = {option.data for option in options if isinstance(option, Const)}
            if len(texts) == 1 and all(isinstance(option, Const) for option in options):
                return self.value(options[0], used, depth + 1)
            return Unknown(used, "it is one of several values")
        return Unknown(used, "its value is not known")

    def _external(self, value: External, used: Span) -> Value:
        name = value.dotted.rpartition(".")[2]
        if value.dotted.startswith(_ENUMERATIONS) and name.isupper():
            # AssetTypes.MLFLOW_MODEL, BatchDeploymentOutputAction.APPEND_ROW: the text is the name in small letters.
            return Scalar(used, name.lower(), name.lower())
        return Unknown(used, f"the value of {value.dotted} is not known")

    def _constant(self, data: object, place: Span) -> Value:
        if isinstance(data, str):
            return self.text(data, place)
        if data is None or isinstance(data, (bool, int, float)):
            return Scalar(place, data, str(data))
        return Unknown(place, "it is neither text nor a number")

    def text(self, text: str, place: Span) -> Value:
        """The value of a text; placeholders and texts with unknown parts are unknown."""
        if text.startswith(HERE):
            text = relpath(text.removeprefix(HERE) or "/", f"/{self._folder}")
        if "\0" in text:
            return Unknown(place, "a part of the text is not known")
        placeholder = placeholders.find(text)
        if placeholder is not None:
            return Unknown(place, f"the placeholder {placeholder} is filled in later", text)
        return Scalar(place, text, text, True)

    def mapping(self, value: DictOf, place: Span, depth: int = 0) -> Mapping:
        """A dictionary, its keys where they were written."""
        entries = []
        for key, one in value.entries.items():
            stated = value.keys.get(key)
            where = stated.span if stated is not None else None
            entries.append(Entry(where or one.span or place, str(key), self.value(one, where or place, depth + 1)))
        return Mapping(place, tuple(entries), open=value.open)


def keyword_span(made: Made, name: str, argument: Argument) -> Span:
    """The place of a keyword's name in the call that made something; that of the value for `**` arguments."""
    if made.origin is not None:
        module, node = made.origin
        for keyword in getattr(node, "keywords", ()):
            if keyword.arg == name:
                start = module.span(keyword).start
                return Span(module.source, start, start + len(name))
    return argument.span
