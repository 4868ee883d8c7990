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


def defines(module: str, name: str) -> bool | None:
    """Whether a top-level module of the standard library may have a name or submodule; None if it cannot be told.

    The text of the running Python's own module is searched for the word: where it does not occur, the name is not
    there. Nothing is imported.
    """
    import os

    path = os.path.join(os.path.dirname(os.__file__), f"{module}.py")
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return None
    at = text.find(name)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(name) : at + len(name) + 1]
        if not any(char.isalnum() or char == "_" for char in around):
            return True
        at = text.find(name, at + 1)
    return "import *" in text


def _release(version: str) -> tuple[int, ...]:
    """The first two numbers of a version; () if it has none."""
    parts = version.split(".")[:2]
    return tuple(int(part) for part in parts) if len(parts) == 2 and all(p.isdecimal() for p in parts) else ()
