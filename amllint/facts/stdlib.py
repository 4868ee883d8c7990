"""The standard library of Python, by version."""

from __future__ import annotations


def is_stdlib(module: str, python: str | None) -> bool:
    """Whether a dotted module belongs to the standard library of a Python version.

    `python` is `3.11` or `3.11.4`; None, or what is no version, stands for any version from 3.6 to 3.15. Modules of
    other operating systems count.
    """
    from .tables.stdlib import ALWAYS, RANGED

    release = _release(python or "")
    top = module.partition(".")[0]
    for name in (".".join(module.split(".")[:2]), top):
        bounds = RANGED.get(name)
        if bounds:
            since, before = _release(bounds[0]), _release(bounds[1])
            return not release or ((not since or release >= since) and (not before or release < before))
    return top in ALWAYS


def _release(version: str) -> tuple[int, ...]:
    """The first two numbers of a version; () if it has none."""
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts) if len(parts) == 2 and all(p.isdecimal() for p in parts) else ()
