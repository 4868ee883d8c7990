"""Findings for people: the message, and excerpts from all the files that it speaks of."""

from __future__ import annotations

from .escaping import excerpt, log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..finding import Finding, Severity
    from ..judge import Verdict
    from ..text import Place, Source, Span
    from . import Options

WIDEST = 160
"""Columns of source that an excerpt shows; longer lines are cut around what is marked."""

_TAB = 4
_COLOURS = {"error": "1;31", "warning": "1;33", "note": "1;36", "label": "1;34", "frame": "34", "bold": "1"}


def render(verdict: Verdict, options: Options) -> str:
    """Each finding with its excerpts, then one line that sums up."""
    paint = Paint(options.colour)
    blocks = [block(finding, paint) for finding in verdict.shown]
    if options.show_ignored:
        for one in verdict.ignored:
            reason = f": {one_line(one.reason)}" if one.reason else ""
            blocks.append(block(one.finding, paint) + f"  = ignored by {one.by}{reason}\n")
    return log("".join(text + "\n" for text in blocks) + summary(verdict, paint) + "\n")


class Paint:
    """Wraps texts in ANSI colours, or leaves them."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def __call__(self, style: str, text: str) -> str:
        """The text in a style of `_COLOURS`."""
        return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if self.colour and text else text


class Mark:
    """What an excerpt marks in one line: columns from 1, `end` exclusive, in code points."""

    def __init__(self, place: Place, source: Source, message: str, style: str) -> None:
        self.line = place.line
        self.start = place.column
        self.end = place.end_column if place.end_line == place.line else 0  # 0: to the line's end
        self.source = source
        self.place = place
        self.message = message
        self.style = style
        self.secret = False


def block(finding: Finding, paint: Paint) -> str:
    """One finding: headline, excerpts grouped by file, help, whether there is a fix."""
    marks = _marks(finding)
    width = len(str(max(mark.line for mark in marks)))
    head = paint(finding.severity, f"{finding.severity}[{finding.code} {finding.name}]")
    lines = [f"{head}: {paint('bold', one_line(finding.message))}"]
    by_file: dict[str, list[Mark]] = {}
    for mark in marks:
        by_file.setdefault(mark.place.file, []).append(mark)
    for group in by_file.values():  # all with an arrow: a line that begins with `:::` is close to a GitHub command
        lines.append(" " * width + paint("frame", "-->") + f" {_where(group[0].place)}")
        lines += _excerpt(group, width, paint)
    if finding.help:
        lines.append(" " * width + paint("frame", " = ") + f"{paint('bold', 'help')}: {one_line(finding.help)}")
    if finding.fix:
        fix = finding.fix
        lines.append(
            " " * width + paint("frame", " = ") + f"{paint('bold', 'fix')}: {one_line(fix.description)} ({fix.safety})"
        )
    return "".join(line + "\n" for line in lines)


def _marks(finding: Finding) -> list[Mark]:
    """The primary place, then the labels; a label on the primary place gives the words under it."""
    own = [label.message for label in finding.labels if _same(label.span, finding.span)]
    marks = [Mark(finding.place, finding.span.source, "; ".join(own), finding.severity)]
    marks[0].secret = finding.secret
    others = [label for label in finding.labels if not _same(label.span, finding.span)]
    return marks + [Mark(label.span.place, label.span.source, label.message, "label") for label in others]


def _same(one: Span, other: Span) -> bool:
    return one.source is other.source and (one.start, one.end) == (other.start, other.end)


def _where(place: Place) -> str:
    cell = f" (cell {place.cell.index}, line {place.cell.line})" if place.cell else ""
    return f"{one_line(place.file)}:{place.line}:{place.column}{cell}"


def _excerpt(marks: list[Mark], width: int, paint: Paint) -> list[str]:
    """The marked lines of one file, in order, each mark underlined in a line of its own."""
    bar = paint("frame", "|")
    gutter = " " * width + f" {bar}"
    lines = [gutter]
    last = 0
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        by_line.setdefault(mark.line, []).append(mark)
    for number in sorted(by_line):
        if last and number > last + 1:
            lines.append(paint("frame", "..."))
        last = number
        here = by_line[number]
        raw = _masked(here[0].source.excerpt(number), here)
        cut = _cut(raw, min(mark.start for mark in here))
        lines.append(f"{paint('frame', str(number).rjust(width))} {bar} {_drawn(raw, cut)}".rstrip())
        lines += [f"{gutter} {_underline(raw, cut, mark, paint)}" for mark in here]
    return lines


def _masked(raw: str, marks: list[Mark]) -> str:
    """The line with what is secret in it hidden; columns stay."""
    for mark in marks:
        if mark.secret:
            end = mark.end - 1 if mark.end else len(raw)
            raw = raw[: mark.start - 1] + "*" * (end - mark.start + 1) + raw[end:]
    return raw


def _cut(raw: str, first: int) -> int:
    """How many code points to leave out at a line's beginning, so that column `first` is seen."""
    return 0 if first <= WIDEST * 3 // 4 else first - WIDEST // 4


def _drawn(raw: str, cut: int) -> str:
    """A line of source, from code point `cut` on, tabs set and cut off at the widest."""
    shown = raw[cut : cut + WIDEST]
    return ("..." if cut else "") + _set(shown) + ("..." if len(raw) > cut + WIDEST else "")


def _set(raw: str) -> str:
    return excerpt(raw).replace("\t", " " * _TAB)


def _underline(raw: str, cut: int, mark: Mark, paint: Paint) -> str:
    start = max(mark.start - 1, cut)
    end = min(mark.end - 1 if mark.end else len(raw.rstrip()), cut + WIDEST)
    before = (3 if cut else 0) + _columns(_set(raw[cut:start]))
    sign = "-" if mark.style == "label" else "^"
    under = sign * max(_columns(_set(raw[start:end])), 1)
    message = f" {one_line(mark.message)}" if mark.message else ""
    return " " * before + paint(mark.style, under + message)


def _columns(text: str) -> int:
    """Columns that a terminal uses for a text: two for wide characters of East Asia, none for combining ones."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def summary(verdict: Verdict, paint: Paint) -> str:
    """One line: how many findings, how many units, what stayed unknown."""
    severities: tuple[Severity, ...] = ("error", "warning", "note")
    counts = {severity: verdict.count(severity) for severity in severities}
    told = [paint(severity, number_of(count, severity)) for severity, count in counts.items() if count]
    checked = [number_of(len(verdict.units), "unit")]
    if verdict.unknown:
        checked.append(f"{number_of(verdict.unknown, 'answer')} unknown: see amllint units")
    ignored = f", {len(verdict.ignored)} ignored" if verdict.ignored else ""
    return f"{', '.join(told) or paint('bold', 'no findings')}{ignored} ({', '.join(checked)})"


def number_of(count: int, noun: str) -> str:
    """A count with its noun: `1 error`, `2 errors`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def statistics(findings: Iterable[Finding]) -> str:
    """One line a rule, the most frequent first: how many findings, code, name."""
    counts: dict[tuple[str, str, str], int] = {}
    for finding in findings:
        key = (finding.code, finding.name, finding.severity)
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = max((len(str(count)) for count in counts.values()), default=0)
    return "".join(f"{count:{width}}  {code}  {severity:7}  {name}\n" for (code, name, severity), count in ordered)
