"""Did you mean: the names that look most like one that is not known."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LIKENESS = 0.7
_SHORTEST_PREFIX = 4


def nearest(name: str, candidates: Iterable[str], n: int = 1) -> tuple[str, ...]:
    """Return at most `n` of `candidates` that `name` may be meant for, the likeliest first; none if none is near.

    Case, underscores, hyphens, dots and camelCase do not count. A name that is the beginning of exactly one candidate
    (`conda` of `conda_file`) is near to it.
    """
    wanted = _squashed(name)
    if not wanted:
        return ()
    by_form: dict[str, str] = {}
    for candidate in candidates:
        if candidate != name:
            by_form.setdefault(_squashed(candidate), candidate)
    found = [by_form[wanted]] if wanted in by_form else []
    longer = [form for form in by_form if form.startswith(wanted) and form != wanted]
    if len(longer) == 1 and len(wanted) >= _SHORTEST_PREFIX:
        found.append(by_form[longer[0]])
    if len(found) < n:
        from difflib import get_close_matches

        found += [by_form[form] for form in get_close_matches(wanted, by_form, n=n + len(found), cutoff=_LIKENESS)]
    return tuple(dict.fromkeys(found))[:n]


def _squashed(name: str) -> str:
    return name.casefold().translate({ord("_"): None, ord("-"): None, ord("."): None, ord(" "): None})
