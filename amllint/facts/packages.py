"""Distributions: what they are called in each world, which modules they provide, what they bring with them.

What a distribution requires is put together over several versions, so that "brought" is the answer where any of them
brings it. A distribution that is not in the table may bring anything: `requires` answers None, `unknown` names it.
"""

from __future__ import annotations

from ..record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    Wanted = tuple[str, str | None, tuple[str, ...]]

NAMESPACES = frozenset(
    (
        "azure",
        "azureml",
        "backports",
        "databricks",
        "google",
        "mpl_toolkits",
        "ndg",
        "opencensus",
        "opentelemetry",
        "ruamel",
        "sphinxcontrib",
        "zope",
    )
)
"""First names of modules that many distributions share: only a longer dotted name tells the distribution."""


_BRING_NOTHING = frozenset({"pip", "setuptools", "wheel"})
_OLDEST_PYTHON = (3, 7)
"""Requirements for older ones are not in the table."""


class Dependency(Record):
    """A direct requirement: `name` is normalised."""

    name: str
    extras: tuple[str, ...] = ()


def normalise(name: str) -> str:
    """The normalised form of a distribution's name (PEP 503): lower case, runs of `-`, `_` and `.` as one hyphen."""
    text = name.strip().lower().replace("_", "-").replace(".", "-")
    while "--" in text:
        text = text.replace("--", "-")
    return text


def providers(module: str) -> tuple[str, ...]:
    """Distributions that provide a dotted module, by its longest prefix in the table; () if none is in the table."""
    from .tables.imports import PROVIDERS

    while module:
        found = PROVIDERS.get(module)
        if found:
            return found
        module = module.rpartition(".")[0]
    return ()


def same_name(module: str) -> str:
    """The distribution that a module would belong to if it had its name; "" for a namespace, which tells nothing."""
    first = module.partition(".")[0]
    return "" if first in NAMESPACES else normalise(first)


def from_conda(name: str) -> tuple[str, ...]:
    """PyPI names that a conda package stands for; () if it is known to hold no distribution; else the name itself."""
    from .tables.conda_names import STANDS_FOR

    name = normalise(name)
    return STANDS_FOR.get(name, (name,))


def conda_brings(name: str) -> tuple[str, ...] | None:
    """What a conda package may bring beside the requirements of what it stands for; None if that is not known."""
    from .tables.conda_names import BRINGS, STANDS_FOR

    name = normalise(name)
    added = BRINGS.get(name)
    if added is None:
        return () if STANDS_FOR.get(name) == () else None
    return tuple(added.split())


def known(name: str) -> bool:
    """Whether the requirements of a distribution are in the table."""
    from .tables.requires import REQUIRES

    return normalise(name) in REQUIRES


def covered(name: str, version: str | None = None, *, below: str = "", python: str | None = None) -> bool:
    """Whether what the table says of a distribution holds for the version that an installer takes.

    `version` is the stated one; without it the installer takes the newest one that `python` can run, under `below`
    (exclusive) where that is stated. Versions count by their first two numbers: between the oldest and the newest that
    were seen, requirements were put together; outside, they may differ.
    """
    from .tables.seen import SEEN

    name = normalise(name)
    if name in _BRING_NOTHING:
        return True
    row = SEEN.get(name)
    if row is None or (python and _release(python)[:2] < _OLDEST_PYTHON):
        return False
    oldest, newest, oldest_python = row.split()
    if version is not None:
        return _release(oldest)[:2] <= _release(version)[:2] <= _release(newest)[:2]
    if below and _release(below) <= _release(oldest):
        return False
    return not python or _release(python)[:2] >= _release(oldest_python)


def requires(name: str, version: str | None = None, extras: tuple[str, ...] = ()) -> tuple[Dependency, ...] | None:
    """Direct requirements of a distribution, those of its extras included.

    `version` leaves out what that version is known not to require yet, or no more; None and what is no plain version
    leave nothing out. Returns None if the distribution, or one of the extras, is not in the table.
    """
    direct = _direct(normalise(name), version, extras)
    return None if direct is None else tuple(Dependency(*pair) for pair in dict.fromkeys(direct))


def _direct(name: str, version: str | None, extras: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]] | None:
    """The same as pairs of name and extras, some perhaps twice; `name` is normalised."""
    from .tables.requires import BOUNDS, REQUIRES

    text = REQUIRES.get(name)
    if text is None:
        return None
    pairs = [_pair(part) for part in text.split()]
    release = _release(version or "") if name in BOUNDS else ()
    if release:
        gone = {requirement for requirement, since, before in BOUNDS[name] if not _within(release, since, before)}
        pairs = [pair for pair in pairs if pair[0] not in gone]
    for extra in extras:
        from .tables.extras import EXTRAS

        added = EXTRAS.get(f"{name}[{normalise(extra)}]")
        if added is None:
            return None
        pairs += [_pair(part) for part in added.split()]
    return pairs


def brought(requirements: Iterable[Wanted]) -> dict[str, tuple[str, ...]]:
    """All distributions that come along with those asked for, by normalised name.

    `requirements` are name, exact version or None, and extras. The value is the shortest chain from what is asked for
    to the distribution itself: `("azureml-defaults", "azureml-inference-server-http", "flask")`. What is asked for
    itself is not in the result.
    """
    return _closure(requirements)[0]


def unknown(requirements: Iterable[Wanted]) -> tuple[str, ...]:
    """Distributions among those asked for, and those that come along, whose requirements are not in the table.

    While there is one, "nothing brings it" is not proven.
    """
    return _closure(requirements)[1]


def _closure(requirements: Iterable[Wanted]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """What comes along, and what of it is not in the table.

    What only some versions require comes last: it is counted as brought, but being unknown it leaves nothing open.
    """
    walk = _Walk((normalise(name), version, extras) for name, version, extras in requirements)
    walk.go(walk.queue, walk.later)
    unseen = tuple(walk.unseen)
    walk.go(walk.later, walk.later)
    return walk.chains, unseen


class _Walk:
    """Goes breadth first through what distributions require, each with each of its extras once."""

    def __init__(self, requirements: Iterable[Wanted]) -> None:
        self.queue: list[tuple[tuple[str, ...], str | None, tuple[str, ...]]]
        self.queue = [((name,), version, extras) for name, version, extras in requirements]
        self.later: list[tuple[tuple[str, ...], str | None, tuple[str, ...]]] = []
        self.asked = {chain[0] for chain, _, _ in self.queue}
        self.chains: dict[str, tuple[str, ...]] = {}
        self.unseen: dict[str, None] = {}
        self.done: set[tuple[str, str]] = set()

    def go(
        self,
        queue: list[tuple[tuple[str, ...], str | None, tuple[str, ...]]],
        later: list[tuple[tuple[str, ...], str | None, tuple[str, ...]]],
    ) -> None:
        """Work off a queue; what only some versions require goes into `later`."""
        for chain, version, extras in queue:
            name = chain[-1]
            new = tuple(extra for extra in extras if (name, extra) not in self.done)
            if (name, "") in self.done and not new:
                continue
            self.done.update((name, extra) for extra in ("", *new))
            pairs = _direct(name, version, new)
            if pairs is None:
                self.unseen[name] = None
                pairs = _direct(name, version, ()) or []
            sometimes = _sometimes(name) if version is None else ()
            for required, wanted in pairs:
                if (required, "") in self.done and not wanted:
                    continue
                longer = (*chain, required)
                if required not in self.asked:
                    self.chains.setdefault(required, longer)
                (later if required in sometimes else queue).append((longer, None, wanted))


def _sometimes(name: str) -> tuple[str, ...]:
    """What the newest version of a distribution does not require any more, though older ones do."""
    from .tables.requires import BOUNDS

    return tuple(requirement for requirement, _, before in BOUNDS.get(name, ()) if before)


def _pair(text: str) -> tuple[str, tuple[str, ...]]:
    """Name and extras of a requirement as the table writes it: `name` or `name[extra,extra]`."""
    name, bracket, extras = text.partition("[")
    return (name, tuple(extras[:-1].split(","))) if bracket else (name, ())


def _release(version: str) -> tuple[int, ...]:
    """The leading numbers of a version; () if it does not start with one."""
    numbers = []
    for part in version.strip().split("."):
        if not (part.isascii() and part.isdigit()):
            break
        numbers.append(int(part))
    return tuple(numbers)


def _within(release: tuple[int, ...], since: str, before: str) -> bool:
    """Whether a release lies between two versions, of which an empty one sets no bound."""
    return (not since or release >= _release(since)) and (not before or release < _release(before))
