"""Immutable records that cost almost nothing to define.

A frozen dataclass costs about 0.9 ms to define and a NamedTuple 0.24 ms (research/performance.md, section 2); with
some fifty records that alone would exceed the start-up budget of a check. `Record` gives the same thing to the type
checker (`dataclass_transform`) and generates no code: a class costs about 0.02 ms.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    R = TypeVar("R", bound="Record")
else:

    def dataclass_transform(**_options):
        """Stand in for the typing decorator, whose import a check does not need."""
        return lambda cls: cls


class _RecordType(type):
    """Turns the annotations of a class into slots, in order, with their defaults kept aside."""

    def __new__(mcs, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> _RecordType:
        own = tuple(space.get("__annotations__", ()))
        inherited: tuple[str, ...] = ()
        defaults: dict[str, Any] = {}
        for base in bases:
            inherited += getattr(base, "_fields", ())
            defaults.update(getattr(base, "_defaults", {}))
        for field in own:
            if field in space:
                defaults[field] = space.pop(field)
        space["__slots__"] = own
        space["_fields"] = inherited + own
        space["_defaults"] = defaults
        cls = super().__new__(mcs, name, bases, space)
        cls._setters = tuple(getattr(cls, field).__set__ for field in inherited + own)  # type: ignore[attr-defined]
        return cls


@dataclass_transform(frozen_default=True)
class Record(metaclass=_RecordType):
    """Base of all records: fields are the annotations, in order; instances cannot be changed.

    Equality and hash compare the fields, and the types must be the same.
    """

    def __init__(self, *values: Any, **named: Any) -> None:
        cls = type(self)
        setters: tuple[Any, ...] = cls._setters  # type: ignore[attr-defined]
        if named or len(values) != len(setters):
            values = self._complete(values, named)
        for put, value in zip(setters, values):
            put(self, value)

    def _complete(self, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """Fill the fields that were not given by position; raise TypeError as a function call would."""
        fields: tuple[str, ...] = self._fields  # type: ignore[attr-defined]
        defaults: dict[str, Any] = self._defaults  # type: ignore[attr-defined]
        rest = []
        for field in fields[len(values) :]:
            if field in named:
                rest.append(named.pop(field))
            elif field in defaults:
                rest.append(defaults[field])
            else:
                raise TypeError(f"{type(self).__name__}() misses {field!r}")
        if named or len(values) > len(fields):
            raise TypeError(f"{type(self).__name__}() got too many arguments: {sorted(named) or values!r}")
        return (*values, *rest)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; use replace()")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, field) for field in self._fields])  # type: ignore[attr-defined]

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._values() == other._values())

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self._fields)  # type: ignore[attr-defined]
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._values()


def replace(record: R, **changes: Any) -> R:
    """Return a copy of `record` with the named fields changed; raise TypeError for a field it does not have."""
    fields: tuple[str, ...] = record._fields  # type: ignore[attr-defined]
    values = {field: getattr(record, field) for field in fields}
    unknown = changes.keys() - values.keys()
    if unknown:
        raise TypeError(f"{type(record).__name__} has no {sorted(unknown)}")
    return type(record)(**{**values, **changes})
