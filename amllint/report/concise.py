"""One line a finding: `path:line:col: CODE severity message`, for grep, editors and problem matchers."""

from __future__ import annotations

from .escaping import log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..judge import Verdict
    from . import Options


def render(verdict: Verdict, options: Options) -> str:
    """Lines for the findings that are shown; with `show_ignored` also for the others, marked."""
    lines = [line(finding) for finding in verdict.shown]
    if options.show_ignored:
        for one in verdict.ignored:
            reason = f": {one_line(one.reason)}" if one.reason else ""
            lines.append(f"{line(one.finding)} [ignored by {one.by}{reason}]")
    return log("".join(text + "\n" for text in lines))


def line(finding: Finding) -> str:
    """A finding in one line."""
    place = finding.place
    where = f"{one_line(place.file)}:{place.line}:{place.column}"
    return f"{where}: {finding.code} {finding.severity} {one_line(finding.message)}"
