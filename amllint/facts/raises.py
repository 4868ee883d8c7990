"""What library calls raise, which argument is a path that they read, and how library exceptions descend.

Authored in data/raises.toml, with sources.
"""

from __future__ import annotations

import builtins

from ..record import Record
from .tables.raises import ALIASES, BASES, EXACT, PATTERNS, ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Hazard(Record):
    """A call that may raise.

    `kind` is load, file, parse, network, login or exit; `exceptions` the most likely first; `reason` a clause.
    `path_keyword` and `path_position` name the argument that is a path ("" and -1 for none; position -1 with a
    keyword: keyword only), `wants` is file, folder or any; `missing` the exception when nothing is there, "" where
    something else happens; `absent` tells that the argument need not be a path at all (a name on a hub). `silenced`
    names a keyword that keeps the call from raising.
    """

    kind: Any
    exceptions: tuple[str, ...]
    reason: str
    path_keyword: str
    path_position: int
    wants: Any
    missing: str
    absent: bool
    silenced: str = ""


_hazards: dict[str, Hazard | None] = {}


def hazard(dotted: str) -> Hazard | None:
    """What may go wrong in a call of `dotted`; None if nothing is known of it."""
    if dotted not in _hazards:
        _hazards[dotted] = _hazard(dotted)
    return _hazards[dotted]


def _hazard(dotted: str) -> Hazard | None:
    number = EXACT.get(dotted)
    if number is None:
        first, _, last = dotted.rpartition(".")
        while first and number is None:
            number = PATTERNS.get((first, last))
            first = first.rpartition(".")[0]
    return Hazard(*ROWS[number]) if number is not None else None


def canonical(exception: str) -> str:
    """The one name of an exception that has several."""
    return ALIASES.get(exception, exception)


def ancestors(exception: str) -> frozenset[str]:
    """The canonical names of an exception and of all its bases; of an unknown one, itself and Exception."""
    todo = [canonical(exception)]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        builtin = getattr(builtins, name, None)
        if isinstance(builtin, type) and issubclass(builtin, BaseException):
            found.update(base.__name__ for base in builtin.__mro__ if issubclass(base, BaseException))
        else:
            todo.extend(canonical(base) for base in BASES.get(name, ("Exception",)))
    return frozenset(found)
