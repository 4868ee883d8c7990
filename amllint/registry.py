"""Rules: how one is declared, which of them a run selects, and how one is loaded.

A rule is a function in a module of its own; the module's docstring is its page (see `pages`). A generated table
(`rules/index.py`) says what rules there are, so that a run imports only those that it needs.
"""

from __future__ import annotations

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Literal, TypeVar

    from .config import Config
    from .finding import Problem, Safety, Severity

    Check = Callable[[Any], Iterator[Problem]]
    F = TypeVar("F", bound=Check)
    Subject = Literal["unit", "document", "any", "itself"]


class RuleInfo(Record):
    """What there is to know of a rule without importing it.

    `on` is what the function is called with: a `boot.Unit`, a `model.AssetDocument`, either, or nothing: findings of a
    rule on `itself` are produced by amllint's own stages. `kinds` limits the units (`UnitKind`) or documents
    (`DocumentKind`); empty means all. A rule with `default` False runs only when its code or name is selected.
    `fix` is the gravest safety among its fixes. `needs`: see `rule`.
    """

    code: str
    name: str
    severity: Severity
    on: Subject
    kinds: tuple[str, ...] = ()
    fix: Safety | None = None
    default: bool = True
    module: str = ""
    function: str = ""
    summary: str = ""
    needs: tuple[str, ...] = ()


class UnknownSelectors(ValueError):
    """Selectors that name no rule; `messages` has a sentence for each."""

    def __init__(self, messages: tuple[str, ...]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


def rule(
    code: str,
    name: str,
    severity: Severity,
    *,
    on: Literal["unit", "document", "any"],
    kinds: tuple[str, ...] = (),
    fix: Safety | None = None,
    default: bool = True,
    needs: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Declare the decorated generator function to be a rule; it is returned unchanged, with its `RuleInfo` as `rule`.

    `needs` names what a unit must have at least one of for the rule to have anything to say (see `lint.features`): a
    rule that no unit needs is not imported, and a module costs about 0.1 ms.

    The function takes the subject that `on` tells and yields a `Problem` for each finding. It opens, parses and
    prints nothing.
    """

    def declare(check: F) -> F:
        check.rule = RuleInfo(  # type: ignore[attr-defined]
            code, name, severity, on, kinds, fix, default, check.__module__, check.__name__, needs=needs
        )
        return check

    return declare


def load(info: RuleInfo) -> Check:
    """Import a rule's module and return its function; raise ImportError or AttributeError if it is not there."""
    module = __import__(info.module, fromlist=("",))
    check: Check = getattr(module, info.function)
    return check


def page_text(info: RuleInfo) -> str:
    """The text of a rule's page, in Markdown; imports its module. Empty where Python leaves docstrings out (-OO)."""
    module = __import__(info.module, fromlist=("",))
    return module.__doc__ or ""


def selected(
    rules: Iterable[RuleInfo],
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    extend_select: Iterable[str] = (),
) -> tuple[RuleInfo, ...]:
    """The rules that a run uses, in the order given.

    Selectors are codes, prefixes of codes and names; the longest that fits decides, `ignore` where two are equally
    long. An empty `select` selects all rules that are on by default. A rule that is off by default needs its whole
    code or name. Raise `UnknownSelectors` if a selector fits no rule.
    """
    rules, select, ignore, extend_select = tuple(rules), tuple(select), tuple(ignore), tuple(extend_select)
    wrong = unknown_selectors(rules, (*select, *ignore, *extend_select))
    if wrong:
        raise UnknownSelectors(wrong)
    wanted = (*(select or _families(rules)), *extend_select)
    return tuple(info for info in rules if _chosen(info, wanted, ignore))


def _families(rules: tuple[RuleInfo, ...]) -> set[str]:
    return {_letters(info.code) for info in rules}


def _letters(code: str) -> str:
    return code.rstrip("0123456789")


def _chosen(info: RuleInfo, wanted: Iterable[str], unwanted: Iterable[str]) -> bool:
    for_it = max((_fit(info, selector) for selector in wanted), default=0)
    against_it = max((_fit(info, selector) for selector in unwanted), default=0)
    return for_it > against_it and (info.default or for_it >= len(info.code))


def _fit(info: RuleInfo, selector: str) -> int:
    """How closely a selector fits a rule: the length of the code's part that it names, 0 if it does not fit."""
    if selector == info.name:
        return len(info.code)
    if info.code.startswith(selector) and selector.startswith(_letters(info.code)):
        return len(selector)
    return 0


def fits(info: RuleInfo, selector: str) -> bool:
    """Whether a code, prefix of a code or name speaks of the rule."""
    return _fit(info, selector) > 0


def unknown_selectors(rules: Iterable[RuleInfo], selectors: Iterable[str]) -> tuple[str, ...]:
    """A sentence, without a full stop, for each selector that fits no rule."""
    rules = tuple(rules)
    return tuple(
        unknown_rule(rules, selector)
        for selector in dict.fromkeys(selectors)
        if not any(fits(info, selector) for info in rules)
    )


def unknown_rule(rules: Iterable[RuleInfo], word: str) -> str:
    """Say that no rule bears this code or name, and which one may be meant."""
    from .spelling import nearest

    names: list[str] = []
    for info in rules:
        names += (info.name, info.code)
    near = nearest(word, names)
    return f"no rule is called `{word}`" + (f"; did you mean `{near[0]}`?" if near else "")


def selector_mistakes(config: Config, rules: Iterable[RuleInfo]) -> list[str]:
    """A sentence for each place in the settings that names a rule which does not exist."""
    rules = tuple(rules)
    named: dict[str, Iterable[str]] = {
        "select": config.select,
        "ignore": config.ignore,
        "extend-select": config.extend_select,
        "severity": config.severity,
        "per-path-ignores": [selector for selectors in config.per_path_ignores.values() for selector in selectors],
    }
    return [
        f"{config.origin.get(key) or 'settings'}: {key}: {sentence}"
        for key, selectors in named.items()
        for sentence in unknown_selectors(rules, selectors)
    ]
