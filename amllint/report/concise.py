"""One line a finding: `path:line:col: CODE severity message`, for grep, editors and problem matchers."""

from __future__ import annotations

from . import ignored_or_not
from .escaping import log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..judge import Verdict
    from . import Options


def render(verdict: Verdict, options: Options) -> str:
    """Lines for the findings that are shown; with `show_ignored` also for the others, marked."""
    return log("".join(f"{line(finding)}{mark}\n" for finding, mark in ignored_or_not(verdict, options)))


def line(finding: Finding) -> str:
    """A finding in one line."""
    place = finding.place
    where = f"{one_line(place.file)}:{place.line}:{place.column}"
    return f"{where}: {finding.code} {finding.severity} {one_line(finding.message)}"
