"""Patterns of .gitignore and .amlignore files, as git reads them.

Most patterns are a plain name (`build`), or a star and an ending (`*.pyc`): those are looked up in sets; only the rest
becomes regular expressions, and only when first needed. `git check-ignore` is the oracle in the tests.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MAGIC = frozenset("*?[\\")


class IgnoreRules:
    """The patterns of one file, which count from the folder that holds it; the last one that matches decides."""

    __slots__ = ("_base", "_endings", "_literal_names", "_literal_paths", "_others", "_suffixes")

    def __init__(self, base: str, lines: Iterable[str]) -> None:
        self._base = base + "/" if base else ""
        self._literal_names: dict[str, list[_Pattern]] = {}
        self._literal_paths: dict[str, list[_Pattern]] = {}
        self._endings: list[_Pattern] = []
        self._others: list[_Pattern] = []
        for number, line in enumerate(lines):
            pattern = _Pattern.read(line, number)
            if pattern is None:
                continue
            if pattern.literal is not None:
                literals = self._literal_paths if pattern.whole_path else self._literal_names
                literals.setdefault(pattern.literal, []).append(pattern)
            else:
                (self._others if pattern.ending is None else self._endings).append(pattern)
        self._suffixes = tuple({pattern.ending for pattern in self._endings if pattern.ending is not None})

    def match(self, path: str, is_folder: bool) -> bool | None:
        """Whether the path is ignored (True), taken in again by `!` (False), or not spoken of (None)."""
        if not path.startswith(self._base):
            return None
        below = path[len(self._base) :]
        name = below.rpartition("/")[2]
        last: _Pattern | None = None
        for candidates in (
            self._literal_names.get(name, ()),
            self._literal_paths.get(below, ()),
            self._endings if name.endswith(self._suffixes) else (),
            self._others,
        ):
            for pattern in candidates:
                if (last is None or pattern.number > last.number) and pattern.matches(below, name, is_folder):
                    last = pattern
        return None if last is None else not last.negated


class _Pattern:
    __slots__ = ("ending", "folders_only", "literal", "negated", "number", "regex", "source", "whole_path")

    def __init__(self, text: str, negated: bool, folders_only: bool, whole_path: bool, number: int) -> None:
        self.number = number
        self.negated = negated
        self.folders_only = folders_only
        self.whole_path = whole_path
        self.source = text
        self.literal = text if not _MAGIC.intersection(text) else None
        self.ending = text[1:] if not whole_path and text[:1] == "*" and not _MAGIC.intersection(text[1:]) else None
        self.regex: re.Pattern[str] | None = None

    @classmethod
    def read(cls, line: str, number: int) -> _Pattern | None:
        text = line.rstrip("\r\n")
        while text.endswith(" ") and not text.endswith("\\ "):
            text = text[:-1]
        if not text or text.startswith("#"):
            return None
        negated = text.startswith("!")
        if negated:
            text = text[1:]
        folders_only = text.endswith("/")
        text = text.rstrip("/")
        if not text:
            return None
        whole_path = "/" in text
        return cls(text.removeprefix("/"), negated, folders_only, whole_path, number)

    def matches(self, below: str, name: str, is_folder: bool) -> bool:
        if self.folders_only and not is_folder:
            return False
        subject = below if self.whole_path else name
        if self.literal is not None:
            return subject == self.literal
        if self.ending is not None:
            return subject.endswith(self.ending)
        if self.regex is None:
            self.regex = _compile(self.source)
        return self.regex.fullmatch(subject) is not None


def _compile(pattern: str) -> re.Pattern[str]:
    """A regular expression for a gitignore pattern; one that git could not read either matches nothing."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
            out.append("(?:.*/)?")
            at += 3
            continue
        if pattern.startswith("**", at) and at + 2 == len(pattern) and at > 0 and pattern[at - 1] == "/":
            out.append(".+")
            break
        char = pattern[at]
        at += 1
        if char == "*":
            while pattern[at : at + 1] == "*":
                at += 1
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            end = pattern.find("]", at + (2 if pattern[at : at + 1] in "!^" else 1))
            if end < 0:
                return re.compile(r"(?!)")
            body = pattern[at:end].replace("\\", "\\\\").replace("[", "\\[")
            out.append("(?!/)[" + ("^" + body[1:] if body[:1] in "!^" else body) + "]")
            at = end + 1
        elif char == "\\" and at < len(pattern):
            out.append(re.escape(pattern[at]))
            at += 1
        else:
            out.append(re.escape(char))
    try:
        return re.compile("".join(out), re.DOTALL)
    except re.error:
        return re.compile(r"(?!)")
