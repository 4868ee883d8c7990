"""Findings as text for test reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amllint.report.concise import line
from amllint.report.escaping import log, one_line

if TYPE_CHECKING:
    from amllint.finding import Finding


def describe(finding: Finding) -> str:
    """A finding as a block: `path:line:column: CODE severity message`, then other places and the help.

    Texts of the linted project cannot write control characters or CI commands into it.
    """
    lines = [line(finding)]
    for label in finding.labels:
        place = label.span.place
        lines.append(f"    {one_line(place.file)}:{place.line}:{place.column}: {one_line(label.message)}")
    if finding.help:
        lines.append(f"    help: {one_line(finding.help)}")
    return log("\n".join(lines))
