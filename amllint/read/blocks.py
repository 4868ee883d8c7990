"""Resources of Bicep and Terraform files as values: what stands literally, everything else unknown.

Both languages nest blocks in braces; Bicep writes `key: value`, Terraform `key = value` and `block { ... }`.
Expressions, variables and loops are not worked out: they become `Unknown`.
"""

from __future__ import annotations

import re

from ..record import Record
from ..text import Source, Span
from ..values import Entry, Listing, Mapping, Scalar, Unknown, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 40
_MOST_RESOURCES = 500
_BICEP = r"(?m)^[ \t]*resource[ \t]+\w+[ \t]+'([\w./]+)@[\w-]+'[ \t]*=[^\n{]*\{"
_TERRAFORM = r'(?m)^[ \t]*resource[ \t]+"(\w+)"[ \t]+"[\w-]+"[ \t]*\{'
_OPENING, _CLOSING = "([{", ")]}"


class Resource(Record):
    """One resource: its `type` as written, without version, and its properties. `span` is its first line."""

    type: str
    span: Span
    node: Mapping


def read_resources(source: Source) -> Iterator[Resource]:
    """The resources of a Bicep (`.bicep`) or Terraform (`.tf`) text, in order."""
    pattern = _BICEP if source.path.endswith(".bicep") else _TERRAFORM
    for number, match in enumerate(re.finditer(pattern, source.text)):
        if number == _MOST_RESOURCES:
            return
        node, _ = _Blocks(source).block(match.end() - 1, 0)
        yield Resource(match[1], source.span(match.start() + len(match[0]) - len(match[0].lstrip()), match.end()), node)


class _Blocks:
    """Reads nested blocks from an opening brace on; never raises, and ends at the end of the text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text

    def block(self, at: int, depth: int) -> tuple[Mapping, int]:
        """The mapping whose brace stands at `at`, and the offset behind it; repeated blocks become a listing."""
        start, at = at, at + 1
        entries: dict[str, Entry] = {}
        open_ = False
        while at < len(self.text):
            at = self._skip(at, ", \t\r\n;")
            if self.text[at : at + 1] in ("}", ""):
                at += 1
                break
            key, after = self._key(at)
            if key is None:
                open_ = True
                at = self._expression_end(at)
                at += at < len(self.text) and self.text[at] in ")]"
                continue
            key_span = self.source.span(at, after)
            value, at = self._after_key(after, depth)
            if value is None:
                open_ = True
                continue
            old = entries.get(key)
            if old is not None:
                items = old.value.items if isinstance(old.value, Listing) else (old.value,)
                value = Listing(value.span, (*items, value))
                key_span = old.key
            entries[key] = Entry(key_span, key, value)
        at = min(at, len(self.text))
        return Mapping(self.source.span(start, at), tuple(entries.values()), (), open_), at

    def _key(self, at: int) -> tuple[str | None, int]:
        if self.text[at] in "'\"":
            end = self._string_end(at)
            return self.text[at + 1 : end - 1], end
        match = re.compile(r"[A-Za-z_][\w-]*").match(self.text, at)
        return (match[0], match.end()) if match else (None, at)

    def _after_key(self, at: int, depth: int) -> tuple[Value | None, int]:
        """The value behind a key: after a colon or an equals sign, or a block behind labels."""
        at = self._skip(at, " \t")
        sign = self.text[at : at + 1]
        if sign in (":", "="):
            return self.value(self._skip(at + 1, " \t"), depth)
        while sign in ('"', "'"):
            at = self._skip(self._string_end(at), " \t")
            sign = self.text[at : at + 1]
        if sign == "{":
            return self._nested(at, depth)
        return None, self._expression_end(at)

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        """The value that starts at `at`."""
        sign = self.text[at : at + 1]
        if sign == "{":
            return self._nested(at, depth)
        if sign == "[" and not re.compile(r"\[\s*for\b").match(self.text, at):
            return self._list(at, depth)
        end = self._expression_end(at)
        written = self.text[at:end].strip()
        return _literal(self.source.span(at, at + len(written)), written), end

    def _nested(self, at: int, depth: int) -> tuple[Value, int]:
        if depth < _DEEPEST:
            return self.block(at, depth + 1)
        end = len(self.text)
        return Unknown(self.source.span(at, end), "it is nested too deep"), end

    def _list(self, at: int, depth: int) -> tuple[Value, int]:
        start, at = at, at + 1
        items: list[Value] = []
        while at < len(self.text) and depth < _DEEPEST:
            at = self._skip(at, ", \t\r\n")
            if self.text[at : at + 1] in ("]", ""):
                at += 1
                break
            before = at
            item, at = self.value(at, depth + 1)
            items.append(item)
            at += at == before
        at = min(at, len(self.text))
        return Listing(self.source.span(start, at), tuple(items)), at

    def _skip(self, at: int, blanks: str) -> int:
        """Offset of the next sign that is neither blank nor comment."""
        while at < len(self.text):
            if self.text[at] in blanks:
                at += 1
            elif self.text.startswith("//", at) or self.text[at] == "#":
                at = self._find("\n", at)
            elif self.text.startswith("/*", at):
                at = self._find("*/", at) + 2
            else:
                break
        return at

    def _find(self, what: str, at: int) -> int:
        found = self.text.find(what, at)
        return found if found >= 0 else len(self.text)

    def _string_end(self, at: int) -> int:
        """Offset behind a string; one that is not closed ends with its line."""
        quote = self.text[at]
        if self.text.startswith("'''", at):
            return self._find("'''", at + 3) + 3
        at += 1
        while at < len(self.text) and self.text[at] not in (quote, "\n"):
            at += 2 if self.text[at] == "\\" else 1
        return min(at + 1, len(self.text))

    def _expression_end(self, at: int) -> int:
        """Offset where an expression ends: at a line's end, comma or closing bracket that is its surroundings'."""
        depth = 0
        while at < len(self.text):
            sign = self.text[at]
            if sign in "'\"":
                at = self._string_end(at)
                continue
            if self.text.startswith("//", at) or sign == "#":
                at = self._find("\n", at)
                continue
            if sign in _OPENING:
                depth += 1
            elif sign in _CLOSING:
                depth -= 1
                if depth < 0:
                    return at
            elif sign in "\n," and depth == 0:
                return at
            at += 1
        return at


def _literal(span: Span, text: str) -> Value:
    """A string, number or boolean; anything else is worked out when the file is applied."""
    if len(text) > 1 and text[0] in "'\"" and text.endswith(text[0]) and text[0] not in text[1:-1] and "${" not in text:
        return Scalar(span, text[1:-1], text[1:-1], True)
    if text in ("true", "false", "null"):
        return Scalar(span, None if text == "null" else text == "true", text)
    try:
        return Scalar(span, int(text), text)
    except ValueError:
        return Unknown(span, "it is worked out when the file is applied", text)
