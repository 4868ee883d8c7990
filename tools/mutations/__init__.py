"""Kinds of mutations: each breaks exactly one thing in a correct sample and says which rule must speak at which line.

A kind is a generator over a `Sample`, put into the registry by `@kind`; a new rule gets its kinds by adding a function
to the module of its subject. What must be found is worked out here, from the change itself and with PyYAML and `ast`;
nothing of amllint takes part in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from amllint.record import Record

from .sample import Sample


class Expected(Record):
    """A finding that must come: the rule, the file, and the lines (from 1) of which its place must be one."""

    code: str
    path: str
    lines: frozenset[int]


class Mutant(Record):
    """A sample with one thing broken.

    `changes` are new contents by path, None deletes. `before` are changes that make the sample ready for this kind
    (a handler put around the load, before it is taken away): the sample with `before` alone must not have the finding.
    One of `expected` is enough, where two rules may rightly claim the same defect.
    """

    what: str
    changes: dict[str, str | bytes | None]
    expected: tuple[Expected, ...]
    before: dict[str, str | bytes | None] = {}


Generator = Callable[[Sample], Iterator[Mutant]]


class Kind(Record):
    """A kind of mutation: `codes` are the rules that it is for, `make` yields all mutants that a sample allows."""

    name: str
    codes: tuple[str, ...]
    make: Generator


KINDS: dict[str, Kind] = {}


def kind(*codes: str) -> Callable[[Generator], Generator]:
    """Register a generator as a kind for rules; its name is the function's, with hyphens."""

    def register(make: Generator) -> Generator:
        name = make.__name__.replace("_", "-")
        assert name not in KINDS, f"two kinds are called {name}"
        KINDS[name] = Kind(name, codes, make)
        return make

    return register


def at(code: str, path: str, *lines: int) -> tuple[Expected, ...]:
    """One expected finding."""
    return (Expected(code, path, frozenset(lines)),)


from . import deployment, environment, model, script  # noqa: E402, F401  (they register their kinds)
