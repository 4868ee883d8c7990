"""Values as files state them: trees of scalars, lists and mappings in which everything has a place.

YAML, JSON and the keyword arguments of deploying Python code all become these records, so that one rule serves all
forms. `Unknown` stands where a value exists that no file shows: a placeholder, a variable, a secret.
"""

from __future__ import annotations

from .record import Record
from .text import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Value(Record):
    """What all values have in common."""

    span: Span


class Scalar(Value):
    """A single value: `data` is str, int, float, bool or None; `text` is what the file says; `quoted` a quoted text."""

    data: str | int | float | bool | None
    text: str
    quoted: bool = False


class Unknown(Value):
    """A value that the files do not show; `why` is a clause such as "the placeholder {{NAME}} is filled in later"."""

    why: str
    text: str = ""


class Listing(Value):
    """A sequence."""

    items: tuple[Value, ...]


class Entry(Record):
    """A key and its value; `key_data` is the key as text."""

    key: Span
    key_data: str
    value: Value


class Mapping(Value):
    """A mapping in file order; `duplicates` holds the earlier entries of keys that stand twice (the last one counts).

    `open` tells that more keys may come from somewhere unseen (`**kwargs`, a placeholder as key).
    """

    entries: tuple[Entry, ...]
    duplicates: tuple[Entry, ...] = ()
    open: bool = False

    def entry(self, key: str) -> Entry | None:
        """The entry of a key, or None."""
        for entry in self.entries:
            if entry.key_data == key:
                return entry
        return None

    def get(self, key: str) -> Value | None:
        """The value of a key, or None if the key is absent."""
        entry = self.entry(key)
        return entry.value if entry else None

    def keys(self) -> tuple[str, ...]:
        """The keys, in file order."""
        return tuple(entry.key_data for entry in self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)


def text_of(value: Value | None) -> str | None:
    """The text of a scalar that is a string; None for anything else."""
    return value.data if isinstance(value, Scalar) and isinstance(value.data, str) else None


def mapping_of(value: Value | None) -> Mapping | None:
    """The value if it is a mapping, else None."""
    return value if isinstance(value, Mapping) else None


def number_of(value: Value | None) -> int | float | None:
    """The number of a scalar: a number itself, or text that reads as one; None for anything else, booleans too."""
    if not isinstance(value, Scalar) or isinstance(value.data, bool):
        return None
    if isinstance(value.data, (int, float)):
        return value.data
    if isinstance(value.data, str):
        try:
            return int(value.data)
        except ValueError:
            try:
                return float(value.data)
            except ValueError:
                return None
    return None
