"""Ignore comments: `# amllint: ignore[rule, ...] reason`, and whether each is known and used.

The comment counts on the line of a finding's primary place or of any labelled place, at the line's end or alone on
the line above. `# amllint: file-ignore[rule, ...] reason` counts for the whole file; it stands above everything but
other comments and a docstring. Rules go by code or name; there is no form that ignores everything. `//` works as `#`.
"""

from __future__ import annotations

import re

from .finding import Edit, Finding, Fix
from .record import Record, replace
from .text import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .registry import RuleInfo

# The sign stands at the line's beginning or after a blank: `"# amllint: ..."` in a string is none.
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))(?:#|//)[ \t]*amllint:[ \t]*([\w-]*)(?:[ \t]*\[([^\]\n]*)\])?[ \t]*(.*)")
_FORM = "`# amllint: ignore[rule] reason`"


class Ignore(Record):
    """One rule in one ignore comment.

    `span` is the rule as written, `comment` the whole comment. It counts for `lines` of `file`; for all if empty.
    """

    word: str
    span: Span
    comment: Span
    file: str
    lines: tuple[int, ...]
    reason: str | None = None


class Malformed(Record):
    """A comment that begins like an ignore and is none; `message` is a sentence without a full stop."""

    span: Span
    message: str


class Applied(Record):
    """What comments make of the findings; `findings` are those about the comments themselves."""

    kept: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, str | None], ...]
    findings: tuple[Finding, ...]


def comments(source: Source) -> Iterator[Ignore | Malformed]:
    """All ignore comments of a text."""
    if type(source) is Source and source.path.endswith(".ipynb"):
        return  # JSON that holds the cells as strings: each cell is a source of its own
    at = source.text.find("amllint:")
    while at >= 0:
        number = source.position(at)[0]
        line = source.line(number)
        match = _COMMENT.search(line)
        if match:
            yield from _read(source, number, line, match)
        at = source.text.find("amllint:", source.starts[number]) if number < len(source.starts) else -1


def _read(source: Source, number: int, line: str, match: re.Match[str]) -> Iterator[Ignore | Malformed]:
    start = source.starts[number - 1]
    comment = source.span(start + match.start(), start + len(line.rstrip()))
    word, names, reason = match[1], match[2], match[3].strip() or None
    if word not in ("ignore", "file-ignore"):
        from .spelling import nearest

        if names is not None or nearest(word, ("ignore", "file-ignore")):
            yield Malformed(comment, f"`{word}` is no instruction of amllint; write {_FORM}")
        return
    if names is None or not names.strip():
        yield Malformed(comment, f"an ignore comment names the rules that it ignores: {_FORM}")
        return
    if word == "file-ignore":
        if not _at_top(source, number):
            yield Malformed(comment, "file-ignore counts only at the top of the file, above everything but comments")
            return
        lines: tuple[int, ...] = ()
    else:
        target = number if line[: match.start()].strip() else _next_line(source, number)
        lines = (source.place(source.starts[target - 1], source.starts[target - 1]).line,)
    for part in re.finditer(r"[^,\s][^,]*", names):
        text = part[0].rstrip()
        begin = start + match.start(2) + part.start()
        span = source.span(begin, begin + len(text))
        yield Ignore(text, span, comment, span.place.file, lines, reason)


def _next_line(source: Source, number: int) -> int:
    """The line that a comment alone on its line speaks of: the next one that is no such comment itself."""
    number += 1
    while number < len(source.starts) and _COMMENT.match(source.line(number).lstrip()):
        number += 1
    return min(number, len(source.starts))


def _at_top(source: Source, number: int) -> bool:
    """Whether nothing but comments, blank lines, a YAML start and a docstring stand above a line."""
    above = "\n".join(source.line(line) for line in range(1, number))
    above = re.sub(r'^(?:\s|#.*|//.*)*[rRuU]?("""|\'\'\')[\s\S]*?\1', "", above, count=1)
    return all(not line.strip() or line.lstrip().startswith(("#", "//", "---", "{")) for line in above.split("\n"))


def apply(
    findings: list[Finding],
    sources: list[Source],
    rules: tuple[RuleInfo, ...],
    selection: tuple[RuleInfo, ...],
    under: Callable[[str], bool] | None = None,
    seen: Callable[[str], bool] | None = None,
) -> Applied:
    """Take out what comments ignore; report comments that ignore nothing or name no rule.

    A comment for a rule outside `selection` is not called unused, nor one in a file for which `under` is false. Nothing
    is said of comments in files for which `seen` is false.
    """
    found = [one for source in sources for one in comments(source)]
    ignores = _Ignores([one for one in found if isinstance(one, Ignore)])
    kept: list[Finding] = []
    ignored: list[tuple[Finding, str | None]] = []
    for finding in findings:
        rest, reason = ignores.take(finding)
        if rest is None:
            ignored.append((finding, reason))
        else:
            kept.append(rest)
    known = {word: info for info in rules for word in (info.code, info.name)}
    running = {info.code for info in selection}
    own: list[Finding] = []
    if "AML904" in running:
        told = [one for one in found if seen is None or seen(one.span.path)]
        own += [_unknown(one.span, one.message) for one in told if isinstance(one, Malformed)]
        own += [_unknown_rule(one, rules) for one in told if isinstance(one, Ignore) and one.word not in known]
    if "AML903" in running:
        own += [
            _unused(one)
            for one in ignores.unused
            if one.word in known and known[one.word].code in running and (under is None or under(one.file))
        ]
    return Applied(tuple(kept), tuple(ignored), tuple(own))


class _Ignores:
    """The comments of a run, found by place; remembers which were used."""

    def __init__(self, ignores: list[Ignore]) -> None:
        self.all = ignores
        self.used: set[int] = set()
        self.by_place: dict[tuple[str, int], list[Ignore]] = {}
        for one in ignores:
            for line in one.lines or (0,):  # no line bears the number 0: it stands for the file
                self.by_place.setdefault((one.file, line), []).append(one)

    @property
    def unused(self) -> list[Ignore]:
        return [one for one in self.all if id(one) not in self.used]

    def at(self, finding: Finding, span: Span) -> Ignore | None:
        """The comment that ignores the finding at one of its places."""
        place = span.place
        words = (finding.code, finding.name)
        for line in dict.fromkeys((place.line, place.end_line, 0)):
            for one in self.by_place.get((place.file, line), ()):
                if one.word in words:
                    self.used.add(id(one))
                    return one
        return None

    def take(self, finding: Finding) -> tuple[Finding | None, str | None]:
        """What is left of a finding, and the reason why something is gone.

        An ignore on a label that is a site of its own takes only that site; where the primary place is taken and
        sites are left, the first of them becomes the primary place.
        """
        if finding.code == "AML901":
            return finding, None
        for label in finding.labels:
            if not label.site and (one := self.at(finding, label.span)):
                return None, one.reason
        gone = [label for label in finding.labels if label.site and self.at(finding, label.span)]
        labels = tuple(label for label in finding.labels if label not in gone)
        primary = self.at(finding, finding.span)
        if primary is None:
            return (replace(finding, labels=labels) if gone else finding), None
        sites = [label for label in labels if label.site]
        if not sites:
            return None, primary.reason
        rest = tuple(label for label in labels if label is not sites[0])
        return replace(finding, span=sites[0].span, labels=rest), None


def _unused(one: Ignore) -> Finding:
    where = "in this file" if not one.lines else "here"
    return Finding(
        "AML903", "unused-ignore", "warning", f"`{one.word}` finds nothing {where}: the ignore comment is not needed",
        one.span, help="remove it", fix=Fix("safe", "remove it", (_removal(one),)), subject=one.word,
    )  # fmt: skip


def _removal(one: Ignore) -> Edit:
    """Take the rule out of the comment; the comment, or its whole line, where nothing else is left."""
    source, comment = one.span.source, one.comment
    names = comment.text.partition("[")[2].partition("]")[0]
    if names.strip() != one.word:
        start, end, text = one.span.start, one.span.end, source.text
        behind = text[end:].lstrip(" ")
        if behind.startswith(","):
            end = len(text) - len(behind) + 1
            return Edit(source.span(start, end + len(text[end:]) - len(text[end:].lstrip(" "))), "")
        return Edit(source.span(len(text[:start].rstrip(" ").removesuffix(",")), end), "")
    number = source.position(comment.start)[0]
    start = source.starts[number - 1]
    before = source.text[start : comment.start]
    if before.strip() or number >= len(source.starts):
        return Edit(source.span(start + len(before.rstrip()), comment.end), "")
    return Edit(source.span(start, source.starts[number]), "")


def _unknown(span: Span, message: str) -> Finding:
    return Finding("AML904", "unknown-ignore", "warning", message, span, subject=span.text)


def _unknown_rule(one: Ignore, rules: tuple[RuleInfo, ...]) -> Finding:
    from .registry import unknown_rule

    return _unknown(one.span, f"the ignore comment has no effect: {unknown_rule(rules, one.word)}")
