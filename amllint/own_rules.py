"""Rules of other packages, which the settings name: `rules = ["acme-rules"]`.

A name is that of an entry point in the group `amllint.rules`, else that of a package. Every module of the package is
imported, and each function that `registry.rule` decorates is a rule; its module's docstring is its page. Only installed
packages count: nothing is imported from the folder that `python -m amllint` happens to run in.
"""

from __future__ import annotations

from .record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from .registry import RuleInfo

GROUP = "amllint.rules"
"""The group of entry points that name packages of rules."""


def with_own_rules(rules: tuple[RuleInfo, ...], names: Iterable[str]) -> tuple[tuple[RuleInfo, ...], list[str]]:
    """The rules and those of the named packages, by code, and a sentence for each thing that is wrong with them."""
    found = list(rules)
    mistakes: list[str] = []
    for name in dict.fromkeys(names):
        try:
            own = list(_rules_of(name))
        except Exception as error:  # a package that cannot be imported may raise anything
            mistakes.append(f"rules: `{name}` cannot be used: {type(error).__name__}: {error}")
            continue
        if not own:
            mistakes.append(f"rules: `{name}` declares no rule")
        for info in own:
            wrong = _wrong(info, found)
            if wrong:
                mistakes.append(f"rules: `{name}`: {info.code} {info.name} {wrong}")
            else:
                found.append(info)
    return tuple(found), mistakes


def _wrong(info: RuleInfo, known: Iterable[RuleInfo]) -> str | None:
    if info.code.startswith("AML"):  # the rest of the form is that of its page
        return "needs a code that does not begin with AML"
    if any(info.code == other.code or info.name == other.name for other in known):
        return "has the code or name of another rule"
    return None


def _rules_of(name: str) -> Iterator[RuleInfo]:
    """What a package declares, in the order of its modules; raise what its import raises."""
    from .pages import parse
    from .registry import RuleInfo

    for module in _modules(_target(name)):
        for value in vars(module).values():
            info = getattr(value, "rule", None)
            if isinstance(info, RuleInfo) and info.module == module.__name__:
                page = parse(module.__doc__ or "")
                if (page.code, page.name) != (info.code, info.name):
                    raise ValueError(f"{info.module}: the page begins with `{page.code} {page.name}`")
                yield replace(info, summary=page.summary)


def _target(name: str) -> str:
    """The module that an entry point names; the name itself if there is no such entry point."""
    from importlib.metadata import entry_points

    for entry in entry_points(group=GROUP, name=name):
        return entry.value.partition(":")[0]
    return name


def _modules(name: str) -> Iterator[ModuleType]:
    """A module and, if it is a package, all those below it but its tests."""
    import pkgutil

    module = _imported(name)
    yield module
    for entry in sorted(pkgutil.iter_modules(getattr(module, "__path__", ())), key=lambda entry: entry.name):
        if not entry.name.startswith("test"):
            yield from _modules(f"{name}.{entry.name}")


def _imported(name: str) -> ModuleType:
    import os
    import sys

    here = sys.path[0] if sys.path and sys.path[0] in ("", os.getcwd()) else None
    if here is not None:
        del sys.path[0]
    try:
        return __import__(name, fromlist=("",))
    finally:
        if here is not None:
            sys.path.insert(0, here)
