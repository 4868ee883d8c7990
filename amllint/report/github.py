"""Annotations of GitHub Actions: workflow commands on standard output.

GitHub shows 10 annotations of a kind for a step and drops the rest without a word (zizmorcore/zizmor#634), so those
above are printed as plain lines, with their number. Escaping is that of actions/toolkit, command.ts.
"""

from __future__ import annotations

from . import ignored_or_not, repository_path
from .concise import line
from .escaping import log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..finding import Finding
    from ..judge import Verdict
    from . import Options

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""

_KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(verdict: Verdict, options: Options) -> str:
    """An annotation for each finding as long as GitHub shows them, errors first, then lines for the others."""
    lines: list[str] = []
    plain: list[str] = []
    for severity, kind in _KINDS.items():
        findings = [finding for finding in verdict.shown if finding.severity == severity]
        lines += [_annotation(kind, finding, options) for finding in findings[:MOST]]
        if len(findings) > MOST:
            rest = len(findings) - MOST
            plain.append(f"amllint: {rest} more of {kind}: GitHub shows {MOST} of a kind for a step")
            plain += [line(finding) for finding in findings[MOST:]]
    plain += [line(finding) + mark for finding, mark in ignored_or_not(verdict, options) if mark]
    return "".join(text + "\n" for text in lines) + log("".join(text + "\n" for text in plain))


def _annotation(kind: str, finding: Finding, options: Options) -> str:
    place = finding.place
    properties = {
        "file": one_line(repository_path(place.file, options)),
        "line": str(place.line),
        "endLine": str(place.end_line),
        "title": f"{finding.code} {one_line(finding.name)}",
    }
    if place.end_line == place.line:  # GitHub takes columns only where a finding stands on one line
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    parts = [line(finding)]
    for label in finding.labels:
        at = label.span.place
        parts.append(f"  {one_line(at.file)}:{at.line}: {one_line(label.message)}")
    if finding.help:
        parts.append(f"  help: {one_line(finding.help)}")
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {told}::{_data(log(chr(10).join(parts)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
